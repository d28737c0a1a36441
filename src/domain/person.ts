import { type Account, accountKey } from './account.ts';
import type { Instant, PersonId, UserRef } from './ids.ts';

export const ROLES = ['admin', 'operator', 'approver', 'auditor'] as const;
/** What a person may do, see spec S2.2; a person may hold several, or none (an ordinary user). */
export type Role = (typeof ROLES)[number];

/** Our record of a human: the accounts they write from and the directory users they are. */
export interface Person {
  readonly id: PersonId;
  readonly version: number;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly accounts: readonly Account[];
  /** Directory users that are this human; separation of duties looks at them. */
  readonly users: readonly UserRef[];
  /** How accounts became theirs, by account key; of one that was linked before this was kept nobody knows. */
  readonly linked?: Readonly<Record<string, Linked>>;
  /** Keys of accounts that an admin took from them: no address brings those back. */
  readonly unlinked?: readonly string[];
  /** Users that they are not, as admins decided: no address brings those back either. */
  readonly unlinkedUsers?: readonly UserRef[];
}

/** How an account was linked: by an admin, by the settings, or by the address its platform confirms. */
export type Linked =
  | { readonly how: 'admin'; readonly person: PersonId; readonly at: Instant }
  | { readonly how: 'settings' | 'mail'; readonly at: Instant };

/** The person with one more account, linked so. */
export function withAccount(person: Person, account: Account, linked: Linked): Person {
  const key = accountKey(account);
  const { unlinked = [], ...rest } = person;
  const still = unlinked.filter((other) => other !== key);
  return {
    ...rest,
    version: person.version + 1,
    accounts: [...person.accounts, account],
    linked: { ...person.linked, [key]: linked },
    ...(still.length === 0 ? {} : { unlinked: still }),
  };
}

/** The person without one of their accounts. */
export function withoutAccount(person: Person, account: Account): Person {
  const key = accountKey(account);
  const { [key]: _, ...linked } = person.linked ?? {};
  return {
    ...person,
    version: person.version + 1,
    accounts: person.accounts.filter((other) => accountKey(other) !== key),
    linked,
    unlinked: [...new Set([...(person.unlinked ?? []), key])],
  };
}

/** The person with one more directory user. */
export function withUser(person: Person, user: UserRef): Person {
  const { unlinkedUsers = [], ...rest } = person;
  const still = unlinkedUsers.filter((ref) => ref !== user);
  return {
    ...rest,
    version: person.version + 1,
    users: [...person.users, user],
    ...(still.length === 0 ? {} : { unlinkedUsers: still }),
  };
}

/** The person without one of their directory users. */
export function withoutUser(person: Person, user: UserRef): Person {
  return {
    ...person,
    version: person.version + 1,
    users: person.users.filter((ref) => ref !== user),
    unlinkedUsers: [...new Set([...(person.unlinkedUsers ?? []), user])],
  };
}

/** Who asks: a known person writing from one of their accounts. */
export interface Actor {
  readonly person: Person;
  readonly account: Account;
}

/** True when the person holds that very role; what a role implies is the policy's to say. */
export function holds(person: Person, role: Role): boolean {
  return person.roles.includes(role);
}
