import type { FileInfo } from '../../src/domain/file.ts';
import type { Persona } from './config.ts';
import type { Message, MessageStore } from './messages.ts';
import { enter, placesOf } from './places.ts';

/** True when the persona may see a message of a place they are in. */
export function maySee(persona: Persona, message: Message): boolean {
  return message.to === null || message.to === persona.person;
}

/** What a persona sees of a place, oldest first; `not-found` for a place that is not theirs. */
export function read(messages: MessageStore, persona: Persona, place: string): readonly Message[] {
  return messages.all(enter(persona, place).id).filter((message) => maySee(persona, message));
}

/** A file that a message hands to this persona; undefined for anybody else's. */
export function fileFor(messages: MessageStore, persona: Persona, id: string): FileInfo | undefined {
  for (const place of placesOf(persona)) {
    for (const message of messages.all(place.id)) {
      if (message.to !== persona.person) continue;
      const file = message.files.find((candidate) => candidate.id === id);
      if (file !== undefined) return file;
    }
  }
  return undefined;
}

/** The commands a persona typed, oldest first, without direct repetitions. */
export function typedBy(messages: MessageStore, persona: Persona, limit: number): readonly string[] {
  return placesOf(persona)
    .flatMap((place) => messages.all(place.id))
    .filter((message) => message.from === persona.person && message.text !== null && message.text !== '')
    .sort((a, b) => a.at - b.at)
    .map((message) => message.text ?? '')
    .filter((text, i, texts) => text !== texts[i - 1])
    .slice(-limit);
}
