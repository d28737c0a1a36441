import assert from 'node:assert/strict';
import { APPROVAL_STATES, type ApprovalSubject, isOpen, release } from '../../../src/domain/approval.ts';
import type { PlanId } from '../../../src/domain/ids.ts';
import { anApproval, NOW } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const HELD = deepFreeze(anApproval({ state: 'held', version: 3 }));
const FEWER: ApprovalSubject = { kind: 'plan', plan: 'P-2' as PlanId, fingerprint: 'e'.repeat(64) };

describe('a held approval', () => {
  it('waits for a decision, one version on, under a plan that fits the cap and the quorum of that plan', () => {
    assert.deepEqual(release(HELD, { subject: FEWER, quorum: 2 }, NOW), {
      ...HELD,
      version: 4,
      state: 'waiting',
      subject: FEWER,
      quorum: 2,
    });
  });

  it('waits for a decision on the same plan under a cap that fits it', () => {
    const raisedCap = { to: 128, until: NOW + 1 };

    assert.deepEqual(release(HELD, { raisedCap }, NOW), { ...HELD, version: 4, state: 'waiting', raisedCap });
  });

  it('is not released once its time is over', () => {
    assert.notEqual(release(HELD, { subject: FEWER, quorum: 1 }, HELD.expiresAt - 1), undefined);
    assert.equal(release(HELD, { subject: FEWER, quorum: 1 }, HELD.expiresAt), undefined);
  });
});

describe('any other approval', () => {
  for (const state of APPROVAL_STATES.filter((name) => name !== 'held')) {
    it(`has nothing to be released from when ${state}`, () => {
      assert.equal(release(deepFreeze(anApproval({ state })), { subject: FEWER, quorum: 1 }, NOW), undefined);
    });
  }
});

describe('an approval', () => {
  it('is open while it is held or waiting', () => {
    assert.deepEqual(
      APPROVAL_STATES.filter((state) => isOpen({ state })),
      ['held', 'waiting'],
    );
  });
});
