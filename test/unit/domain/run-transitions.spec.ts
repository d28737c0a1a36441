import assert from 'node:assert/strict';
import { advance, isLive, RUN_STATES, type RunEvent, type RunState } from '../../../src/domain/run.ts';
import { aRun, NOW } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const EVENTS: readonly RunEvent[] = ['start', 'pause', 'continue', 'cancel', 'halt', 'resume', 'finish'];

/** State, event, next state: written by hand from spec S4.3 and S5, a dash is a refusal. */
const MOVES = `
  queued      start     running
  queued      pause     paused
  queued      continue  -
  queued      cancel    cancelling
  queued      halt      halted
  queued      resume    -
  queued      finish    -
  running     start     -
  running     pause     paused
  running     continue  -
  running     cancel    cancelling
  running     halt      halted
  running     resume    -
  running     finish    done
  paused      start     -
  paused      pause     -
  paused      continue  queued
  paused      cancel    cancelling
  paused      halt      -
  paused      resume    -
  paused      finish    done
  cancelling  start     -
  cancelling  pause     -
  cancelling  continue  -
  cancelling  cancel    -
  cancelling  halt      -
  cancelling  resume    -
  cancelling  finish    cancelled
  halted      start     -
  halted      pause     -
  halted      continue  -
  halted      cancel    cancelling
  halted      halt      -
  halted      resume    queued
  halted      finish    done
  done        start     -
  done        pause     -
  done        continue  -
  done        cancel    -
  done        halt      -
  done        resume    -
  done        finish    -
  cancelled   start     -
  cancelled   pause     -
  cancelled   continue  -
  cancelled   cancel    -
  cancelled   halt      -
  cancelled   resume    -
  cancelled   finish    -
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/) as [RunState, RunEvent, RunState | '-']);

describe('the moves of a run', () => {
  it('are written down for every state and event, once', () => {
    const pairs = MOVES.map(([state, event]) => `${state} ${event}`).sort();

    assert.deepEqual(pairs, RUN_STATES.flatMap((state) => EVENTS.map((event) => `${state} ${event}`)).sort());
  });

  for (const [state, event, next] of MOVES) {
    it(next === '-' ? `refuse ${event} when ${state}` : `lead from ${state} by ${event} to ${next}`, () => {
      const run = deepFreeze(aRun({ state, version: 5 }));

      const moved = advance(run, event, NOW);

      assert.equal(moved?.state ?? '-', next);
      assert.equal(moved?.version ?? '-', next === '-' ? '-' : 6);
    });
  }

  it('lead out of every state that is live, and out of no other', () => {
    for (const state of RUN_STATES) {
      const leads = MOVES.some(([from, , next]) => from === state && next !== '-');

      assert.equal(isLive(state), leads, state);
    }
  });
});
