import { type Account, accountKey } from './account.ts';
import { caseless } from './caseless.ts';
import type { ApprovalId, PersonId, UserRef } from './ids.ts';
import type { Role } from './person.ts';

/** Who a role is given to: a person, or everybody in a directory group. */
export type RoleHolder =
  | {
      readonly kind: 'person';
      readonly person: PersonId;
      readonly name: string;
      /** Keys of the accounts they wrote from when it was asked for; of what was asked before this was kept nobody knows. */
      readonly accounts?: readonly string[];
    }
  | { readonly kind: 'group'; readonly group: string };

/** A change that loosens a protection and therefore takes a second person (spec S2.2). */
export type SettingChange =
  /** Of a user: the account, protected as `name` and called `now` by now; null for a group, or when still `name`. */
  | {
      readonly kind: 'unprotect';
      readonly what: 'user' | 'group';
      readonly name: string;
      readonly user: UserRef | null;
      readonly now: string | null;
    }
  | { readonly kind: 'end-exemption'; readonly user: UserRef; readonly username: string }
  | { readonly kind: 'give-role'; readonly to: RoleHolder; readonly role: Role }
  /** For one held approval, until that approval ends. */
  | { readonly kind: 'raise-cap'; readonly approval: ApprovalId; readonly to: number }
  /** Null keeps entries for ever. */
  | { readonly kind: 'audit-retention'; readonly days: number | null }
  | LinkChange;

/** Who is whom: an account to a person who may do something, or which directory users a person is. */
export type LinkChange =
  | {
      readonly kind: 'link-account';
      readonly person: PersonId;
      readonly name: string;
      readonly account: Account;
    }
  /** `isNew` when the person is made together with the link. */
  | {
      readonly kind: 'link-user';
      readonly person: PersonId;
      readonly name: string;
      readonly isNew: boolean;
      readonly user: UserRef;
      readonly username: string;
    }
  | {
      readonly kind: 'unlink-user';
      readonly person: PersonId;
      readonly name: string;
      readonly user: UserRef;
      readonly username: string;
    };

/** True for a change of who is whom. */
export function isLink(change: SettingChange): change is LinkChange {
  return change.kind === 'link-account' || change.kind === 'link-user' || change.kind === 'unlink-user';
}

/** What is to be protected no more, also by its name of now: "bo, now bo2". */
export function unprotectedName({
  name,
  now,
}: Extract<SettingChange, { readonly kind: 'unprotect' }>): string {
  return now === null ? name : `${name}, now ${now}`;
}

/** What a change decides, as a key: two that are open at the same time would be the same question twice. */
export function questionOf(change: SettingChange): string {
  switch (change.kind) {
    case 'unprotect':
      return `${change.kind}/${change.what}/${caseless(change.name)}`;
    case 'end-exemption':
      return `${change.kind}/${change.user}`;
    case 'give-role': {
      const { to, role } = change;
      return `${change.kind}/${role}/${to.kind}/${to.kind === 'person' ? to.person : caseless(to.group)}`;
    }
    case 'raise-cap':
      return `${change.kind}/${change.approval}`;
    case 'audit-retention':
      return change.kind;
    case 'link-account':
      return `${change.kind}/${change.person}/${accountKey(change.account)}`;
    case 'link-user':
    case 'unlink-user':
      return `${change.kind}/${change.person}/${change.user}`;
  }
}
