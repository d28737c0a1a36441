import { accountKey } from '../../domain/account.ts';
import type { PeopleNotice } from '../../domain/house-notice.ts';
import type { UserRef } from '../../domain/ids.ts';
import { allPeople } from '../people.ts';
import type { Services } from '../services.ts';

/** Who Rollcall knows, oldest first. */
export async function showPeople(services: Services): Promise<PeopleNotice> {
  const people = await allPeople(services);
  return {
    kind: 'people',
    people: people.map(({ id, name, roles, accounts, users }) => ({
      id,
      name,
      roles,
      accounts: accounts.map(accountKey),
      users: users.map((ref) => usernameOf(services, ref)),
    })),
  };
}

/** What a linked user is called; the reference of one that is in no directory any more. */
export function usernameOf({ census }: Pick<Services, 'census'>, ref: UserRef): string {
  return (census.isReady ? census.roster.user(ref)?.username : undefined) ?? ref;
}
