import { caseless } from './caseless.ts';
import type { Day } from './filter.ts';
import type { Instant, PersonId, UserRef } from './ids.ts';
import type { Role } from './person.ts';

/** A user or group that no change may take anything from. */
export interface Protection {
  /** `group/NAME`, the name caseless, or `user/REFERENCE`; a user protected long ago may have `user/NAME`. */
  readonly id: string;
  readonly version: number;
  readonly what: 'user' | 'group';
  readonly name: string;
  /** The account, which keeps its protection under another name; null for a group. */
  readonly user: UserRef | null;
  readonly by: PersonId;
  readonly at: Instant;
}

/** The id under which a protection is kept: a group by its name, an account by what no rename changes. */
export function protectionId({ name, user }: Pick<Protection, 'name' | 'user'>): string {
  return user === null ? `group/${caseless(name)}` : `user/${user}`;
}

/** A user that is left alone for a while. */
export interface Exemption {
  /** The user's reference. */
  readonly id: UserRef;
  readonly version: number;
  readonly username: string;
  /** The last day it holds, in the organisation's zone. */
  readonly until: Day;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: PersonId;
  readonly at: Instant;
}

/** A role that everybody in a directory group has. */
export interface GroupRole {
  /** `ROLE/GROUP`, the group caseless. */
  readonly id: string;
  readonly version: number;
  readonly role: Role;
  readonly group: string;
  readonly by: PersonId;
  readonly at: Instant;
}

/** A filter kept under a name, for `filter:name`. */
export interface SavedFilter {
  /** The name, caseless. */
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** Canonical filter text; names no other saved filter. */
  readonly text: string;
  readonly owner: PersonId;
  readonly at: Instant;
}

/** How long audit entries are kept. */
export interface AuditRetention {
  readonly id: 'audit-retention';
  readonly version: number;
  /** Null: for ever. */
  readonly days: number | null;
}

/** What the reads of a connection looked like, to notice one that cannot be right (spec S5). */
export interface ReadWatch {
  /** The connection's name. */
  readonly id: string;
  readonly version: number;
  /** The last read that was taken over; null before the first. */
  readonly last: ReadShape | null;
  /** A read that was not taken over and waits for a person's word; null when there is none. */
  readonly suspect: (ReadShape & { readonly why: string; readonly at: Instant }) | null;
  /** What a person said is right after all; the next read is measured by it. */
  readonly accepted: ReadShape | null;
}

/** What a complete read amounts to. */
export interface ReadShape {
  readonly users: number;
  /** Users of whom at least one login is known. */
  readonly loggedIn: number;
}
