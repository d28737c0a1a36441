import type { AuditDraft } from '../../../src/domain/audit-event.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import { isProblem } from '../../../src/domain/problem.ts';
import type { Effects } from '../../../src/ports/records.ts';
import type { JobRequest } from '../../../src/ports/scheduler.ts';
import { type Owed, type OwingRow, owe, type Pending } from './owed.ts';
import type { Rows } from './rows.ts';
import { type Settled, Settlements, takeOut } from './settlements.ts';

/** Rows with something pending that are read at a time; also how many that cannot be delivered are passed over. */
const PAGE = 100;

type Enqueue = (job: JobRequest) => Promise<void>;

export interface OutboxOptions {
  /** Idempotent by the drafts' keys. */
  readonly appendAudit: (drafts: readonly AuditDraft[]) => Promise<void>;
  /** The database's time. */
  readonly now: () => Instant;
  /** Told of what is left to the sweep. */
  readonly onError: (error: unknown) => void;
}

/**
 * Delivers what follows from a change. It lies in the changed row itself, so that one write keeps both or neither
 * without a transaction: whoever made the change appends its audit entries at once, the jobs wait for
 * {@link deliver}, and what a crash leaves behind any other process delivers. A row's jobs never overtake its audit.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #settlements: Settlements;
  readonly #collections: Rows<OwingRow>[] = [];
  readonly #listeners: (() => void)[] = [];
  #delivery: Promise<unknown> = Promise.resolve();

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#settlements = new Settlements(options.onError);
  }

  /** Rows of this collection may owe something: {@link deliver} looks there. It needs the index BY_DUE. */
  watch(rows: Rows<OwingRow>): void {
    this.#collections.push(rows);
  }

  /** What a change with these effects owes; its `update` goes into the write that makes the change. */
  owe(effects: Effects | undefined): Owed {
    return owe(effects, this.#options.now());
  }

  /**
   * To be called once the row is written, with `isGone` when that removed it. The audit entries can be read when
   * it returns, unless they cannot be appended now: the change stands, and they follow later.
   */
  async pay(rows: Rows<OwingRow>, id: string, { items, audit, jobs }: Owed, isGone = false): Promise<void> {
    const keys = items.filter(({ job }) => job === undefined).map(({ key }) => key);
    this.#settlements.claim(keys);
    try {
      if (audit.length > 0) await this.#options.appendAudit(audit);
      if (keys.length > 0 || (isGone && items.length === 0))
        this.#settlements.settle(rows, { id, keys, isGone });
    } catch (error) {
      this.#settlements.release(keys);
      this.#options.onError(error);
    }
    if (jobs.length > 0) this.#announce();
  }

  onEffects(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Delivers what is pending, oldest first, one caller after the other; says how many jobs were handed out. */
  deliver(enqueue: Enqueue): Promise<number> {
    const delivery = this.#delivery.then(() => this.#deliver(enqueue));
    this.#delivery = delivery.catch(() => undefined);
    return delivery;
  }

  /** Waits for what is on its way. */
  async close(): Promise<void> {
    await this.#delivery;
    await this.#settlements.flush();
  }

  #announce(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        // The record is written; its effects wait for the sweeper.
        this.#options.onError(error);
      }
    }
  }

  async #deliver(enqueue: Enqueue): Promise<number> {
    let delivered = 0;
    const failures: unknown[] = [];
    /** Rows and keys that are delivered; one that comes again was not taken out, and would for ever come again. */
    const handed = new Set<string>();
    for (const rows of this.#collections) {
      const passed: string[] = [];
      while (passed.length < PAGE) {
        const filter = { due: { $gt: 0 }, _id: { $nin: passed } };
        const page = await rows.all(filter, { sort: { due: 1 }, limit: PAGE });
        if (page.length === 0) break;
        const settled: Settled[] = [];
        try {
          for (const { _id, pending = [], gone = false } of page) {
            if (!Array.isArray(pending)) {
              failures.push(new TypeError(`what ${rows.name} ${_id} owes is no list`));
              passed.push(_id);
              continue;
            }
            const keys: string[] = [];
            settled.push({ id: _id, keys, isGone: gone });
            const end = await this.#deliverItems(pending, enqueue, (key) => keys.push(key));
            delivered += end.jobs;
            if (end.failure !== undefined) failures.push(end.failure);
            const isStuck = handed.has(_id) && keys.every((key) => handed.has(key));
            if (keys.length < pending.length || isStuck) passed.push(_id);
            for (const key of [_id, ...keys]) handed.add(key);
          }
        } finally {
          await takeOut(rows, settled);
        }
      }
    }
    if (failures.length > 0) throw failures[0];
    return delivered;
  }

  /**
   * Delivers one row up to the first thing that cannot be: `failure` is what keeps this row alone, what would keep
   * all others too is thrown.
   */
  async #deliverItems(
    pending: readonly Pending[],
    enqueue: Enqueue,
    done: (key: string) => void,
  ): Promise<{ readonly jobs: number; readonly failure?: unknown }> {
    let jobs = 0;
    try {
      for (const { key, audit, job } of pending) {
        const state = this.#settlements.stateOf(key);
        // Whoever made the change is appending its audit entries this very moment.
        if (state === 'claimed') break;
        if (job !== undefined) {
          await enqueue(JSON.parse(job));
          jobs += 1;
        } else if (audit !== undefined && state === undefined) {
          await this.#options.appendAudit(JSON.parse(audit));
        }
        done(key);
      }
      return { jobs };
    } catch (failure) {
      // Away for all others too. Anything else is this row's own: a key that a forged entry has taken, or what somebody
      // edited so that it cannot be read.
      if (isProblem(failure, 'unavailable')) throw failure;
      return { jobs, failure };
    }
  }
}
