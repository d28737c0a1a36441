import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Approval,
  decide,
  expire,
  isOpen,
  release,
  type Verdict,
} from '../../../src/domain/approval.ts';
import type { RunId } from '../../../src/domain/ids.ts';
import { anAccount, anActor, anApproval, aPerson } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

/** Priya asks; Uma and Vic are among the users; the others are free to decide. */
const PEOPLE = ['priya', 'uma', 'vic', 'tom', 'ines', 'kofi'].map((id) => aPerson(id));
const REQUESTER = 'priya';
const TARGETS: readonly string[] = ['uma', 'vic'];
const LIFETIME_MS = 5;

type Event =
  | { readonly kind: 'expire' }
  | { readonly kind: 'release' }
  | {
      readonly kind: Verdict['verdict'];
      readonly who: (typeof PEOPLE)[number];
      readonly account: string;
    };

/** Approvals outnumber the rest, so that quorums are often reached before something else ends the story. */
const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Event>({ kind: 'expire' }) },
  { weight: 3, arbitrary: fc.constant<Event>({ kind: 'release' }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constantFrom<Verdict['verdict']>(
        'approve',
        'approve',
        'approve',
        'approve',
        'reject',
        'withdraw',
      ),
      who: fc.constantFrom(...PEOPLE),
      account: fc.constantFrom('desk', 'phone'),
    }),
  },
);

interface Told {
  readonly quorum: number;
  /** The approval at first and after every event that was accepted. */
  readonly states: readonly Approval[];
}

/** Plays events one millisecond apart, from the first on frozen through and through. */
function tell(state: 'held' | 'waiting', quorum: number, events: readonly Event[]): Told {
  let approval = deepFreeze(anApproval({ state, quorum, createdAt: 0, expiresAt: LIFETIME_MS, version: 1 }));
  const states = [approval];
  events.forEach((event, at) => {
    const next = step(approval, event, at);
    if (next === undefined) return;
    approval = deepFreeze(next);
    states.push(approval);
  });
  return { quorum, states };
}

function step(approval: Approval, event: Event, at: number): Approval | undefined {
  if (event.kind === 'expire') return expire(approval, at);
  if (event.kind === 'release') return release(approval, { raisedCap: approval.raisedCap }, at);
  const isBarred = event.who.id === REQUESTER || TARGETS.includes(event.who.id);
  const decision = decide(approval, {
    verdict: event.kind,
    reason: null,
    actor: anActor(event.who, anAccount(`${event.who.id}-${event.account}`)),
    at,
    barred: isBarred ? 'Somebody else has to decide.' : null,
    lapsed: new Set(),
    run: `R-${at}` as RunId,
  });
  return decision.ok ? decision.approval : undefined;
}

const anyStory = fc
  .tuple(
    fc.constantFrom('held', 'waiting'),
    fc.integer({ min: 1, max: 3 }),
    fc.array(anyEvent, { maxLength: 30 }),
  )
  .map(([state, quorum, events]) => tell(state, quorum, events));

function holdsFor(check: (story: Told) => void): void {
  fc.assert(fc.property(anyStory, check), { numRuns: 2_000 });
}

describe('any sequence of verdicts, releases and expiries', () => {
  it('ends an approval at most once, and nothing is accepted after that', () => {
    holdsFor(({ states }) => {
      assert.ok(states.slice(0, -1).every(isOpen));
    });
  });

  it('gives no verdict but its withdrawal to an approval that is held', () => {
    holdsFor(({ states }) => {
      for (const { state, verdicts } of states) if (state === 'held') assert.deepEqual(verdicts, []);
      for (const [n, { state }] of states.entries()) {
        if (states[n - 1]?.state === 'held') assert.ok(['waiting', 'withdrawn', 'expired'].includes(state));
      }
    });
  });

  it('steps the version by one for each that is accepted', () => {
    holdsFor(({ states }) => {
      assert.deepEqual(
        states.map(({ version }) => version),
        states.map((_, n) => n + 1),
      );
    });
  });

  it('approves only with a quorum of distinct people, none of them requester or target', () => {
    holdsFor(({ quorum, states }) => {
      const last = states.at(-1) as Approval;
      const people = last.verdicts.filter(({ verdict }) => verdict === 'approve').map(({ person }) => person);
      assert.equal(new Set(people).size, people.length);
      assert.ok(people.every((person) => person !== REQUESTER && !TARGETS.includes(person)));
      assert.equal(last.state === 'approved', people.length === quorum);
    });
  });

  it('has a run exactly when it is approved, the one named at the completing verdict', () => {
    holdsFor(({ states }) => {
      const last = states.at(-1) as Approval;
      assert.equal(last.run, last.state === 'approved' ? `R-${last.verdicts.at(-1)?.at}` : null);
    });
  });

  it('only ever adds verdicts at the end and touches nothing else of the question', () => {
    holdsFor(({ states }) => {
      for (const [n, now] of states.entries()) {
        const before = states[n - 1];
        if (before === undefined) continue;
        assert.deepEqual(now.verdicts.slice(0, before.verdicts.length), before.verdicts);
        const { version, state, verdicts, run } = before;
        assert.deepEqual({ ...now, version, state, verdicts, run }, before);
      }
    });
  });

  it('reaches every end within these stories, so that the properties say something', () => {
    const stories = fc.sample(anyStory, { numRuns: 2_000, seed: 7 });

    const ends = new Set(stories.map(({ quorum, states }) => `${quorum} ${states.at(-1)?.state}`));

    const names = ['held', 'waiting', 'approved', 'rejected', 'withdrawn', 'expired'];
    assert.deepEqual(
      [...ends].sort(),
      [1, 2, 3].flatMap((quorum) => names.map((name) => `${quorum} ${name}`)).sort(),
    );
  });
});
