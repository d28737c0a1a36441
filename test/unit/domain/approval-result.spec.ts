import assert from 'node:assert/strict';
import { type Approval, approversOf, type DecisionInput, decide } from '../../../src/domain/approval.ts';
import type { RunId } from '../../../src/domain/ids.ts';
import { anAccount, anActor, anApproval, aPerson, aVerdict, NOW, PRIYA } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const RUN = 'R-7f3k2' as RunId;
const REQUESTER = anActor(aPerson('priya'));
const TOM = anActor(aPerson('tom'));
const INES = anActor(aPerson('ines'));

function asked(changes: Partial<Approval> = {}): Approval {
  return deepFreeze(anApproval({ requestedBy: PRIYA, version: 4, ...changes }));
}

function accepted(approval: Approval, changes: Partial<DecisionInput>): Approval {
  const decision = decide(approval, input(changes));
  assert.ok(decision.ok);
  return decision.approval;
}

function refusal(approval: Approval, changes: Partial<DecisionInput>): string {
  const decision = decide(approval, input(changes));
  assert.ok(!decision.ok && decision.problem.kind === 'not-allowed');
  return decision.problem.message;
}

function input(changes: Partial<DecisionInput>): DecisionInput {
  return deepFreeze({
    verdict: 'approve',
    reason: null,
    actor: TOM,
    at: NOW + 1,
    barred: null,
    lapsed: new Set(),
    run: RUN,
    ...changes,
  });
}

describe('an approval after a verdict', () => {
  it('is one version on, with the verdict at the end, the run named and all else as it was', () => {
    const approval = asked();

    assert.deepEqual(accepted(approval, { reason: 'leavers of October' }), {
      ...approval,
      version: 5,
      state: 'approved',
      run: RUN,
      verdicts: [
        {
          person: TOM.person.id,
          account: TOM.account,
          verdict: 'approve',
          reason: 'leavers of October',
          at: NOW + 1,
        },
      ],
    });
  });

  it('waits with the first of two approvals and gets its run with the second', () => {
    const first = accepted(asked({ quorum: 2 }), { actor: TOM });
    const second = accepted(deepFreeze(first), { actor: INES, at: NOW + 2 });

    assert.deepEqual([first.state, first.version, first.run], ['waiting', 5, null]);
    assert.deepEqual([second.state, second.version, second.run], ['approved', 6, RUN]);
    assert.deepEqual(
      second.verdicts.map(({ person, at }) => [person, at]),
      [
        ['tom', NOW + 1],
        ['ines', NOW + 2],
      ],
    );
  });

  it('ends with one rejection, whatever approvals it has, and gets no run', () => {
    const approval = asked({ quorum: 3, verdicts: [aVerdict('approve')] });

    const rejected = accepted(approval, { verdict: 'reject', actor: INES, reason: 'ask their managers' });

    assert.deepEqual([rejected.state, rejected.run], ['rejected', null]);
    assert.equal(rejected.verdicts.at(-1)?.reason, 'ask their managers');
  });

  it('ends with its withdrawal even when somebody has approved, and gets no run', () => {
    const approval = asked({ quorum: 2, verdicts: [aVerdict('approve')] });

    const withdrawn = accepted(approval, { verdict: 'withdraw', actor: REQUESTER });

    assert.deepEqual([withdrawn.state, withdrawn.run], ['withdrawn', null]);
  });

  it('keeps the account that was used, not the first one of the person', () => {
    const phone = anAccount('tom-phone');

    const decided = accepted(asked(), { actor: { ...TOM, account: phone } });

    assert.deepEqual(decided.verdicts[0]?.account, phone);
  });

  it('counts no approval of somebody who may no longer give it, and lets them give it again', () => {
    const approval = asked({ quorum: 2, verdicts: [aVerdict('approve')] });

    const waiting = accepted(approval, { actor: INES, lapsed: new Set([TOM.person.id]) });

    assert.equal(waiting.state, 'waiting');
    assert.deepEqual(approversOf(waiting), [INES.person.id]);
    const approved = accepted(waiting, { actor: TOM });
    assert.equal(approved.state, 'approved');
    assert.deepEqual(approversOf(approved), [INES.person.id, TOM.person.id]);
  });

  it('counts approvals alone, whatever verdicts a stored row holds', () => {
    const approval = asked({ quorum: 2, verdicts: [aVerdict('reject', INES.person.id)] });

    assert.equal(accepted(approval, { actor: TOM }).state, 'waiting');
  });

  it('counts a person with two accounts once', () => {
    const first = accepted(asked({ quorum: 2 }), { actor: TOM });

    const again = decide(first, input({ actor: { ...TOM, account: anAccount('tom-phone') } }));

    assert.equal(again.ok, false);
  });
});

describe('an approval of a setting', () => {
  it('is approved like that of a plan, and gets no run', () => {
    const subject = { kind: 'setting', change: { kind: 'audit-retention', days: 90 } } as const;

    const approved = accepted(asked({ subject }), {});

    assert.deepEqual([approved.state, approved.run], ['approved', null]);
  });
});

describe('the refusal of a verdict', () => {
  it('is what separation of duties says, before anything else', () => {
    const barred = 'You are one of the users this would change, so somebody else has to decide.';
    const voted = asked({ quorum: 2, verdicts: [aVerdict('approve')] });

    for (const approval of [asked(), voted]) {
      for (const verdict of ['approve', 'reject'] as const) {
        assert.equal(refusal(approval, { verdict, barred }), `${barred} Nothing was changed.`);
      }
    }
  });

  it('does not keep who asked from withdrawing, whatever bars them from deciding', () => {
    const barred = 'You asked for this.';

    assert.equal(accepted(asked(), { verdict: 'withdraw', actor: REQUESTER, barred }).state, 'withdrawn');
  });

  it('tells who has voted that they have', () => {
    const approval = asked({ quorum: 2, verdicts: [aVerdict('approve')] });

    assert.equal(
      refusal(approval, { verdict: 'reject' }),
      'You have already decided on this; each person counts once. Nothing was changed.',
    );
  });

  it('advises nobody else who would withdraw to do what they may not do either', () => {
    for (const barred of [null, 'You are one of the users this would change.']) {
      assert.equal(
        refusal(asked(), { verdict: 'withdraw', barred }),
        'Only the person who asked can withdraw this. An approver can reject it instead. Nothing was changed.',
      );
    }
  });
});
