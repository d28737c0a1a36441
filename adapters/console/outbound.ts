import type { MessageRef } from '../../src/domain/account.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { PLATFORM, TENANT } from './config.ts';
import type { Draw } from './draw.ts';
import type { Feed } from './feed.ts';
import type { Personas } from './identity.ts';
import type { Live } from './live.ts';
import type { Message, MessageContent, MessageStore } from './messages.ts';
import { directPlace, ownerOf } from './places.ts';

export interface OutboundParts {
  readonly personas: Personas;
  readonly messages: MessageStore;
  readonly feed: Feed;
  readonly live: Live;
  readonly clock: Clock;
  readonly draw: Draw;
}

/** The console as a chat platform: everything said is kept, and shown at once to whoever may see it. */
export function createOutbound(open: () => Promise<OutboundParts>): ChatPlatform {
  return {
    platform: PLATFORM,
    async post(place, notice) {
      const parts = await open();
      const owner = ownerOf(parts.personas.all, place.id);
      return say(parts, place.id, owner, parts.draw(notice, owner === null ? 'all' : 'one'));
    },
    async update(ref, notice) {
      const { messages, feed, live, clock, draw } = await open();
      // Another instance may have posted it a moment ago.
      await feed.catchUp();
      const before = messages.find(ref.place, ref.message);
      const content = before && draw(notice, before.to === null ? 'all' : 'one');
      const edited = content && (await messages.edit(ref.place, ref.message, content, clock.now()));
      if (edited === undefined) throw missing('message', ref.message);
      live.tell({ kind: 'edited', message: edited });
    },
    async whisper(place, account, notice) {
      const parts = await open();
      const { person } = parts.personas.behind(account);
      const owner = ownerOf(parts.personas.all, place.id);
      if (owner !== null && owner !== person) throw missing('place', place.id);
      await say(parts, place.id, person, parts.draw(notice, 'one'));
    },
    async directMessage(account, notice) {
      const parts = await open();
      const persona = parts.personas.behind(account);
      return say(parts, directPlace(persona).id, persona.person, parts.draw(notice, 'one'));
    },
    async upload(account, file) {
      const parts = await open();
      const persona = parts.personas.behind(account);
      const content = { text: null, attached: [], card: null, headline: file.name, files: [file] };
      return say(parts, directPlace(persona).id, persona.person, content);
    },
    check: async () => [],
  };
}

async function say(
  { messages, feed, live, clock }: OutboundParts,
  place: string,
  to: PersonId | null,
  content: MessageContent,
): Promise<MessageRef> {
  await feed.catchUp();
  const message = await messages.add({ ...content, place, to, from: null, at: clock.now(), delivery: null });
  live.tell({ kind: 'message', message });
  return refOf(message);
}

function missing(what: string, name: string): ProblemError {
  return new ProblemError({ kind: 'not-found', what, name, nearest: [] });
}

/** How a message is named towards the rest of Rollcall. */
export function refOf(message: Pick<Message, 'place' | 'id'>): MessageRef {
  return { platform: PLATFORM, tenant: TENANT, place: message.place, message: message.id };
}
