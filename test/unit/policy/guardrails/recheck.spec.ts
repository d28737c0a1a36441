import assert from 'node:assert/strict';
import type { DirectoryUser } from '../../../../src/domain/user.ts';
import { recheck } from '../../../../src/policy/guardrails/recheck.ts';
import { aDirectoryUser, aTarget, NOW } from '../../../support/builders.ts';
import { deepFreeze } from '../../../support/deep-freeze.ts';
import { ACTIVATE, aRecheckContext } from '../../../support/guard-contexts.ts';

const PLANNED = deepFreeze(aDirectoryUser());
const TARGET = deepFreeze(aTarget(PLANNED));
const JUST_IN = { kind: 'at', at: NOW } as const;

describe('the re-check right before a write', () => {
  it('lets through a user that is as it was planned and still matches', () => {
    const matches = (user: DirectoryUser) => user === PLANNED;

    assert.equal(recheck(TARGET, PLANNED, aRecheckContext({ matches })), null);
  });

  it('skips a user that no longer matches the filter', () => {
    assert.deepEqual(recheck(TARGET, PLANNED, aRecheckContext({ matches: () => false })), {
      reason: 'no-longer-matches',
      detail: 'no longer matches the filter',
    });
  });

  it('asks the filter about the user as it is now', () => {
    const moved = aDirectoryUser({ groups: ['support-staff'] });
    const seen: DirectoryUser[] = [];
    const matches = (user: DirectoryUser) => seen.push(user) > 0;

    assert.equal(recheck(TARGET, moved, aRecheckContext({ matches })), null);
    assert.deepEqual(seen, [moved]);
  });

  it('wants no match of users that were picked by hand', () => {
    assert.equal(recheck(TARGET, PLANNED, aRecheckContext({ matches: null })), null);
  });

  it('skips a user picked by hand that has logged in since', () => {
    const guard = recheck(TARGET, { ...PLANNED, lastLogin: JUST_IN }, aRecheckContext({ matches: null }));

    assert.equal(guard?.reason, 'logged-in-since');
  });

  it('calls a login since a login since, also where it ended the match', () => {
    const context = aRecheckContext({ matches: () => false });

    assert.deepEqual(recheck(TARGET, { ...PLANNED, lastLogin: JUST_IN }, context), {
      reason: 'logged-in-since',
      detail: 'logged in since the plan was made',
    });
  });

  for (const [what, facts, reason] of [
    ['was deactivated meanwhile', { active: false }, 'already-so'],
    ['moved to a read-only directory', { directory: 'Corporate LDAP' }, 'read-only-directory'],
    ['was renamed to a protected name', { username: 'CEO' }, 'protected'],
    ['joined a protected group', { groups: ['board'] }, 'protected'],
    ['became an admin', { groups: ['confluence-administrators'] }, 'admin'],
    ['was marked as a service account', { service: true }, 'service-account'],
  ] as const satisfies readonly (readonly [string, Partial<DirectoryUser>, string])[]) {
    it(`holds every guardrail again: a user that ${what} is skipped, before any other reason`, () => {
      const user = { ...PLANNED, lastLogin: JUST_IN, ...facts };

      for (const matches of [null, () => true, () => false]) {
        assert.equal(recheck(TARGET, user, aRecheckContext({ matches }))?.reason, reason);
      }
    });
  }

  it('skips who became exempt', () => {
    const exempt = aRecheckContext({ exemptionOf: () => 'until 31 Dec 2026: parental leave' });

    assert.equal(recheck(TARGET, PLANNED, exempt)?.reason, 'exempt');
  });

  it('skips who is to be moved and has left the old group since', () => {
    const steps = [
      { kind: 'join', group: 'sales' },
      { kind: 'leave', group: 'finance' },
    ] as const;
    const operation = { kind: 'move-groups', from: ['finance'], to: ['sales'] } as const;
    const left = { ...PLANNED, groups: ['confluence-users'] };

    assert.deepEqual(recheck(aTarget(PLANNED, { steps }), left, aRecheckContext({ operation })), {
      reason: 'not-a-member',
      detail: 'not in finance',
    });
  });

  it('skips the admin who became the last one', () => {
    const user = aDirectoryUser({ groups: ['confluence-administrators'] });

    assert.equal(recheck(TARGET, user, aRecheckContext({ activeAdmins: 1 }))?.reason, 'last-admin');
  });

  it('does not mind a login before an activation', () => {
    const gone = aDirectoryUser({ active: false });
    const context = aRecheckContext({ operation: { kind: 'activate' }, matches: () => true });

    const target = aTarget(gone, { steps: ACTIVATE });

    assert.equal(recheck(target, { ...gone, lastLogin: JUST_IN }, context), null);
  });

  it('skips an activation that no longer matches', () => {
    const gone = aDirectoryUser({ active: false });
    const context = aRecheckContext({ operation: { kind: 'activate' }, matches: () => false });

    assert.equal(recheck(aTarget(gone, { steps: ACTIVATE }), gone, context)?.reason, 'no-longer-matches');
  });
});
