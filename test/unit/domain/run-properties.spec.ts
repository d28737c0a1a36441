import assert from 'node:assert/strict';
import fc from 'fast-check';
import { advance, type Run, type RunEvent } from '../../../src/domain/run.ts';
import { aRun } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

interface Step {
  readonly event: RunEvent;
  readonly at: number;
  readonly before: Run;
  readonly after: Run | undefined;
}

const anyEvent = fc.constantFrom<RunEvent>(
  'start',
  'pause',
  'continue',
  'cancel',
  'halt',
  'resume',
  'finish',
);

/** Any events, a millisecond apart, on a queued run that is frozen through and through at every step. */
const anyStory = fc.array(anyEvent, { maxLength: 40 }).map((events): readonly Step[] => {
  let run = deepFreeze(aRun({ state: 'queued', version: 1, startedAt: null, finishedAt: null }));
  return events.map((event, at) => {
    const before = run;
    const after = advance(run, event, at);
    if (after !== undefined) run = deepFreeze(after);
    return { event, at, before, after };
  });
});

function holdsFor(check: (steps: readonly Step[]) => void): void {
  fc.assert(fc.property(anyStory, check), { numRuns: 2_000 });
}

describe('any sequence of events on a run', () => {
  it('never leaves a final state', () => {
    holdsFor((steps) => {
      const end = steps.findIndex(({ after }) => after?.state === 'done' || after?.state === 'cancelled');
      if (end >= 0) assert.ok(steps.slice(end + 1).every(({ after }) => after === undefined));
    });
  });

  it('steps the version by one for each event that is accepted', () => {
    holdsFor((steps) => {
      for (const { before, after } of steps) if (after) assert.equal(after.version, before.version + 1);
    });
  });

  it('has an end exactly in a final state, the instant of the event that led there', () => {
    holdsFor((steps) => {
      for (const { after, at } of steps) {
        if (after === undefined) continue;
        const final = after.state === 'done' || after.state === 'cancelled';
        assert.equal(after.finishedAt, final ? at : null);
      }
    });
  });

  it('keeps as start the instant of the first start', () => {
    holdsFor((steps) => {
      const first = steps.find(({ event, after }) => event === 'start' && after !== undefined);
      for (const { after, at } of steps) {
        if (after === undefined) continue;
        assert.equal(after.startedAt, first === undefined || at < first.at ? null : first.at);
      }
    });
  });

  it('is done only when no cancel was accepted', () => {
    holdsFor((steps) => {
      const accepted = steps.filter(({ after }) => after !== undefined);
      const cancelled = accepted.some(({ event }) => event === 'cancel');
      const state = accepted.at(-1)?.after?.state;
      if (cancelled) assert.ok(state === 'cancelling' || state === 'cancelled');
      else assert.ok(state !== 'cancelling' && state !== 'cancelled');
    });
  });
});
