import type { Account, MessageRef } from '../domain/account.ts';
import type { AuditDraft } from '../domain/audit-event.ts';
import type { Protection } from '../domain/house.ts';
import type { Instant, PersonId, UserRef } from '../domain/ids.ts';
import type { Person } from '../domain/person.ts';
import type { JobRequest } from './scheduler.ts';

/** What every record kept by a {@link RecordStore} has. */
export interface Entity {
  readonly id: string;
  /** 1 when created, one more with every replace. */
  readonly version: number;
}

/**
 * What follows from a state change. It is written together with the record, all or nothing, and delivered
 * afterwards at least once: audit events are deduplicated by their key, jobs by name and key.
 */
export interface Effects {
  readonly audit?: readonly AuditDraft[];
  readonly jobs?: readonly JobRequest[];
}

export interface RecordQuery {
  /** Only records in one of these states, for records that have a `state`. */
  readonly states?: readonly string[];
  readonly limit: number;
  /** Newest first by creation; oldest first when false. */
  readonly newestFirst?: boolean;
}

/** Records with optimistic versions. Every value handed out is a copy. */
export interface RecordStore<T extends Entity> {
  /** Stores version 1; `conflict` when the id exists. */
  create(record: T, effects?: Effects): Promise<void>;
  load(id: T['id']): Promise<T | undefined>;
  /** Stores `record` over version `record.version - 1`; `conflict` when the stored version is another. */
  replace(record: T, effects?: Effects): Promise<void>;
  list(query: RecordQuery): Promise<readonly T[]>;
  count(states?: readonly string[]): Promise<number>;
  /** What follows is written also when there was nothing to remove. */
  remove(id: T['id'], effects?: Effects): Promise<void>;
}

/** A message that shows an approval or a run and has to be rewritten when it changes, or a file to be brought. */
export interface Posting extends Entity {
  /** Deterministic: one posting for a subject and recipient, so that a repeated job posts what is missing. */
  readonly id: string;
  /** The approval or run it shows; `file/ID` for a file. */
  readonly subject: string;
  readonly audience: 'names' | 'counts';
  /** Whose own copy it is, so that a refresh draws what that person can do; null where everybody reads it. */
  readonly reader: PersonId | null;
  /** Key of the account it was written to; absent for a place, and for what was posted before this was kept. */
  readonly account?: string;
  /** Null while the message is being posted. */
  readonly ref: MessageRef | null;
  /** A digest of what is on screen; unchanged content is not sent again. */
  readonly shown: string;
  /**
   * Why there is no message any more and none is posted again: a person deleted it, or the place or every account
   * is gone for good.
   */
  readonly lost?: 'deleted' | 'unreachable';
}

export interface PostingStore extends RecordStore<Posting> {
  ofSubject(subject: string): Promise<readonly Posting[]>;
}

/** People. To store an account or a directory user that is another person's is a `conflict`. */
export interface PersonStore extends RecordStore<Person> {
  /** The person an account is linked to; an account is linked to one person at most. */
  byAccount(account: Account): Promise<Person | undefined>;
}

export interface ProtectionStore extends RecordStore<Protection> {
  /** Those with one of the ids and those that follow the account, in any order: all that bear on one user. */
  concerning(ids: readonly string[], user: UserRef): Promise<readonly Protection[]>;
}

/** One switch for everything: set by `stop`, or by Rollcall itself; lifted by `resume`. */
export interface Halt extends Entity {
  readonly id: 'halt';
  readonly stopped: boolean;
  /** Null: Rollcall stopped by itself, for `reason`. */
  readonly by: PersonId | null;
  readonly at: Instant;
  readonly reason: string | null;
}
