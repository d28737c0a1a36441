import assert from 'node:assert/strict';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import { type GuardContext, guardOf } from '../../../src/policy/guardrails.ts';
import { aDirectoryUser } from '../../support/builders.ts';
import { aGuardContext } from '../../support/guard-contexts.ts';

const ADMINS = 'confluence-administrators';

/** What brings each guardrail about, in the order in which a user is counted under the first that holds. */
const CAUSES: readonly {
  readonly says: string;
  readonly user?: Partial<DirectoryUser>;
  readonly group?: string;
  readonly context?: Partial<GuardContext>;
}[] = [
  { says: 'already deactivated', user: { active: false } },
  { says: 'Corporate LDAP is read-only', user: { directory: 'Corporate LDAP' } },
  { says: 'protected user', user: { username: 'ceo' } },
  { says: 'member of protected group board', group: 'board' },
  { says: 'the last enabled administrator', group: ADMINS, context: { activeAdmins: 1 } },
  { says: `member of ${ADMINS}`, group: ADMINS },
  { says: 'service account', user: { service: true } },
];

/** What is said of a user that the causes of the given places are brought about for together. */
function said(places: readonly number[]): string | undefined {
  const causes = places.flatMap((place) => CAUSES[place] ?? []);
  const groups = causes.flatMap(({ group }) => group ?? []);
  const user = aDirectoryUser(Object.assign({}, { groups }, ...causes.map((cause) => cause.user ?? {})));
  return guardOf(user, aGuardContext(Object.assign({}, ...causes.map(({ context }) => context ?? {}))))
    ?.detail;
}

describe('the order of the guardrails', () => {
  for (const [place, { says }] of CAUSES.entries()) {
    it(`says "${says}" alone and before all that come later`, () => {
      assert.equal(said([place]), says);
      for (let later = place + 1; later < CAUSES.length; later += 1) assert.equal(said([place, later]), says);
    });
  }

  it('is the same for every combination: the first cause is the one said', () => {
    for (let mask = 1; mask < 2 ** CAUSES.length; mask += 1) {
      const places = CAUSES.map((_, place) => place).filter((place) => (mask & (1 << place)) !== 0);

      assert.equal(said(places), CAUSES[places[0] ?? -1]?.says, `causes ${places.join(' ')}`);
    }
  });

  it('takes of several protected or admin groups the first of the user', () => {
    const context = aGuardContext({
      protectedGroups: new Set(['board', 'legal']),
      adminGroups: new Set(['admins-a', 'admins-b']),
    });

    const of = (...groups: string[]) => guardOf(aDirectoryUser({ groups }), context)?.detail;

    assert.equal(of('users', 'legal', 'board'), 'member of protected group legal');
    assert.equal(of('users', 'admins-b', 'admins-a'), 'member of admins-b');
  });
});
