import { z } from 'zod';
import type { Clock } from '../../src/ports/clock.ts';
import type { AdapterStore } from '../../src/ports/storage.ts';

const PREFIX = 'change/';
/** Keys that an instance tells of at most; who is further behind reads everything anew. */
const KEPT = 100;
/** An instance that told nothing for so long is taken for gone, in milliseconds; if it was not, it is heard again. */
const GONE_MS = 24 * 60 * 60 * 1000;
/** More instances than this within a day no deployment has. */
const MAX_INSTANCES = 1_000;

const MARK = z.object({
  /** Keys told of so far. */
  n: z.number(),
  /** The latest of them, oldest first. */
  keys: z.array(z.string()),
  at: z.number(),
});
type Mark = Readonly<z.infer<typeof MARK>>;

/** What other instances changed since the last look; `all` when it is too much to name. */
export type News = readonly string[] | 'all';

/** How the instances that share a store hear of what the others put there. */
export interface Changes {
  /** Tells the others of a key, after it was stored. */
  tell(key: string): Promise<void>;
  /** One small read; each change is told once. */
  news(): Promise<News>;
}

/**
 * Each instance keeps one mark that nobody else writes, with a number that only grows: no transaction is needed and no
 * two clocks have to agree. Of an instance that dies between storing and telling, the last message is seen when
 * everything is read again, at the next start.
 */
export async function openChanges(store: AdapterStore, clock: Clock, instance: string): Promise<Changes> {
  const own = `${PREFIX}${instance}`;
  let mark: Mark = { n: 0, keys: [], at: 0 };
  let isUntold = false;
  let telling: Promise<void> = Promise.resolve();
  const others = async () => {
    const rows = await store.list(PREFIX, '', MAX_INSTANCES);
    return rows.flatMap(([key, value]) =>
      key === own ? [] : ([[key, MARK.parse(JSON.parse(value))]] as const),
    );
  };
  for (const [key, { at }] of await others()) if (at < clock.now() - GONE_MS) await store.remove(key);
  let seen: ReadonlyMap<string, Mark> = new Map(await others());
  const put = async () => {
    isUntold = false;
    await store.put(own, JSON.stringify(mark));
  };
  return {
    async tell(key) {
      mark = { n: mark.n + 1, keys: [...mark.keys, key].slice(-KEPT), at: clock.now() };
      // Several at once are told in one go, and never an older mark after a newer.
      if (!isUntold) telling = telling.catch(() => undefined).then(put);
      isUntold = true;
      await telling;
    },
    async news() {
      const marks = await others();
      const behind = marks.map(([key, { n, keys }]) => ({ more: n - (seen.get(key)?.n ?? 0), keys }));
      seen = new Map(marks);
      if (behind.some(({ more, keys }) => more > keys.length)) return 'all';
      return behind.flatMap(({ more, keys }) => (more > 0 ? keys.slice(-more) : []));
    },
  };
}
