import type { Account } from '../../src/domain/account.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import type { Person } from '../../src/domain/person.ts';
import type { Answer } from '../../src/flows/bot.ts';
import { problemIn } from './look.ts';
import { CHANNEL, only, type World } from './world.ts';

/** An account that is nobody's at first. */
export const NEWCOMER: Account = { platform: 'fake', tenant: 'test', id: 'ada' };
export const KEY = 'fake/test/ada';

/** What is different about a message of the newcomer. */
export interface Arriving {
  readonly account?: Account;
  /** The address that the platform confirms. */
  readonly mail?: string;
}

let deliveries = 0;

/** Words for what people specs do, in whichever world is current. */
export function usePeople(current: () => World) {
  const arrive = (text: string, more: Arriving = {}): Promise<Answer> =>
    current().bot.command({
      deliveryId: `people-${deliveries++}`,
      account: NEWCOMER,
      place: CHANNEL,
      text,
      files: [],
      at: current().clock.now(),
      ...more,
    });
  return {
    /** A command of the newcomer. */
    arrive,
    /** What the newcomer is refused with. */
    told: async (answer: Promise<Answer>): Promise<string> => JSON.stringify(problemIn(await answer)),
    /** What somebody is refused with. */
    refusal: async (who: string, text: string): Promise<string> =>
      JSON.stringify(problemIn(await current().say(who, text))),
    /** Asks for a change of settings; the id of the request. */
    ask: async (text: string, person = 'tom'): Promise<string> =>
      only((await current().say(person, text)).posted, 'setting-approval').approval.id,
    async approve(id: string, by = 'ines'): Promise<void> {
      await current().say(by, `approve ${id}`);
      await current().settle();
    },
    person: (id: string): Promise<Person | undefined> => current().storage.people.load(id as PersonId),
    holder: async (): Promise<string | undefined> => (await current().storage.people.byAccount(NEWCOMER))?.id,
  };
}
