import type { AdapterStore } from '../../src/ports/storage.ts';
import type { Changes } from './changes.ts';
import type { Persona } from './config.ts';
import type { MessageStore } from './messages.ts';
import { placesOf } from './places.ts';
import { read } from './visibility.ts';

/** How far each persona has read each place. */
export interface ReadMarks {
  /** Notes that everything up to this message is read; an older mark never goes back. */
  mark(persona: Persona, place: string, message: string): Promise<void>;
  /** Messages from others after the mark. */
  unread(persona: Persona, place: string): number;
  unreadAnywhere(persona: Persona): number;
  /** Takes over a mark as the store has it; false when it is nothing new. */
  take(key: string, mark: string): boolean;
  /** Every mark the store has. */
  stored(): Promise<readonly (readonly [key: string, mark: string])[]>;
}

const PREFIX = 'read/';
const MAX_MARKS = 10_000;

/** Opens the marks that the store has. */
export async function openReadMarks(
  store: AdapterStore,
  messages: MessageStore,
  changes: Changes,
): Promise<ReadMarks> {
  const stored = () => store.list(PREFIX, '', MAX_MARKS);
  const marks = new Map(await stored());
  const keyOf = (persona: Persona, place: string) =>
    `${PREFIX}${encodeURIComponent(persona.person)}/${place}`;
  const unread = (persona: Persona, place: string) => {
    const mark = marks.get(keyOf(persona, place)) ?? '';
    return read(messages, persona, place).filter(
      (message) => message.id > mark && message.from !== persona.person,
    ).length;
  };
  return {
    async mark(persona, place, message) {
      const key = keyOf(persona, place);
      if (message <= (marks.get(key) ?? '')) return;
      marks.set(key, message);
      await store.put(key, message);
      await changes.tell(key);
    },
    unread,
    take(key, mark) {
      if (mark <= (marks.get(key) ?? '')) return false;
      marks.set(key, mark);
      return true;
    },
    stored,
    unreadAnywhere: (persona) => placesOf(persona).reduce((sum, place) => sum + unread(persona, place.id), 0),
  };
}
