import assert from 'node:assert/strict';
import type { Operation, Step } from '../../../../src/domain/operation.ts';
import { SKIP_REASONS, type SkipReason } from '../../../../src/domain/plan.ts';
import type { DirectoryUser } from '../../../../src/domain/user.ts';
import { type RecheckContext, recheck } from '../../../../src/policy/guardrails/recheck.ts';
import { aDirectoryUser, aTarget, NOW } from '../../../support/builders.ts';
import { ADMINS, aRecheckContext, DEACTIVATE, DELETE } from '../../../support/guard-contexts.ts';

/** These need more than one user to see: the flows give them, when they plan or re-read. */
const OF_FLOWS: readonly SkipReason[] = ['read-only-connection', 'gone', 'no-account', 'beyond-cap'];

const { ref } = aDirectoryUser();
const ADMIN = { groups: [ADMINS] };
const MOVE: Operation = { kind: 'move-groups', from: ['finance'], to: ['sales'] };
const LEAVE: readonly Step[] = [{ kind: 'leave', group: 'finance' }];
const RENAME: readonly Step[] = [...DEACTIVATE, { kind: 'rename', to: 'ada_old' }];

const CASES: readonly (readonly [Partial<DirectoryUser>, Partial<RecheckContext>?, (readonly Step[])?])[] = [
  [{ username: 'ceo' }],
  [ADMIN],
  [ADMIN, { activeAdmins: 1 }],
  [{}, { ownAccount: ref }],
  [{ service: true }],
  [{}, { exemptionOf: () => 'until 31 Dec 2026: parental leave' }],
  [{ lastLogin: { kind: 'never' }, createdAt: NOW }],
  [{}, {}, DELETE],
  [{}, { requester: new Set([ref]) }, [{ kind: 'join', group: ADMINS }]],
  [{}, { isNameTaken: () => true }, RENAME],
  [{ inherited: { finance: 'paris' } }, { operation: MOVE }, LEAVE],
  [{ groups: [] }, { operation: MOVE }, LEAVE],
  [{ directory: 'Corporate LDAP' }],
  [{ active: false }],
  [{ lastLogin: { kind: 'at', at: NOW } }],
  [{}, { matches: () => false }],
  [{ username: 'ada.smith' }, {}, RENAME],
];

describe('the reasons to skip a user', () => {
  it('are all given by the guardrails and the re-check, but for those that the flows give', () => {
    const given = CASES.map(([facts, context = {}, steps = DEACTIVATE]) => {
      return recheck(aTarget(aDirectoryUser(), { steps }), aDirectoryUser(facts), aRecheckContext(context))
        ?.reason;
    });

    assert.deepEqual([...given, ...OF_FLOWS].sort(), [...SKIP_REASONS].sort());
  });
});
