import type { PersonId } from '../../src/domain/ids.ts';
import type { Notice } from '../../src/domain/notice.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import type { AdapterStore } from '../../src/ports/storage.ts';
import type { Persona } from './config.ts';

/** Greets each persona once, however many pages ask at the same moment and however often Rollcall restarts. */
export function createWelcome(
  store: AdapterStore,
  platform: ChatPlatform,
  noticeFor: (person: PersonId) => Promise<Notice>,
  hasMail: (persona: Persona) => boolean,
): (persona: Persona) => Promise<void> {
  const greeting = new Map<PersonId, Promise<void>>();
  const greet = async (persona: Persona) => {
    const key = `welcomed/${encodeURIComponent(persona.person)}`;
    // Below a card that waits for an answer a greeting would only push that card out of sight.
    if ((await store.get(key)) !== undefined || hasMail(persona)) return;
    await platform.directMessage(persona.account, await noticeFor(persona.person));
    await store.put(key, 'yes');
  };
  return async (persona) => {
    const running = greeting.get(persona.person) ?? greet(persona);
    greeting.set(persona.person, running);
    try {
      await running;
    } catch (error) {
      greeting.delete(persona.person);
      throw error;
    }
  };
}
