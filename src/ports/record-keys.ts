import { accountKey } from '../domain/account.ts';
import type { Protection } from '../domain/house.ts';
import type { UserRef } from '../domain/ids.ts';
import type { Person } from '../domain/person.ts';
import type { RecordKindName } from './archive.ts';
import type { Entity, Posting } from './records.ts';

/** What a record is found by beside its id. */
export interface RecordKeys {
  /** Null where the kind has none. */
  readonly state: string | null;
  /** What records of its kind are grouped by, for example the approval a posting shows; null where it has none. */
  readonly subject: string | null;
  /** What no other record may have: chat accounts, and users of directories. */
  readonly accounts: readonly string[];
  readonly users: readonly UserRef[];
}

/** The keys of a record; every store files them beside it, whether the record is written or copied there. */
export function keysOf(kind: RecordKindName, record: Entity): RecordKeys {
  const state = 'state' in record && typeof record.state === 'string' ? record.state : null;
  const keys: RecordKeys = { state, subject: null, accounts: [], users: [] };
  if (kind === 'posting') return { ...keys, subject: (record as Posting).subject };
  if (kind === 'protection') return { ...keys, subject: (record as Protection).user };
  if (kind !== 'person') return keys;
  const { accounts, users } = record as Person;
  return { ...keys, accounts: accounts.map(accountKey), users };
}
