import type { MessageRef, Place } from '../../src/domain/account.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { PLATFORM, TENANT } from './config.ts';
import type { Draw } from './draw.ts';
import type { Personas } from './identity.ts';
import type { Live } from './live.ts';
import type { Message, MessageContent, MessageStore } from './messages.ts';
import { directPlace, ownerOf } from './places.ts';

export interface OutboundParts {
  readonly personas: Personas;
  readonly messages: MessageStore;
  readonly live: Live;
  readonly clock: Clock;
  readonly draw: Draw;
}

/** The console as a chat platform: everything said is kept, and shown at once to whoever may see it. */
export function createOutbound(parts: OutboundParts): ChatPlatform {
  const { personas, messages, live, clock, draw } = parts;
  const say = async (place: string, to: PersonId | null, content: MessageContent): Promise<MessageRef> => {
    const message = await messages.add({
      ...content,
      place,
      to,
      from: null,
      at: clock.now(),
      delivery: null,
    });
    live.tell({ kind: 'message', message });
    return refOf(message);
  };
  const readerOf = (place: Place) => ownerOf(personas.all, place.id);
  return {
    platform: PLATFORM,
    async post(place, notice) {
      const owner = readerOf(place);
      return say(place.id, owner, draw(notice, owner === null ? 'all' : 'one'));
    },
    async update(ref, notice) {
      const before = messages.find(ref.place, ref.message);
      const content = before && draw(notice, before.to === null ? 'all' : 'one');
      const edited = content && (await messages.edit(ref.place, ref.message, content, clock.now()));
      if (edited === undefined) {
        throw new ProblemError({ kind: 'not-found', what: 'message', name: ref.message, nearest: [] });
      }
      live.tell({ kind: 'edited', message: edited });
    },
    async whisper(place, account, notice) {
      const { person } = personas.behind(account);
      const owner = readerOf(place);
      if (owner !== null && owner !== person) {
        throw new ProblemError({ kind: 'not-found', what: 'place', name: place.id, nearest: [] });
      }
      return say(place.id, person, draw(notice, 'one'));
    },
    async directMessage(account, notice) {
      const persona = personas.behind(account);
      return say(directPlace(persona).id, persona.person, draw(notice, 'one'));
    },
    async upload(account, file) {
      const persona = personas.behind(account);
      const content = { text: null, attached: [], card: null, headline: file.name, files: [file] };
      return say(directPlace(persona).id, persona.person, content);
    },
  };
}

/** How a message is named towards the rest of Rollcall. */
export function refOf(message: Pick<Message, 'place' | 'id'>): MessageRef {
  return { platform: PLATFORM, tenant: TENANT, place: message.place, message: message.id };
}
