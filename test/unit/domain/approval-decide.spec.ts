import assert from 'node:assert/strict';
import {
  APPROVAL_STATES,
  type Approval,
  type ApprovalState,
  type Decision,
  decide,
  isOpen,
  type Verdict,
} from '../../../src/domain/approval.ts';
import type { RunId } from '../../../src/domain/ids.ts';
import type { Actor } from '../../../src/domain/person.ts';
import {
  anAccount,
  anActor,
  anApproval,
  aPerson,
  aVerdict,
  NOW,
  PRIYA,
  TOM,
} from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const VERDICTS: readonly Verdict['verdict'][] = ['approve', 'reject', 'withdraw'];
const QUORUMS = [1, 2] as const;

/** Everybody who may click, told apart by what matters to the decision. */
const PEOPLE = {
  requester: { actor: anActor(aPerson('priya')), barred: 'You asked for this.' },
  'requester, other account': {
    actor: anActor(aPerson('priya'), { platform: 'teams', tenant: 't', id: '29:1' }),
    barred: 'You asked for this.',
  },
  barred: { actor: anActor(aPerson('ines')), barred: 'You are one of the users this would change.' },
  other: { actor: anActor(aPerson('ines')), barred: null },
  voter: { actor: anActor(aPerson('tom')), barred: null },
  'voter, other account': { actor: anActor(aPerson('tom'), anAccount('tom-2')), barred: null },
} satisfies Record<string, { actor: Actor; barred: string | null }>;
type Who = keyof typeof PEOPLE;
const EVERYBODY = Object.keys(PEOPLE) as Who[];

/**
 * What a click does while the approval waits and its time is not over: the new state, or why not. Written
 * from spec S4.2, by hand. With quorum 2 Tom ("voter") has approved already; with quorum 1 nobody has voted,
 * so Tom is one more other.
 */
const WAITING: Record<Who, Record<Verdict['verdict'], Record<1 | 2, ApprovalState | 'refused'>>> = {
  requester: {
    approve: { 1: 'refused', 2: 'refused' },
    reject: { 1: 'refused', 2: 'refused' },
    withdraw: { 1: 'withdrawn', 2: 'withdrawn' },
  },
  'requester, other account': {
    approve: { 1: 'refused', 2: 'refused' },
    reject: { 1: 'refused', 2: 'refused' },
    withdraw: { 1: 'withdrawn', 2: 'withdrawn' },
  },
  barred: {
    approve: { 1: 'refused', 2: 'refused' },
    reject: { 1: 'refused', 2: 'refused' },
    withdraw: { 1: 'refused', 2: 'refused' },
  },
  other: {
    approve: { 1: 'approved', 2: 'approved' },
    reject: { 1: 'rejected', 2: 'rejected' },
    withdraw: { 1: 'refused', 2: 'refused' },
  },
  voter: {
    approve: { 1: 'approved', 2: 'refused' },
    reject: { 1: 'rejected', 2: 'refused' },
    withdraw: { 1: 'refused', 2: 'refused' },
  },
  'voter, other account': {
    approve: { 1: 'approved', 2: 'refused' },
    reject: { 1: 'rejected', 2: 'refused' },
    withdraw: { 1: 'refused', 2: 'refused' },
  },
};

function asked(state: ApprovalState, quorum: 1 | 2): Approval {
  const verdicts = quorum === 2 ? [aVerdict('approve', TOM)] : [];
  return deepFreeze(anApproval({ state, quorum, verdicts, requestedBy: PRIYA, version: 7 }));
}

function click(approval: Approval, who: Who, verdict: Verdict['verdict'], at: number): Decision {
  const { actor, barred } = PEOPLE[who];
  const input = {
    verdict,
    reason: null,
    actor,
    at,
    barred,
    lapsed: new Set<never>(),
    run: 'R-7f3k2' as RunId,
  };
  return decide(approval, deepFreeze(input));
}

describe('deciding on an approval', () => {
  for (const quorum of QUORUMS) {
    for (const who of EVERYBODY) {
      for (const verdict of VERDICTS) {
        const expected = WAITING[who][verdict][quorum];
        it(`with quorum ${quorum}, ${verdict} by ${who} is ${expected}`, () => {
          const approval = asked('waiting', quorum);

          for (const at of [approval.createdAt, approval.expiresAt - 1]) {
            const decision = click(approval, who, verdict, at);

            if (decision.ok) assert.equal(decision.approval.state, expected);
            else assert.deepEqual([decision.problem.kind, expected], ['not-allowed', 'refused']);
          }
        });
      }
    }
  }

  for (const state of ['held', 'waiting'] as const) {
    it(`is a conflict from the very millisecond of the expiry on when ${state}, whoever clicks what`, () => {
      for (const [quorum, who, verdict, late] of clicks([0, 1, 86_400_000])) {
        const approval = asked(state, quorum);

        const decision = click(approval, who, verdict, approval.expiresAt + late);

        assert.deepEqual(decision, {
          ok: false,
          problem: {
            kind: 'conflict',
            message: 'A-7f3k2 has expired. Ask again to get a fresh plan. Nothing was changed.',
          },
        });
      }
    });
  }

  it('is a withdrawal by who asked, and nothing else, while it is held', () => {
    for (const [quorum, who, verdict, before] of clicks([-1, -86_400_000])) {
      const approval = asked('held', quorum);

      const decision = click(approval, who, verdict, approval.expiresAt + before);

      const expected = verdict === 'withdraw' ? WAITING[who].withdraw[quorum] : 'conflict';
      if (decision.ok) assert.equal(decision.approval.state, expected);
      else assert.equal(decision.problem.kind, expected === 'refused' ? 'not-allowed' : 'conflict');
      assert.equal(decision.ok, expected === 'withdrawn');
    }
  });

  it('says of a held approval whom it waits for', () => {
    assert.deepEqual(click(asked('held', 1), 'other', 'approve', NOW), {
      ok: false,
      problem: {
        kind: 'conflict',
        message:
          'A-7f3k2 is beyond the cap and waits for who asked, to take fewer or to ask for a higher cap. Nothing was changed.',
      },
    });
  });

  for (const state of APPROVAL_STATES.filter((name) => !isOpen({ state: name }))) {
    it(`is a conflict when it is already ${state}, whoever clicks what, in time or not`, () => {
      for (const [quorum, who, verdict, offset] of clicks([-1, 0, 1])) {
        const approval = asked(state, quorum);

        const decision = click(approval, who, verdict, approval.expiresAt + offset);

        assert.deepEqual(decision, {
          ok: false,
          problem: { kind: 'conflict', message: `A-7f3k2 is already ${state}. Nothing was changed.` },
        });
      }
    });
  }
});

/** Every quorum × person × verdict × offset to the expiry in milliseconds. */
function* clicks(offsets: readonly number[]): Iterable<readonly [1 | 2, Who, Verdict['verdict'], number]> {
  for (const quorum of QUORUMS)
    for (const who of EVERYBODY)
      for (const verdict of VERDICTS) for (const offset of offsets) yield [quorum, who, verdict, offset];
}
