import { PLATFORM, TENANT } from '../../adapters/console/config.ts';
import type { Answer, Bot } from '../../src/flows/bot.ts';

/** Types a command as one of the sandbox's people, each time as a delivery of its own. */
export function send(to: Bot, person: string, text: string): Promise<Answer> {
  return to.command({
    deliveryId: `${process.pid} ${Date.now()} ${person} ${text}`,
    account: { platform: PLATFORM, tenant: TENANT, id: person },
    place: { platform: 'none', tenant: TENANT, id: 'soak', name: 'soak', kind: 'direct' },
    text,
    files: [],
    at: Date.now(),
  });
}
