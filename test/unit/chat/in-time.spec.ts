import assert from 'node:assert/strict';
import { inTime } from '../../../adapters/chat/in-time.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('what is known in time', () => {
  it('is the answer, or nothing where there is a fault', async () => {
    const clock = new FakeClock();
    assert.equal(await inTime(clock, 1_000, Promise.resolve('guest')), 'guest');
    assert.equal(await inTime(clock, 1_000, Promise.reject(new Error('down'))), undefined);
  });

  it('is nothing when the answer takes longer', async () => {
    const clock = new FakeClock();
    const never = new Promise<string>(() => {});
    let known: string | undefined | null = null;
    const waiting = inTime(clock, 1_000, never).then((answer) => {
      known = answer;
    });
    await clock.advance(999);
    assert.equal(known, null);
    await clock.advance(1);
    await waiting;
    assert.equal(known, undefined);
  });
});
