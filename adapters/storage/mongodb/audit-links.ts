import {
  CHAIN_START,
  isNext,
  type Link,
  linkOfRow,
  startOf,
  TOMBSTONE,
} from '../../../src/domain/audit-chain.ts';
import type { AuditHead } from '../../../src/domain/audit-event.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import type { Database } from './database.ts';
import type { IndexTable } from './indexes.ts';
import type { NumberedRow, Rows } from './rows.ts';

/** An entry; its `_id` is its number in the chain. */
export interface AuditRow extends NumberedRow {
  readonly _id: number;
  readonly key: string;
  readonly at: Instant;
  readonly action: string;
  readonly person: string | null;
  readonly target: string;
  readonly body: string;
  readonly hash: string;
}

const AUDIT = 'audit';

/** What filters look at, and the keys, of which each is recorded once. */
export const AUDIT_INDEXES: IndexTable = {
  [AUDIT]: [
    { name: 'key', key: { key: 1 }, unique: true },
    { name: 'by_action', key: { action: 1, _id: 1 } },
    { name: 'by_person', key: { person: 1, _id: 1 } },
    { name: 'by_target', key: { target: 1, _id: 1 } },
    { name: 'by_time', key: { at: 1 } },
  ],
};

/** The entries of a database. */
export function auditRows(db: Database): Rows<AuditRow> {
  return db.rows(AUDIT);
}

/** The entries as links of the chain, by what appending, reading and verifying ask for. */
export class AuditLinks {
  readonly #rows: Rows<AuditRow>;
  readonly #key: Uint8Array;

  constructor(rows: Rows<AuditRow>, auditKey: Uint8Array) {
    this.#rows = rows;
    this.#key = auditKey;
  }

  /** The last entry; undefined while the log is empty. What has no number for its `_id` is none of ours. */
  async head(): Promise<AuditHead | undefined> {
    const [row] = await this.#rows.all(
      { _id: { $lte: Number.MAX_SAFE_INTEGER } },
      { sort: { _id: -1 }, projection: { hash: 1 }, limit: 1 },
    );
    return row === undefined ? undefined : { seq: seqOf(row), hash: String(row.hash) };
  }

  /**
   * The last entry, looked for from one that was the last before; undefined when that one is not there as it was, or
   * much was recorded since. By numbers alone, so that it costs the same on every server however long the log is.
   */
  async headFrom({ seq, hash }: AuditHead): Promise<AuditHead | undefined> {
    const wanted = Array.from({ length: LOOK_AHEAD }, (_, n) => seq + n);
    const rows = await this.#rows.all(
      { _id: { $in: wanted } },
      { projection: { hash: 1 }, limit: LOOK_AHEAD },
    );
    const heads = rows
      .map((row) => ({ seq: seqOf(row), hash: String(row.hash) }))
      .sort((a, b) => a.seq - b.seq);
    const isWhole = heads[0]?.hash === hash && heads.every((head, n) => head.seq === seq + n);
    return isWhole && heads.length < LOOK_AHEAD ? heads.at(-1) : undefined;
  }

  /** The entry that tells of the last deletion, as it stands there: it may be forged. */
  async newestTombstone(): Promise<Link | undefined> {
    const [row] = await this.#rows.all(
      { action: TOMBSTONE, _id: { $lte: Number.MAX_SAFE_INTEGER } },
      { sort: { _id: -1 }, limit: 1 },
    );
    return row === undefined ? undefined : linkOf(row);
  }

  /** The last entry after `seq`, and whether one of those after it tells of a deletion; undefined without any. */
  async since(
    seq: number,
  ): Promise<{ readonly head: AuditHead; readonly hasTombstone: boolean } | undefined> {
    const rows = await this.#rows.all(
      { _id: { $gt: seq, $lte: Number.MAX_SAFE_INTEGER } },
      { sort: { _id: 1 }, projection: { hash: 1, action: 1 }, limit: SINCE_AT_ONCE },
    );
    const last = rows.at(-1);
    if (last === undefined) return undefined;
    const head = { seq: seqOf(last), hash: String(last.hash) };
    const hasTombstone = rows.some(({ action }) => action === TOMBSTONE);
    const later = rows.length < SINCE_AT_ONCE ? undefined : await this.since(head.seq);
    return { head: later?.head ?? head, hasTombstone: hasTombstone || later?.hasTombstone === true };
  }

  /** Entries with those keys, in any order. */
  async withKeys(keys: readonly string[]): Promise<readonly Link[]> {
    return (await this.#rows.all({ key: { $in: [...keys] } }, { limit: keys.length })).map(linkOf);
  }

  /** Entries after `seq`, by ascending number. */
  async after(seq: number, limit: number): Promise<readonly Link[]> {
    return (await this.#rows.all({ _id: { $gt: seq } }, { sort: { _id: 1 }, limit })).map(linkOf);
  }

  /** True when only somebody with the key can have written that tombstone where it stands. */
  async vouches(tombstone: Link): Promise<boolean> {
    return (await this.firstForged([tombstone], startOf(tombstone))) === undefined;
  }

  /** The first that is not as somebody with the key wrote it where it stands; `start` is where the log begins. */
  async firstForged(links: readonly Link[], start: AuditHead): Promise<Link | undefined> {
    const wanted = links.map(({ seq }) => seq - 1).filter(Number.isSafeInteger);
    const rows = await this.#rows.all(
      { _id: { $in: wanted } },
      { projection: { hash: 1 }, limit: wanted.length },
    );
    const hashes = new Map(rows.map((row) => [seqOf(row), String(row.hash)]));
    const before = (seq: number): AuditHead => {
      if (seq === CHAIN_START.seq + 1) return CHAIN_START;
      return seq === start.seq + 1 ? start : { seq: seq - 1, hash: String(hashes.get(seq - 1)) };
    };
    return links.find((link) => !isNext(this.#key, before(link.seq), link));
  }
}

/** Entries looked for after the one that was the last. */
const LOOK_AHEAD = 64;

/** Entries looked through at a time for a deletion by somebody else. */
const SINCE_AT_ONCE = 1000;

/** A row as a link of the chain. */
export function linkOf(row: AuditRow): Link {
  return linkOfRow(seqOf(row), row);
}

/** A row as the link's opposite. */
export function rowOf({ seq, hash, body, filed }: Link): AuditRow {
  return { _id: seq, ...filed, body, hash };
}

/** Whoever writes to the database can put in what is no number. */
function seqOf({ _id }: { readonly _id: unknown }): number {
  return typeof _id === 'string' ? Number.NaN : Number(_id);
}
