import assert from 'node:assert/strict';
import { datedKey, dateOf, timeWord } from '../../../adapters/chat/dated-key.ts';

describe('dated keys', () => {
  it('rise with time, whatever their secrets, and tell when they were made', () => {
    const times = [0, 35, 36, 1_000_000, 1_790_000_000_000, 101_559_956_668_415];
    const keys = times.map((at, n) => datedKey(at, `${'zyxwvu'[n]}-secret`));
    assert.deepEqual([...keys].sort(), keys);
    assert.deepEqual(keys.map(dateOf), times);
    assert.deepEqual(times.map(timeWord).map(dateOf), times);
  });
});
