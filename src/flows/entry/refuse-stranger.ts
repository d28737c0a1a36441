import { auditOf, ROLLCALL } from '../audit.ts';
import type { Bot } from '../bot.ts';
import { untoldWords } from '../once-a-minute.ts';
import type { Services } from '../services.ts';

/** Longer than any id of ours; the rest of what a stranger sent is not kept. */
const MAX_ID = 100;

/**
 * Records that an adapter refused somebody. A flood of them is one entry a minute for each platform and reason,
 * which says how many came before it.
 */
export function createStrangerRecord(services: Services): Bot['refuseStranger'] {
  return async (claimed, why) => {
    const { storage, clock, ids, logger, strangers } = services;
    const { platform } = claimed;
    const untold = strangers.tell(`${platform} ${why}`, clock.now());
    if (untold === undefined) return;
    logger.info('stranger refused', { platform, why, untold });
    const entry = auditOf(services, ROLLCALL, {
      key: `stranger/${platform}/${ids.secret()}`,
      action: 'Stranger Refused',
      status: 'refused',
      target: '',
      description: `${why}${untoldWords(untold)}`,
    });
    const account = { ...claimed, id: claimed.id.slice(0, MAX_ID) };
    try {
      await storage.audit.append([{ ...entry, actor: { person: null, account } }]);
    } catch (error) {
      // The refusal stands, whether or not it can be written down.
      logger.error('audit entry lost', { platform, error });
    }
  };
}
