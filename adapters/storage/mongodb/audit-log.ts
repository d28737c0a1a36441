import type { Filter } from 'mongodb';
import {
  CHAIN_START,
  type ChainVerdict,
  filedText,
  followChain,
  follows,
  type Link,
  startOf,
  tampered,
} from '../../../src/domain/audit-chain.ts';
import type { AuditDraft, AuditEvent, AuditHead } from '../../../src/domain/audit-event.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import type { ProblemError } from '../../../src/domain/problem.ts';
import type { AuditLog, AuditQuery } from '../../../src/ports/audit-log.ts';
import { AuditAppender } from './audit-append.ts';
import { AuditLinks, type AuditRow, auditRows } from './audit-links.ts';
import type { Database } from './database.ts';
import { conflict } from './errors.ts';
import type { Rows } from './rows.ts';

/** Entries verified at a time. */
const PAGE = 500;

/** Entries deleted under one tombstone. */
const PRUNED_AT_ONCE = 5000;

/** How often a walk begins anew because another process deleted entries meanwhile. */
const MAX_WALKS = 5;

/** The audit log: the number of an entry is its `_id`, beside its text lies what filters look at. */
export class MongoAuditLog implements AuditLog {
  readonly #rows: Rows<AuditRow>;
  readonly #links: AuditLinks;
  readonly #appender: AuditAppender;
  readonly #key: Uint8Array;
  #walk: Promise<unknown> = Promise.resolve();

  constructor(db: Database, auditKey: Uint8Array) {
    this.#rows = auditRows(db);
    this.#key = auditKey;
    this.#links = new AuditLinks(this.#rows, auditKey);
    this.#appender = new AuditAppender(this.#rows, this.#links, auditKey);
  }

  append(drafts: readonly AuditDraft[]): Promise<void> {
    return this.#appender.append(drafts);
  }

  async read(query: AuditQuery): Promise<readonly AuditEvent[]> {
    // To MongoDB no limit at all is 0.
    if (query.limit === 0) return [];
    const rows = await this.#rows.all(await this.#conditions(query), {
      sort: { _id: -1 },
      projection: { body: 1, hash: 1 },
      limit: query.limit,
    });
    return rows.map((row) => ({
      ...JSON.parse(String(row.body)),
      seq: Number(row._id),
      hash: String(row.hash),
    }));
  }

  async count(query: Omit<AuditQuery, 'limit' | 'beforeSeq'>): Promise<number> {
    return this.#rows.count(await this.#conditions(query));
  }

  head(): Promise<AuditHead | undefined> {
    return this.#links.head();
  }

  verify(): Promise<ChainVerdict> {
    return this.#inTurn(() =>
      this.#overDeletions(async ({ tombstone }) => {
        const verdict = await followChain(this.#key, tombstone, this.#pages());
        return { isSettled: verdict.ok, result: () => verdict };
      }),
    );
  }

  prune(before: Instant, draft: AuditDraft): Promise<number> {
    return this.#inTurn(() =>
      this.#overDeletions(async ({ tombstone, seen }) => {
        const start = startOf(tombstone);
        const old = await this.#oldest(start.seq, before);
        // Whoever can write to the database could make entries look old, or put in a tombstone for what they
        // removed; the deletion must not vouch for it.
        const vouches = tombstone === undefined || (await this.#links.vouches(tombstone));
        const last = old.at(-1);
        if (last === undefined) {
          // What a crash left between tombstone and deletion.
          if (tombstone !== undefined && vouches) await this.#removeUpTo(start.seq);
          return { isSettled: true, result: () => 0 };
        }
        if (!vouches || !follows(this.#key, start, old))
          return { isSettled: false, result: () => refuse(tampered(old)) };
        const cut = { seq: last.seq, hash: last.hash };
        if (!(await this.#appender.appendTombstone({ ...draft, cut }, seen)))
          return { isSettled: false, result: () => refuse(busy()) };
        const deleted = await this.#removeUpTo(cut.seq);
        return { isSettled: true, result: () => deleted };
      }),
    );
  }

  /** The oldest entries after the last cut, up to the first that is young enough to stay. */
  async #oldest(cut: number, before: Instant): Promise<readonly Link[]> {
    const [oldest] = await this.#links.after(cut, 1);
    if (oldest === undefined || oldest.filed.at >= before) return [];
    const links = await this.#links.after(cut, PRUNED_AT_ONCE);
    const kept = links.findIndex(({ filed }) => filed.at >= before);
    return kept === -1 ? links : links.slice(0, kept);
  }

  #removeUpTo(seq: number): Promise<number> {
    return this.#rows.remove({ _id: { $lte: seq } });
  }

  /** What a query asks for, of the entries that are not deleted: verification looks at no others either. */
  async #conditions({ action, person, target, from, to, beforeSeq }: Omit<AuditQuery, 'limit'>) {
    const { seq } = startOf(await this.#links.newestTombstone());
    const conditions: Filter<AuditRow> = {
      _id: { $gt: seq, $lt: beforeSeq ?? Number.POSITIVE_INFINITY },
      ...(action === undefined ? {} : { action }),
      ...(person === undefined ? {} : { person }),
      ...(target === undefined ? {} : { target: filedText(target) }),
      ...(from === undefined && to === undefined
        ? {}
        : { at: { $gte: from ?? Number.NEGATIVE_INFINITY, $lt: to ?? Number.POSITIVE_INFINITY } }),
    };
    return conditions;
  }

  /**
   * Walks the log from where it begins, and again when something is wrong and another process has deleted entries
   * since: that alone may be it. `seen` is an entry after which no deletion was looked at.
   */
  async #overDeletions<T>(
    walk: (from: { readonly tombstone: Link | undefined; readonly seen: AuditHead }) => Promise<Walked<T>>,
  ): Promise<T> {
    for (let walks = 1; ; walks += 1) {
      // In this order: a tombstone that is not found comes after this head.
      const head = (await this.#links.head()) ?? CHAIN_START;
      const tombstone = await this.#links.newestTombstone();
      const seen = tombstone !== undefined && tombstone.seq > head.seq ? tombstone : head;
      const { isSettled, result } = await walk({ tombstone, seen });
      if (isSettled || walks === MAX_WALKS) return result();
      if ((await this.#links.newestTombstone())?.seq === tombstone?.seq) return result();
    }
  }

  /** Lets one walk of this process end before the next begins. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#walk.then(work);
    this.#walk = turn.catch(() => undefined);
    return turn;
  }

  async *#pages(): AsyncGenerator<readonly Link[]> {
    for (let after = Number.MIN_SAFE_INTEGER; ; ) {
      const links = await this.#links.after(after, PAGE);
      yield links;
      const last = links.at(-1);
      if (last === undefined || links.length < PAGE) return;
      after = last.seq;
    }
  }
}

/** What a walk came to; `result` may throw. */
interface Walked<T> {
  readonly isSettled: boolean;
  readonly result: () => T;
}

function refuse(problem: ProblemError): never {
  throw problem;
}

function busy(): ProblemError {
  return conflict(
    'Another instance deletes old entries of the audit log at this moment; nothing was deleted here.',
  );
}
