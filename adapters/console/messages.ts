import type { FileInfo } from '../../src/domain/file.ts';
import type { Instant, PersonId } from '../../src/domain/ids.ts';
import type { AdapterStore } from '../../src/ports/storage.ts';
import type { Changes } from './changes.ts';

/** What a message shows, whoever wrote it. */
export interface MessageContent {
  /** What a person typed; null for what Rollcall says. */
  readonly text: string | null;
  /** Names of the files a person attached. */
  readonly attached: readonly string[];
  /** The card as Teams would get it; null when there is none. */
  readonly card: unknown;
  /** The message in one line, for announcements. */
  readonly headline: string;
  /** Files to download; only ever on a message that one person sees. */
  readonly files: readonly FileInfo[];
}

export interface Message extends MessageContent {
  /** Unique in its place and rising; compares as text. */
  readonly id: string;
  readonly place: string;
  /** Who wrote it; null for Rollcall. */
  readonly from: PersonId | null;
  /** The only person who sees it; null when everyone in the place does. */
  readonly to: PersonId | null;
  readonly at: Instant;
  readonly editedAt: Instant | null;
  /** The delivery that it records, so that a repeated request writes it once. */
  readonly delivery: string | null;
}

/** The messages of all places, kept in the store key by key and in memory for reading. */
export interface MessageStore {
  add(message: Omit<Message, 'id' | 'editedAt'>): Promise<Message>;
  /** The message with new content; undefined when it is gone. */
  edit(place: string, id: string, content: MessageContent, at: Instant): Promise<Message | undefined>;
  find(place: string, id: string): Message | undefined;
  /** Oldest first. */
  all(place: string): readonly Message[];
  places(): readonly string[];
  /** Takes over a message as the store has it; undefined when it is nothing new. */
  take(value: string): { readonly kind: 'message' | 'edited'; readonly message: Message } | undefined;
  /** Everything the store has, in the order of the keys. */
  stored(): AsyncIterable<readonly [key: string, value: string]>;
}

const PREFIX = 'message/';
const BATCH = 500;
const ID_DIGITS = 10;

/** True for a key under which a message is stored. */
export function isMessageKey(key: string): boolean {
  return key.startsWith(PREFIX);
}

/**
 * Opens the messages that the store has; `keep` is how many stay in each place. Several instances may share the store:
 * of two that give the same number to a message one takes the next.
 */
export async function openMessages(
  store: AdapterStore,
  keep: number,
  changes: Changes,
): Promise<MessageStore> {
  const places = new Map<string, Message[]>();
  const of = (place: string) => {
    const found = places.get(place) ?? [];
    places.set(place, found);
    return found;
  };
  const insert = (message: Message) => {
    const kept = of(message.place);
    const later = kept.findIndex(({ id }) => id > message.id);
    kept.splice(later === -1 ? kept.length : later, 0, message);
    return kept.splice(0, Math.max(0, kept.length - keep));
  };
  const take: MessageStore['take'] = (value) => {
    const message = JSON.parse(value) as Message;
    const kept = of(message.place);
    const index = kept.findIndex(({ id }) => id === message.id);
    const before = kept[index];
    if (before !== undefined) {
      if (JSON.stringify(before) === value) return undefined;
      kept[index] = message;
      return { kind: 'edited', message };
    }
    return insert(message).includes(message) ? undefined : { kind: 'message', message };
  };
  for await (const [, value] of stored(store)) take(value);
  return {
    async add(message) {
      const kept = of(message.place);
      for (let next = Number(kept.at(-1)?.id ?? 0) + 1; ; next += 1) {
        const added: Message = { ...message, id: String(next).padStart(ID_DIGITS, '0'), editedAt: null };
        if (!(await store.add(keyOf(added), JSON.stringify(added)))) continue;
        for (const old of insert(added)) await store.remove(keyOf(old));
        await changes.tell(keyOf(added));
        return added;
      }
    },
    async edit(place, id, content, at) {
      const kept = of(place);
      const before = kept.find((message) => message.id === id);
      if (before === undefined) return undefined;
      const edited: Message = { ...before, ...content, editedAt: at };
      kept[kept.indexOf(before)] = edited;
      await store.put(keyOf(edited), JSON.stringify(edited));
      await changes.tell(keyOf(edited));
      return edited;
    },
    find: (place, id) => places.get(place)?.find((message) => message.id === id),
    all: (place) => [...(places.get(place) ?? [])],
    places: () => [...places.keys()],
    take,
    stored: () => stored(store),
  };
}

function keyOf(message: Pick<Message, 'place' | 'id'>): string {
  return `${PREFIX}${message.place}/${message.id}`;
}

async function* stored(store: AdapterStore): AsyncIterable<readonly [key: string, value: string]> {
  for (let after = ''; ; ) {
    const entries = await store.list(PREFIX, after, BATCH);
    yield* entries;
    if (entries.length < BATCH) return;
    after = entries.at(-1)?.[0] ?? after;
  }
}
