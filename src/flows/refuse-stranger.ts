import type { Account } from '../domain/account.ts';
import { auditOf, ROLLCALL } from './audit.ts';
import { OnceAMinute } from './once-a-minute.ts';
import type { Services } from './services.ts';

/** Longer than any id of ours; the rest of what a stranger sent is not kept. */
const MAX_ID = 100;

/**
 * Records that somebody claimed to be an account that nobody here has. A flood of them is one entry a minute for
 * each platform, which says how many came before it.
 */
export function createStrangerRecord(services: Services): (claimed: Account) => Promise<void> {
  const told = new OnceAMinute();
  return async (claimed) => {
    const { storage, clock, ids, logger } = services;
    const { platform } = claimed;
    const untold = told.tell(platform, clock.now());
    if (untold === undefined) return;
    logger.info('stranger refused', { platform, untold });
    const entry = auditOf(services, ROLLCALL, {
      key: `stranger/${platform}/${ids.secret()}`,
      action: 'Stranger Refused',
      status: 'refused',
      target: '',
      description: `nobody here has this account${untold === 0 ? '' : `; ${untold} more were refused since the last entry`}`,
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
