import { setTimeout as pause } from 'node:timers/promises';
import {
  CHAIN_START,
  chainOn,
  filedText,
  firstOfEachKey,
  keyKnown,
  keyTaken,
  type Link,
  startOf,
} from '../../../src/domain/audit-chain.ts';
import type { AuditDraft, AuditHead } from '../../../src/domain/audit-event.ts';
import { isProblem, type ProblemError } from '../../../src/domain/problem.ts';
import { type AuditLinks, type AuditRow, rowOf } from './audit-links.ts';
import { isDuplicate, isUnanswered, unavailable } from './errors.ts';
import type { Rows } from './rows.ts';

/** Entries written in one request. */
const AT_ONCE = 1000;

/**
 * A number or a key may be taken by an entry that the majority has not confirmed yet, so that it is not to be read:
 * it is looked for again after a pause, and given up after some seconds.
 */
const UNCONFIRMED_PAUSE_MS = 20;
const MAX_PAUSES = 250;

interface Waiting {
  readonly drafts: readonly AuditDraft[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Chains entries on without a transaction. The number of an entry is its `_id`, so of all processes that append at
 * once one gets the next number, and the others chain theirs anew on what that one wrote. The head is looked at
 * before every request, by everybody alike: whoever did without would be ahead of the others for ever under load. Drafts
 * of this process go one request after the other, all that wait at once.
 */
export class AuditAppender {
  readonly #rows: Rows<AuditRow>;
  readonly #links: AuditLinks;
  readonly #key: Uint8Array;
  #waiting: Waiting[] = [];
  /** The last entry this process wrote. */
  #last: AuditHead | undefined;
  #isAtWork = false;

  constructor(rows: Rows<AuditRow>, links: AuditLinks, auditKey: Uint8Array) {
    this.#rows = rows;
    this.#links = links;
    this.#key = auditKey;
  }

  /**
   * Records drafts whose keys are new to the log; what was recorded before an error stays. Throws `guarded` when a
   * key is taken by an entry that Rollcall did not write: it would keep the real one out.
   */
  append(drafts: readonly AuditDraft[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ drafts, resolve, reject });
      if (!this.#isAtWork) void this.#work();
    });
  }

  /**
   * Records a tombstone right after `head` or whatever was recorded since, so that no other tombstone comes between;
   * false when one has. Throws `conflict` when its key is known.
   */
  async appendTombstone(draft: AuditDraft, head: AuditHead): Promise<boolean> {
    for (let last = head; ; ) {
      const since = await this.#links.since(last.seq);
      if (since?.hasTombstone === true) return false;
      last = since?.head ?? last;
      const links = chainOn(this.#key, last, [draft]);
      try {
        await this.#rows.insertAll(links.map(rowOf));
        return true;
      } catch (error) {
        const [known] = await this.#links.withKeys([filedText(draft.key)]);
        // Ours, when the answer alone was lost.
        if (known !== undefined && known.hash === links[0]?.hash) return true;
        if (known !== undefined) throw keyKnown(draft);
        if (!isDuplicate(error)) throw error;
      }
    }
  }

  async #work(): Promise<void> {
    this.#isAtWork = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#appendBatch(batch);
    }
    this.#isAtWork = false;
  }

  /** Never throws: each who waits hears how it went. */
  async #appendBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#store(batch.flatMap(({ drafts }) => drafts));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (batch.length > 1 && !isProblem(error, 'unavailable')) {
        // The entry that is kept out, or cannot be read, is one's; the others' are recorded all the same.
        for (const one of batch) await this.#appendBatch([one]);
        return;
      }
      for (const { reject } of batch) reject(error);
    }
  }

  async #store(drafts: readonly AuditDraft[]): Promise<void> {
    const first = [...firstOfEachKey(drafts).values()];
    for (let from = 0; from < first.length; from += AT_ONCE)
      await this.#chain(first.slice(from, from + AT_ONCE));
  }

  /** Chains drafts on until all of them are in the log. */
  async #chain(drafts: readonly AuditDraft[]): Promise<void> {
    let left = drafts;
    let seen = Number.NaN;
    let isLost = false;
    for (let pauses = 0; ; ) {
      const head = await this.#head();
      const links = chainOn(this.#key, head, left);
      try {
        await this.#rows.insertAll(links.map(rowOf));
        this.#last = links.at(-1);
        return;
      } catch (error) {
        // Asked again once; what was carried out is found by its key.
        if (!isDuplicate(error) && (isLost || !isUnanswered(error))) throw error;
        isLost ||= isUnanswered(error);
      }
      const fresh = await this.#withNewKeys(left);
      if (fresh.length === 0) return;
      if (fresh.length === left.length && head.seq === seen) {
        if (pauses === MAX_PAUSES) throw unconfirmed();
        pauses += 1;
        await pause(UNCONFIRMED_PAUSE_MS);
      }
      left = fresh;
      seen = head.seq;
    }
  }

  async #head(): Promise<AuditHead> {
    const known = this.#last === undefined ? undefined : await this.#links.headFrom(this.#last);
    return known ?? (await this.#links.head()) ?? CHAIN_START;
  }

  async #withNewKeys(drafts: readonly AuditDraft[]): Promise<readonly AuditDraft[]> {
    const found = await this.#links.withKeys(drafts.map(({ key }) => filedText(key)));
    if (found.length === 0) return drafts;
    const tombstone = await this.#links.newestTombstone();
    const start = startOf(tombstone);
    const isDeleted = ({ seq }: Link) => tombstone !== undefined && seq <= start.seq;
    const kept = found.filter((link) => !isDeleted(link));
    const forged = await this.#links.firstForged(kept, start);
    if (forged !== undefined) {
      // The entry before it may just have been deleted by another process.
      if ((await this.#links.newestTombstone())?.seq !== tombstone?.seq) return this.#withNewKeys(drafts);
      throw keyTaken(forged);
    }
    if (tombstone !== undefined && kept.length < found.length) {
      if (!(await this.#links.vouches(tombstone))) throw keyTaken(tombstone);
      // A deletion was torn: what it left is no longer part of the log and keeps nothing out.
      await this.#rows.remove({ _id: { $lte: start.seq } });
    }
    const known = new Set(kept.map(({ filed }) => filed.key));
    return drafts.filter(({ key }) => !known.has(filedText(key)));
  }
}

function unconfirmed(): ProblemError {
  return unavailable(
    'MongoDB does not confirm what it wrote. Check that most of its members run; Rollcall goes on by itself.',
  );
}
