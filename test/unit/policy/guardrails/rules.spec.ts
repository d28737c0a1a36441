import assert from 'node:assert/strict';
import type { DirectoryUser } from '../../../../src/domain/user.ts';
import type { GuardContext } from '../../../../src/policy/guardrails/guard.ts';
import { guardOf, guardsOf } from '../../../../src/policy/guardrails/rules.ts';
import { aDirectoryUser, NOW } from '../../../support/builders.ts';
import { deepFreeze } from '../../../support/deep-freeze.ts';
import { ACTIVATE, ADMINS, aGuardContext, DEACTIVATE } from '../../../support/guard-contexts.ts';

interface Cause {
  readonly says: string;
  readonly user?: Partial<DirectoryUser>;
  readonly group?: string;
  readonly context?: Partial<GuardContext>;
}

const STEPS = [
  ...DEACTIVATE,
  { kind: 'delete' },
  { kind: 'join', group: ADMINS },
  { kind: 'rename', to: 'ada_old' },
] as const;

/**
 * What brings each guardrail about, in the order in which a user is counted under the first that holds. The steps
 * are no operation's, so that all but the first can hold at once.
 */
const CAUSES: readonly Cause[] = [
  { says: 'Corporate LDAP is read-only', user: { directory: 'Corporate LDAP' } },
  { says: 'protected user', user: { username: 'ceo' } },
  { says: 'member of protected group board', group: 'board' },
  { says: 'the account Rollcall works with', context: { ownAccount: aDirectoryUser().ref } },
  { says: 'the last enabled administrator', group: 'admins', context: { activeAdmins: 1 } },
  { says: 'member of admins', group: 'admins' },
  { says: 'service account', user: { service: true } },
  {
    says: 'until 31 Dec 2026: parental leave',
    context: { exemptionOf: () => 'until 31 Dec 2026: parental leave' },
  },
  { says: 'never used and newer than 14 days', user: { lastLogin: { kind: 'never' }, createdAt: NOW } },
  { says: 'still active' },
  { says: 'asks for administration for themselves', context: { requester: new Set([aDirectoryUser().ref]) } },
  { says: 'needs two approvals by now', context: { approvals: 1 } },
  { says: 'the name ada_old is taken', context: { isNameTaken: () => true } },
];
const ADMIN_GROUPS = new Set([ADMINS, 'admins']);

/** What is said of a user that the causes are brought about for together; deletions alone bring about one. */
function said(causes: readonly Cause[]): readonly string[] {
  const deletes = causes.some(({ says }) => says === 'still active');
  const groups = causes.flatMap(({ group }) => group ?? []);
  const { ref } = aDirectoryUser();
  const facts = Object.assign({ groups, ref }, ...causes.map(({ user }) => user ?? {}));
  const context = Object.assign({ adminGroups: ADMIN_GROUPS }, ...causes.map((cause) => cause.context ?? {}));
  const subject = deepFreeze({
    user: aDirectoryUser(facts),
    steps: deletes ? STEPS : STEPS.filter(({ kind }) => kind !== 'delete'),
  });
  const guards = guardsOf(subject, aGuardContext(context));
  assert.deepEqual(guardOf(subject, aGuardContext(context)), guards[0] ?? null);
  return guards.map(({ detail }) => detail);
}

describe('the guardrails', () => {
  it('let an ordinary user through', () => {
    assert.deepEqual(said([]), []);
  });

  for (const [place, cause] of CAUSES.entries()) {
    it(`say "${cause.says}" alone and before all that come later`, () => {
      assert.equal(said([cause])[0], cause.says);
      for (const later of CAUSES.slice(place + 1)) assert.equal(said([cause, later])[0], cause.says);
    });
  }

  it('are all told, in their order, when all hold', () => {
    assert.deepEqual(
      said(CAUSES),
      CAUSES.map(({ says }) => says),
    );
  });

  it('hold in the same order for every combination', () => {
    for (let mask = 1; mask < 2 ** CAUSES.length; mask += 1) {
      const causes = CAUSES.filter((_, place) => (mask & (1 << place)) !== 0);
      // Whoever is the last administrator is an administrator.
      const implied = causes.some(({ says }) => says.startsWith('the last'));
      const expected = CAUSES.filter(
        (cause) => causes.includes(cause) || (implied && cause.says === 'member of admins'),
      );

      assert.deepEqual(
        said(causes),
        expected.map(({ says }) => says),
      );
    }
  });

  it('come after what is already so, which nobody has to be protected from', () => {
    const user = aDirectoryUser({ active: false, service: true, directory: 'Corporate LDAP' });

    assert.equal(guardOf({ user, steps: DEACTIVATE }, aGuardContext())?.reason, 'already-so');
  });

  it('hold an activation back only where it cannot be written', () => {
    const context = aGuardContext({ operation: { kind: 'activate' }, activeAdmins: 0 });
    const facts = { active: false, username: 'ceo', groups: ['board', ADMINS], service: true };

    assert.equal(guardOf({ user: aDirectoryUser(facts), steps: ACTIVATE }, context), null);
    assert.equal(
      guardOf({ user: aDirectoryUser({ ...facts, directory: 'Corporate LDAP' }), steps: ACTIVATE }, context)
        ?.reason,
      'read-only-directory',
    );
  });
});
