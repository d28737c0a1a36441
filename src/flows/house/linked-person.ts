import { accountKey } from '../../domain/account.ts';
import type { Approval } from '../../domain/approval.ts';
import { type Person, withAccount, withoutUser, withUser } from '../../domain/person.ts';
import type { LinkChange } from '../../domain/setting-change.ts';
import { knownPeople } from '../people.ts';
import type { Services } from '../services.ts';
import { leavesNoAdmin } from './admins-left.ts';

/** A person as a change makes them, or why it no longer can, behind the words of the change. */
export type LinkedPerson =
  | { readonly ok: true; readonly person: Person }
  | { readonly ok: false; readonly why: string };

/** What an approved link comes to by now: meanwhile the account or the user may be somebody's, or the person gone. */
export async function linkedPerson(
  services: Services,
  { requestedBy }: Pick<Approval, 'requestedBy'>,
  change: LinkChange,
): Promise<LinkedPerson> {
  const people = await knownPeople(services);
  const known = people.find(({ id }) => id === change.person);
  switch (change.kind) {
    case 'link-account': {
      const { account } = change;
      const key = accountKey(account);
      const holder = people.find(({ accounts }) => accounts.some((other) => accountKey(other) === key));
      if (holder !== undefined) return moot(`which is ${holder.name}’s by now`);
      if (known === undefined) return moot('whom nobody knows any more');
      const linked = { how: 'admin', person: requestedBy, at: services.clock.now() } as const;
      return { ok: true, person: withAccount(known, account, linked) };
    }
    case 'link-user': {
      const holder = people.find(({ users }) => users.includes(change.user));
      if (holder !== undefined) return moot(`which is ${holder.name}’s by now`);
      if (known !== undefined && change.isNew && known.name !== change.name) {
        return moot('whose id somebody else has by now');
      }
      if (known !== undefined) return { ok: true, person: withUser(known, change.user) };
      if (!change.isNew) return moot('whom nobody knows any more');
      const { person: id, name, user } = change;
      return { ok: true, person: { id, version: 1, name, roles: [], accounts: [], users: [user] } };
    }
    case 'unlink-user': {
      if (!known?.users.includes(change.user)) return moot('which they are not any more');
      const person = withoutUser(known, change.user);
      if (await leavesNoAdmin(services, person)) return moot('which would leave nobody who is an admin');
      return { ok: true, person };
    }
  }
}

function moot(why: string): LinkedPerson {
  return { ok: false, why };
}
