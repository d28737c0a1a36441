import assert from 'node:assert/strict';
import { ProblemError } from '../../../src/domain/problem.ts';
import { untilThere } from '../../../src/main/open-storage.ts';
import type { Logger } from '../../../src/ports/logger.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeIds } from '../../support/fake-ids.ts';
import { quietLogger } from '../../support/quiet.ts';

const away = new ProblemError({ kind: 'unavailable', source: 'database', message: 'It cannot be reached.' });

/** Tries to open on a clock that goes on whenever somebody sleeps; says what was logged. */
async function open(answer: (n: number) => unknown) {
  const clock = new FakeClock();
  const warned: unknown[] = [];
  const logger: Logger = { ...quietLogger, warn: (_, fields) => void warned.push(fields) };
  const begun = clock.now();
  let tries = 0;
  let isOver = false;
  const opening = untilThere({ clock, ids: new FakeIds(), logger }, async () => {
    tries += 1;
    const given = answer(tries);
    if (given instanceof Error) throw given;
    return given;
  }).finally(() => {
    isOver = true;
  });
  opening.catch(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  while (!isOver) await clock.advance(500);
  const result = await opening.catch((error: unknown) => error);
  return { result, tries, warned, tookMs: clock.now() - begun };
}

describe('A database that is not there at the start', () => {
  it('is waited for, with a line in the log for each try', async () => {
    const { result, tries, warned } = await open((n) => (n < 4 ? away : 'open'));
    assert.deepEqual([result, tries, warned.length], ['open', 4, 3]);
    assert.match(JSON.stringify(warned[0]), /cannot be reached/);
  });

  it('ends the start after a minute with what is to be done', async () => {
    const { result, tries, tookMs } = await open(() => away);
    assert.equal(result, away);
    assert.ok(tookMs >= 60_000 && tookMs < 70_000, `${tookMs} ms`);
    assert.ok(tries > 10);
  });

  it('is not waited for when waiting would not help', async () => {
    const wrong = new ProblemError({ kind: 'misconfigured', key: 'ROLLCALL_AUDIT_KEY', remedy: 'Give it.' });
    for (const error of [wrong, new Error('a bug')]) {
      const { result, tries } = await open(() => error);
      assert.deepEqual([result, tries], [error, 1]);
    }
  });
});
