import type { FileInfo } from '../../src/domain/file.ts';
import type { Instant, PersonId } from '../../src/domain/ids.ts';
import type { AdapterStore } from '../../src/ports/storage.ts';

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
}

const PREFIX = 'message/';
const BATCH = 500;
const ID_DIGITS = 10;

/** Opens the messages that the store has; `keep` is how many stay in each place. */
export async function openMessages(store: AdapterStore, keep: number): Promise<MessageStore> {
  const places = await load(store);
  const of = (place: string) => {
    const found = places.get(place) ?? [];
    places.set(place, found);
    return found;
  };
  return {
    async add(message) {
      const kept = of(message.place);
      const next = Number(kept.at(-1)?.id ?? 0) + 1;
      const stored: Message = { ...message, id: String(next).padStart(ID_DIGITS, '0'), editedAt: null };
      kept.push(stored);
      await store.put(keyOf(stored), JSON.stringify(stored));
      for (const old of kept.splice(0, Math.max(0, kept.length - keep))) await store.remove(keyOf(old));
      return stored;
    },
    async edit(place, id, content, at) {
      const kept = of(place);
      const index = kept.findIndex((message) => message.id === id);
      const before = kept[index];
      if (before === undefined) return undefined;
      const edited: Message = { ...before, ...content, editedAt: at };
      kept[index] = edited;
      await store.put(keyOf(edited), JSON.stringify(edited));
      return edited;
    },
    find: (place, id) => places.get(place)?.find((message) => message.id === id),
    all: (place) => [...(places.get(place) ?? [])],
    places: () => [...places.keys()],
  };
}

function keyOf(message: Pick<Message, 'place' | 'id'>): string {
  return `${PREFIX}${message.place}/${message.id}`;
}

async function load(store: AdapterStore): Promise<Map<string, Message[]>> {
  const places = new Map<string, Message[]>();
  let after = '';
  for (;;) {
    const entries = await store.list(PREFIX, after, BATCH);
    for (const [key, value] of entries) {
      after = key;
      const message = JSON.parse(value) as Message;
      const kept = places.get(message.place);
      if (kept === undefined) places.set(message.place, [message]);
      else kept.push(message);
    }
    if (entries.length < BATCH) return places;
  }
}
