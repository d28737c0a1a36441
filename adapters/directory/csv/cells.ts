import type { Instant } from '../../../src/domain/ids.ts';
import type { LastLogin, Seat } from '../../../src/domain/user.ts';
import type { ReadDate } from './dates.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Status words, and whether each means enabled. */
const STATUSES: ReadonlyMap<string, boolean> = new Map([
  ...['active', 'enabled', 'invited', 'yes', 'true', '1'].map((word) => [word, true] as const),
  ...['deactivated', 'inactive', 'disabled', 'suspended', 'deleted', 'closed', 'no', 'false', '0'].map(
    (word) => [word, false] as const,
  ),
]);

/** Status words that say more than enabled or deactivated and are kept for exports. */
const TELLING_STATUSES = new Set(['invited', 'suspended', 'deleted', 'closed']);

/** What a status cell means; undefined for a word that is no status. */
export function readStatus(
  text: string,
): { readonly active: boolean; readonly telling: boolean } | undefined {
  const word = text.toLowerCase();
  const active = STATUSES.get(word);
  return active === undefined ? undefined : { active, telling: TELLING_STATUSES.has(word) };
}

/** The words a status may be, for messages. */
export const STATUS_WORDS = 'Active, Invited, Suspended, Deactivated, Inactive, yes or no';

/** What people and programs write for "there is nothing here". */
const NOTHING = new Set(['', '-', 'n/a', 'nan', 'null', 'unknown']);

/** The longest of them; dates and names are longer and need no look-up. */
const LONGEST_NOTHING = 7;

export function isNothing(text: string): boolean {
  return text.length <= LONGEST_NOTHING && NOTHING.has(text.toLowerCase());
}

/** What a last-login cell says; undefined when it cannot be read. */
export type ReadLogin = (text: string) => LastLogin | undefined;

/** Cells that are remembered; a file has few different ones. */
const MOST_REMEMBERED = 20_000;

/**
 * Reads last-login cells. "Never accessed" and "Never logged in" are never; "Not active in the last 180 days" is
 * before: that many days ahead of the export. Nothing is unknown.
 */
export function createLoginReader(readDate: ReadDate, exportedAt: Instant): ReadLogin {
  const remembered = new Map<string, LastLogin>();
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const login = readLogin(text, readDate, exportedAt);
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    if (login !== undefined) remembered.set(text, login);
    return login;
  };
}

function readLogin(text: string, readDate: ReadDate, exportedAt: Instant): LastLogin | undefined {
  if (isNothing(text)) return { kind: 'unknown' };
  if (/^never( accessed| logged in| used| active)?$/i.test(text)) return { kind: 'never' };
  const idle = /^not active in the last (\d{1,4}) days$/i.exec(text);
  if (idle) return { kind: 'before', at: exportedAt - Number(idle[1]) * DAY_MS };
  const at = readDate(text);
  return at === undefined ? undefined : { kind: 'at', at };
}

/**
 * The last login to any of several sites. A site that says nothing may have seen a later login than the others, so
 * the answer is then unknown; a "before" that reaches past a known date leaves only "before".
 */
export function newest(logins: readonly LastLogin[]): LastLogin {
  let best: LastLogin = logins.length === 0 ? { kind: 'unknown' } : { kind: 'never' };
  for (const login of logins) {
    if (login.kind === 'unknown') return login;
    if (login.kind === 'never') continue;
    if (best.kind !== 'at' && best.kind !== 'before') best = login;
    else if (login.at > best.at || (login.at === best.at && login.kind === 'at')) best = login;
  }
  return best;
}

/** What a product access cell says of a seat: `User` and `Product admin` take one, `None` and nothing do not. */
export function readAccess(text: string): Seat {
  if (isNothing(text) || /^(none|no|no access|false|0|guest)$/i.test(text)) return { kind: 'none' };
  return /\b(user|admin|administrator|yes|true|1)\b/i.test(text)
    ? { kind: 'individual' }
    : { kind: 'unknown' };
}

/** Names between separators, without blanks and repeats, sorted. */
export function readNames(text: string, separator: string): readonly string[] {
  if (text === '') return [];
  return [...new Set(text.split(separator).map((name) => name.trim()))].filter((name) => name !== '').sort();
}
