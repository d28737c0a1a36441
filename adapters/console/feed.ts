import type { Clock } from '../../src/ports/clock.ts';
import type { Logger } from '../../src/ports/logger.ts';
import type { AdapterStore } from '../../src/ports/storage.ts';
import type { Changes } from './changes.ts';
import type { Live } from './live.ts';
import { isMessageKey, type MessageStore } from './messages.ts';
import type { ReadMarks } from './read-marks.ts';

/** A browser sees what another instance said within this and one read of the store, in milliseconds. */
const LOOK_EVERY_MS = 1_000;

export interface FeedParts {
  readonly store: AdapterStore;
  readonly changes: Changes;
  readonly messages: MessageStore;
  readonly marks: ReadMarks;
  readonly live: Live;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Brings what other instances said to this one, and to the browsers that are connected to it. */
export interface Feed {
  /** Takes over what was stored before the call. Callers at once share a look at the store. */
  catchUp(): Promise<void>;
  /** As {@link Live.subscribe}; somebody who looks is shown what the others say, and while nobody does nothing is asked. */
  subscribe: Live['subscribe'];
}

/** A feed over what the store had when its parts were opened. */
export function createFeed(parts: FeedParts): Feed {
  const { live, clock, logger } = parts;
  const takeOver = takingOver(parts);
  let under: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const catchUp = () => {
    // Who comes while a look is under way waits for the next: that one may have passed already what was just stored.
    next ??= under
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        under = takeOver();
        return under;
      });
    return next;
  };
  const follow = async (signal: AbortSignal) => {
    let isAway = false;
    while (!signal.aborted) {
      try {
        await catchUp();
        isAway = false;
      } catch (error) {
        if (!isAway) logger.warn('console does not hear the other instances', { error });
        isAway = true;
      }
      await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
    }
  };
  let watching = 0;
  let over = new AbortController();
  return {
    catchUp,
    subscribe(person, listener) {
      const unsubscribe = live.subscribe(person, listener);
      watching += 1;
      if (watching === 1) {
        over = new AbortController();
        void follow(over.signal);
      }
      return () => {
        unsubscribe();
        watching -= 1;
        if (watching === 0) over.abort();
      };
    },
  };
}

function takingOver({ store, changes, messages, marks, live }: FeedParts): () => Promise<void> {
  let isBehind = false;
  const take = (key: string, value: string) => {
    if (!isMessageKey(key)) {
      if (marks.take(key, value)) live.tell({ kind: 'marks' });
      return;
    }
    const taken = messages.take(value);
    if (taken !== undefined) live.tell(taken);
  };
  return async () => {
    const news = await changes.news();
    const isAll = isBehind || news === 'all';
    // News is told once: when reading it fails, the next look reads everything.
    isBehind = true;
    if (isAll) {
      for await (const [key, value] of messages.stored()) take(key, value);
      for (const [key, value] of await marks.stored()) take(key, value);
    } else {
      for (const key of new Set(news)) {
        const value = await store.get(key);
        // Gone: the place has had newer messages than it keeps.
        if (value !== undefined) take(key, value);
      }
    }
    isBehind = false;
  };
}
