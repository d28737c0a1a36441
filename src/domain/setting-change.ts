import { caseless } from './caseless.ts';
import type { ApprovalId, PersonId, UserRef } from './ids.ts';
import type { Role } from './person.ts';

/** Who a role is given to: a person, or everybody in a directory group. */
export type RoleHolder =
  | { readonly kind: 'person'; readonly person: PersonId; readonly name: string }
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
  | { readonly kind: 'audit-retention'; readonly days: number | null };

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
  }
}
