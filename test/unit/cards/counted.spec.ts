import assert from 'node:assert/strict';
import { about } from '../../../cards/format.ts';
import { countedReason } from '../../../cards/words.ts';

describe('words that follow a number', () => {
  it('are singular after one', () => {
    assert.equal(countedReason('service-account', 1), '1 service account');
    assert.equal(countedReason('service-account', 2), '2 service accounts');
    assert.equal(countedReason('admin', 1), '1 administrator');
    assert.equal(countedReason('protected', 1), '1 protected');
  });

  it('say "about" only of what has a number', () => {
    assert.equal(about(21_000), 'about 21 seconds');
    assert.equal(about(100), 'less than a second');
  });
});
