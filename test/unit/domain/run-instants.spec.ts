import assert from 'node:assert/strict';
import { advance, ended, NO_COUNTS, type Run, type RunEvent } from '../../../src/domain/run.ts';
import { aRun, NOW } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

/** A queued run after events a second apart, the first at NOW + 1000. */
function queuedThen(...events: readonly RunEvent[]): Run {
  let run = deepFreeze(aRun({ state: 'queued', startedAt: null, finishedAt: null }));
  events.forEach((event, n) => {
    run = deepFreeze(advance(run, event, NOW + (n + 1) * 1_000) ?? assert.fail(`${event} was refused`));
  });
  return run;
}

describe('the instants of a run', () => {
  it('have no start and no end while it is queued or was halted before its start', () => {
    for (const run of [queuedThen(), queuedThen('halt'), queuedThen('halt', 'resume')]) {
      assert.deepEqual([run.startedAt, run.finishedAt], [null, null]);
    }
  });

  it('have the start once it runs and the end once it is done', () => {
    const running = queuedThen('start');
    const done = queuedThen('start', 'finish');

    assert.deepEqual([running.startedAt, running.finishedAt], [NOW + 1_000, null]);
    assert.deepEqual([done.startedAt, done.finishedAt], [NOW + 1_000, NOW + 2_000]);
  });

  it('keep the first start when it was halted and goes on', () => {
    const again = queuedThen('start', 'halt', 'resume', 'start');

    assert.deepEqual([again.startedAt, again.finishedAt], [NOW + 1_000, null]);
  });

  it('keep the first start when it was paused and goes on, and have none when it was paused before', () => {
    const again = queuedThen('start', 'pause', 'continue', 'start');
    const paused = queuedThen('pause');

    assert.deepEqual([again.startedAt, again.finishedAt], [NOW + 1_000, null]);
    assert.deepEqual([paused.startedAt, paused.finishedAt], [null, null]);
  });

  it('have an end after a cancel only when the last write is over', () => {
    const cancelling = queuedThen('start', 'cancel');
    const cancelled = queuedThen('start', 'cancel', 'finish');

    assert.deepEqual([cancelling.state, cancelling.finishedAt], ['cancelling', null]);
    assert.deepEqual([cancelled.state, cancelled.finishedAt], ['cancelled', NOW + 3_000]);
  });

  it('have an end but no start when it was cancelled before it ran', () => {
    const cancelled = queuedThen('cancel', 'finish');

    assert.deepEqual([cancelled.startedAt, cancelled.finishedAt], [null, NOW + 2_000]);
  });

  it('are all that a move touches beside state and version', () => {
    const run = deepFreeze(aRun({ state: 'running', version: 3 }));

    assert.deepEqual(advance(run, 'finish', NOW), { ...run, state: 'done', version: 4, finishedAt: NOW });
  });
});

describe('the wait of a run for its directory', () => {
  it('goes on with the run and ends whenever it no longer runs', () => {
    const queued = deepFreeze(aRun({ state: 'queued', waitingSince: NOW }));
    const running = deepFreeze(aRun({ state: 'running', waitingSince: NOW }));

    assert.equal(advance(queued, 'start', NOW + 1)?.waitingSince, NOW);
    for (const event of ['pause', 'cancel', 'halt', 'finish'] as const) {
      assert.equal(advance(running, event, NOW + 1)?.waitingSince, null, event);
    }
  });
});

describe('the counts of a run', () => {
  it('start at nothing', () => {
    assert.equal(ended(NO_COUNTS), 0);
  });

  it('add up every way a target can end', () => {
    assert.equal(ended({ done: 1, 'already-so': 20, skipped: 300, failed: 4_000 }), 4_321);
  });
});
