import type { PersonId } from '../../src/domain/ids.ts';
import type { Message } from './messages.ts';

export type LiveEvent =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'edited'; readonly message: Message }
  | { readonly kind: 'working'; readonly place: string; readonly tasks: number }
  /** Somebody's unread marks moved; says to nobody whose or why. */
  | { readonly kind: 'marks' };

/** Hands live events to whoever looks at the page, each only to the persons it is for. */
export interface Live {
  subscribe(person: PersonId, listener: (event: LiveEvent) => void): () => void;
  /** Tells a message's one reader, or everyone when it has none in particular or it is about marks. */
  tell(event: Exclude<LiveEvent, { kind: 'working' }>): void;
  /** Shows the person that Rollcall is at work in a place until the task ends. */
  during<T>(person: PersonId, place: string, task: () => Promise<T>): Promise<T>;
}

/** An in-memory hub; what nobody listens to is in the store and is read when somebody comes. */
export function createLive(): Live {
  const listeners = new Map<(event: LiveEvent) => void, PersonId>();
  const working = new Map<string, number>();
  const send = (event: LiveEvent, to: PersonId | null) => {
    for (const [listener, person] of listeners) if (to === null || to === person) listener(event);
  };
  const shift = (person: PersonId, place: string, by: number) => {
    const key = `${person} ${place}`;
    const tasks = (working.get(key) ?? 0) + by;
    if (tasks === 0) working.delete(key);
    else working.set(key, tasks);
    send({ kind: 'working', place, tasks }, person);
  };
  return {
    subscribe(person, listener) {
      listeners.set(listener, person);
      return () => listeners.delete(listener);
    },
    tell(event) {
      send(event, event.kind === 'marks' ? null : event.message.to);
      if (event.kind === 'message') send({ kind: 'marks' }, null);
    },
    async during(person, place, task) {
      shift(person, place, 1);
      try {
        return await task();
      } finally {
        shift(person, place, -1);
      }
    },
  };
}
