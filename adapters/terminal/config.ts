import type { Place } from '../../src/domain/account.ts';
import type { PersonId } from '../../src/domain/ids.ts';

/** The platform name of terminal accounts. It has no messages: an answer is printed and that is all. */
export const PLATFORM = 'terminal';
export const TENANT = 'local';

/** What `ask` may send at most: a pasted list of 100,000 names fits. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Where commands from a terminal are said. */
export function terminalPlace(person: PersonId): Place {
  return { platform: PLATFORM, tenant: TENANT, id: person, name: 'the terminal', kind: 'direct' };
}
