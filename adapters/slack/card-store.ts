import type { BlockAction } from '../../cards/block-kit/render.ts';
import type { MessageRef } from '../../src/domain/account.ts';
import type { Instant } from '../../src/domain/ids.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { IdSource } from '../../src/ports/id-source.ts';
import type { AdapterStore } from '../../src/ports/storage.ts';
import { datedKey, dateOf, timeWord } from '../chat/dated-key.ts';

/** What the buttons of one drawn card mean; the message itself carries only the key and their numbers. */
export interface SlackCard {
  readonly key: string;
  readonly actions: readonly BlockAction[];
  /** References of the rows that can be ticked, by number. */
  readonly refs: readonly string[];
  readonly tenant: string;
  /** The only account id that sees it; null where everybody in the place does. */
  readonly reader: string | null;
}

/** The cards of messages, in the store, so that buttons outlive the process. */
export interface CardStore {
  /** A key for a card that is to be drawn; keys rise with time and cannot be guessed. */
  newKey(): string;
  /** A card that nothing can be pressed or ticked on is not kept. */
  keep(card: SlackCard): Promise<void>;
  /** Undefined when the card was replaced more than {@link FORMER_MS} ago or is older than {@link KEPT_MS}. */
  find(key: string): Promise<SlackCard | undefined>;
  /** For a card that was never shown. */
  forget(key: string): Promise<void>;
  /** For a card whose place another one took; a press may be under way to it for {@link FORMER_MS}. */
  replace(key: string): Promise<void>;
  /** Records which message shows a card; with a reader also one without buttons, so that an update has it too. */
  show(card: Pick<SlackCard, 'key' | 'tenant' | 'reader'>, message: MessageRef): Promise<void>;
  /** The card that a message shows; undefined when nothing is recorded of it. */
  shownBy(message: MessageRef): Promise<SlackCard | undefined>;
  /** Removes what is too old, at most {@link SWEPT} cards at once. */
  sweep(now: Instant): Promise<void>;
}

/** How long the buttons of a card work. */
export const KEPT_MS = 30 * 86_400_000;
/**
 * How long the buttons of a card work after it was drawn anew: a card that follows a run changes every few seconds
 * under the finger of who presses it. Whether that may still be done is judged behind it, by what is true then.
 */
export const FORMER_MS = 60_000;
/** Replaced cards removed with each one that is replaced. */
const FORMER_SWEPT = 20;
/** Cards removed in one sweep. */
export const SWEPT = 200;
const SWEEP_EVERY_MS = 3_600_000;
const CARDS = 'card/';
const SHOWN = 'shown/';
/** Keys of replaced cards behind the time their buttons end, as in a key. */
const FORMER = 'former/';

interface Kept {
  readonly card: SlackCard;
  /** Store key of the entry that says which message shows it. */
  readonly shown: string | null;
  /** When the buttons of a replaced card end; absent while it is on screen. */
  readonly endsAt?: Instant;
}

/** Keeps cards in an adapter's corner of the store. */
export function createCardStore(options: {
  readonly store: AdapterStore;
  readonly clock: Clock;
  readonly ids: IdSource;
}): CardStore {
  const { store, clock, ids } = options;
  let sweptAt = Number.NEGATIVE_INFINITY;
  const read = async (key: string): Promise<Kept | undefined> => {
    const value = await store.get(CARDS + key);
    return value === undefined ? undefined : (JSON.parse(value) as Kept);
  };
  const remove = async (key: string, kept: Kept): Promise<void> => {
    await store.remove(CARDS + key);
    // By now the message may show a newer card.
    if (kept.shown !== null && (await store.get(kept.shown)) === key) await store.remove(kept.shown);
  };
  const sweep = async (now: Instant): Promise<void> => {
    for (const [name, value] of await store.list(CARDS, '', SWEPT)) {
      const key = name.slice(CARDS.length);
      if (dateOf(key) > now - KEPT_MS) return;
      await remove(key, JSON.parse(value) as Kept);
    }
  };
  const sweepFormer = async (now: Instant): Promise<void> => {
    for (const [name] of await store.list(FORMER, '', FORMER_SWEPT)) {
      const [ends = '', key = ''] = name.slice(FORMER.length).split('/');
      if (dateOf(ends) > now) return;
      const kept = await read(key);
      if (kept !== undefined) await remove(key, kept);
      await store.remove(name);
    }
  };
  return {
    sweep,
    newKey: () => datedKey(clock.now(), ids.secret()),
    async keep(card) {
      if (card.actions.length === 0 && card.refs.length === 0) return;
      await store.put(CARDS + card.key, JSON.stringify({ card, shown: null } satisfies Kept));
      if (clock.now() - sweptAt < SWEEP_EVERY_MS) return;
      sweptAt = clock.now();
      await sweep(clock.now());
    },
    async find(key) {
      const kept = await read(key);
      const now = clock.now();
      if (kept === undefined || dateOf(key) <= now - KEPT_MS) return undefined;
      return kept.endsAt !== undefined && kept.endsAt <= now ? undefined : kept.card;
    },
    async forget(key) {
      const kept = await read(key);
      if (kept !== undefined) await remove(key, kept);
    },
    async replace(key) {
      const kept = await read(key);
      if (kept === undefined) return;
      if (kept.card.actions.length === 0) return remove(key, kept);
      const endsAt = clock.now() + FORMER_MS;
      await store.putAll([
        [CARDS + key, JSON.stringify({ ...kept, endsAt } satisfies Kept)],
        [`${FORMER}${timeWord(endsAt)}/${key}`, ''],
      ]);
      await sweepFormer(clock.now());
    },
    async show({ key, tenant, reader }, message) {
      const kept = await read(key);
      const shown = nameOf(message);
      if (kept === undefined && reader === null) return store.remove(shown);
      const card = kept?.card ?? { key, tenant, reader, actions: [], refs: [] };
      await store.putAll([
        [shown, key],
        [CARDS + key, JSON.stringify({ card, shown } satisfies Kept)],
      ]);
    },
    async shownBy(message) {
      const key = await store.get(nameOf(message));
      return key === undefined ? undefined : (await read(key))?.card;
    },
  };
}

function nameOf({ tenant, place, message }: MessageRef): string {
  return `${SHOWN}${tenant}/${place}/${message}`;
}
