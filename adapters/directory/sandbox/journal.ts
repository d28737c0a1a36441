import { z } from 'zod';
import type { Instant } from '../../../src/domain/ids.ts';
import type { AdapterStore } from '../../../src/ports/storage.ts';

const PREFIX = 'journal/';
/** Of processes that are long gone; belongs to nobody. */
const FOLDED = `${PREFIX}0`;
/** Keys that a process tells of at most; who is further behind reads everything anew. */
const KEPT = 200;
/** A process that told nothing for so long is taken for gone, in milliseconds. */
const GONE_MS = 24 * 60 * 60 * 1000;
/** More processes than this within a day no sandbox has. */
const MAX_PROCESSES = 1_000;

const PAGE = z.object({
  /** Keys told of so far. */
  n: z.number(),
  /** The latest of them, oldest first. */
  keys: z.array(z.string()),
  /** Changes among them that were no writes of ours. */
  outside: z.number(),
  at: z.number(),
});
type Page = Readonly<z.infer<typeof PAGE>>;

const NOTHING: Page = { n: 0, keys: [], outside: 0, at: 0 };

/** What others changed since the last look; `all` when it is too much to name. */
export type News = readonly string[] | 'all';

/**
 * How the processes that share a sandbox hear of each other's changes: each has a page of its own, which nobody else
 * writes, with a number that only grows. So no transaction is needed and no two clocks have to agree; a look costs one
 * small read however large the organisation is. Told after the change is stored: a process that dies in between told
 * nobody, and what it left is found by whoever asks for that user next.
 */
export class Journal {
  readonly #store: AdapterStore;
  readonly #prefix: string;
  readonly #own: string;
  /** The pages of all others at the last look. */
  #seen: ReadonlyMap<string, Page> = new Map();
  /** As the store had them then: what has not changed is not read again. */
  #read: ReadonlyMap<string, readonly [value: string, page: Page]> = new Map();
  #page: Page = NOTHING;
  #isKept = false;
  #untold: Page | undefined;
  #telling: Promise<void> = Promise.resolve();

  private constructor(store: AdapterStore, prefix: string, instance: string) {
    this.#store = store;
    this.#prefix = prefix;
    this.#own = `${PREFIX}${instance}`;
  }

  /** Begins a page for this process, and takes over those of processes that are long gone. */
  static async open(store: AdapterStore, prefix: string, instance: string, now: Instant): Promise<Journal> {
    const journal = new Journal(store, prefix, instance);
    await journal.#resume();
    const pages = await journal.#pages();
    const gone = pages.filter(([key, { at }]) => key !== FOLDED && at < now - GONE_MS);
    if (gone.length > 0) {
      const folded = pages.find(([key]) => key === FOLDED)?.[1].outside ?? 0;
      const outside = gone.reduce((sum, [, page]) => sum + page.outside, folded);
      await store.put(prefix + FOLDED, JSON.stringify({ ...NOTHING, outside, at: now }));
      for (const [key] of gone) await store.remove(prefix + key);
    }
    await journal.news();
    return journal;
  }

  /** How often something changed that was no write of ours, by whomever. */
  get outside(): number {
    let sum = this.#page.outside;
    for (const { outside } of this.#seen.values()) sum += outside;
    return sum;
  }

  /** Tells the others of keys that are stored; several at once are told in one go. */
  async tell(keys: readonly string[], outside: number, now: Instant): Promise<void> {
    const { n, keys: earlier, outside: before } = this.#page;
    this.#page = {
      n: n + keys.length,
      keys: [...earlier, ...keys].slice(-KEPT),
      outside: before + outside,
      at: now,
    };
    if (this.#untold === undefined) {
      this.#telling = this.#telling.catch(() => undefined).then(() => this.#put());
    }
    this.#untold = this.#page;
    await this.#telling;
  }

  /** What others changed since the last call. */
  async news(): Promise<News> {
    const isQuiet = this.#isKept && this.#untold === undefined;
    const pages = new Map(await this.#pages());
    // Taken for gone after a quiet day: what was counted here is counted there now.
    if (isQuiet && !pages.delete(this.#own)) {
      this.#page = { ...this.#page, outside: 0 };
      this.#isKept = false;
    }
    pages.delete(this.#own);
    const changed: string[] = [];
    let isAll = false;
    for (const [key, page] of pages) {
      const more = page.n - (this.#seen.get(key)?.n ?? 0);
      if (more > page.keys.length) isAll = true;
      else if (more > 0) changed.push(...page.keys.slice(-more));
    }
    this.#seen = pages;
    return isAll ? 'all' : changed;
  }

  /** A process that comes back under its name goes on counting where it stopped. */
  async #resume(): Promise<void> {
    const value = await this.#store.get(this.#prefix + this.#own);
    if (value === undefined) return;
    this.#page = PAGE.parse(JSON.parse(value));
    this.#isKept = true;
  }

  async #put(): Promise<void> {
    const page = this.#untold;
    this.#untold = undefined;
    await this.#store.put(this.#prefix + this.#own, JSON.stringify(page));
    this.#isKept = true;
  }

  async #pages(): Promise<readonly (readonly [key: string, page: Page])[]> {
    const rows = await this.#store.list(this.#prefix + PREFIX, '', MAX_PROCESSES);
    const read = rows.map(([row, value]) => {
      const key = row.slice(this.#prefix.length);
      const known = this.#read.get(key);
      if (known?.[0] === value) return [key, known] as const;
      const page = key === this.#own ? this.#page : PAGE.parse(JSON.parse(value));
      return [key, [value, page]] as const;
    });
    this.#read = new Map(read);
    return read.map(([key, [, page]]) => [key, page] as const);
  }
}
