import assert from 'node:assert/strict';
import { SKIP_REASONS, type SkipReason } from '../../../src/domain/plan.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import { type RecheckContext, recheck } from '../../../src/policy/guardrails.ts';
import { aDirectoryUser, aTarget, NOW } from '../../support/builders.ts';
import { aRecheckContext } from '../../support/guard-contexts.ts';

/** These two need more than one user to see: the flows give them, when they plan or re-read. */
const OF_FLOWS: readonly SkipReason[] = ['read-only-connection', 'gone'];

const ADMIN = { groups: ['confluence-administrators'] };
const CASES: readonly (readonly [Partial<DirectoryUser>, Partial<RecheckContext>])[] = [
  [{ username: 'ceo' }, {}],
  [ADMIN, {}],
  [ADMIN, { activeAdmins: 1 }],
  [{ service: true }, {}],
  [{ directory: 'Corporate LDAP' }, {}],
  [{ active: false }, {}],
  [{ lastLogin: { kind: 'at', at: NOW } }, {}],
  [{}, { matches: () => false }],
];

describe('the reasons to skip a user', () => {
  it('are all given by the guardrails and the re-check, but for the two that the flows give', () => {
    const given = CASES.map(([facts, context]) => {
      return recheck(aTarget(), aDirectoryUser(facts), aRecheckContext(context))?.reason;
    });

    assert.deepEqual([...given, ...OF_FLOWS].sort(), [...SKIP_REASONS].sort());
  });
});
