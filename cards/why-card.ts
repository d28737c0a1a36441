import { quoteValue } from '../src/commands/print-filter.ts';
import type { Held, WhyNotice } from '../src/domain/house-notice.ts';
import { type Block, type Card, type CardContext, card, type Fact, facts, line } from './card.ts';
import { sourceWords } from './evidence.ts';
import { calendarDay, instant, isoDay } from './format.ts';
import { skipWords } from './reason-words.ts';
import { given, LENGTHS, typeable } from './text.ts';
import { idleFact, loginFact, seatFact } from './user-facts.ts';

const MAX_HOLDS = 10;
/** How long the exemption lasts that the card offers to copy, in days. */
const OFFERED_DAYS = 90;
const DAY_MS = 86_400_000;

/** What would keep a deactivation from one user, on what evidence, and what to type next. */
export function whyCard(notice: WhyNotice, context: CardContext): Card {
  const { user, idleDays, clockStart, isRestarted } = notice;
  const { zone } = context;
  return card({
    headline: headlineOf(notice),
    badge: user.active ? { text: 'enabled', tone: 'good' } : { text: 'deactivated', tone: 'neutral' },
    evidence: [sourceWords(notice.source, zone)],
    blocks: [
      facts(
        ...holdFacts(notice, zone),
        seatFact(user),
        loginFact(user, zone),
        idleFact(idleDays, clockStart, zone, isRestarted),
      ),
      ...nextLines(notice, zone),
    ],
  });
}

function headlineOf({ user, holds }: WhyNotice): string {
  const name = given(user.displayName || user.username);
  if (!user.active) return `${name} is deactivated already`;
  return holds.length === 0 ? `Nothing keeps ${name} from being deactivated` : `${name} is left alone`;
}

/** What holds, the one that counts first; that a deactivated user is so already is in the headline. */
function holdFacts(notice: WhyNotice, zone: string): readonly Fact[] {
  const { user, holds } = notice;
  const told = holds.filter(({ reason }) => reason !== 'already-so').slice(0, MAX_HOLDS);
  return told.map((held, index) => ({
    name: index === 0 && user.active ? 'Because' : 'Also',
    value: `${holdWords(notice, held)}${isFirstProtection(told, index) ? sinceWords(notice, zone) : ''}`,
  }));
}

function holdWords({ exemption }: WhyNotice, held: Held): string {
  return held.reason === 'exempt' && exemption !== null ? exemptWords(exemption) : heldWords(held);
}

/** Only the first is the one whose origin is told: the account itself before its groups. */
function isFirstProtection(holds: readonly Held[], index: number): boolean {
  return index === holds.findIndex(({ reason }) => reason === 'protected');
}

function sinceWords({ protection }: WhyNotice, zone: string): string {
  if (protection === null) return '';
  const { by } = protection;
  return by === null ? ', by the settings file' : `, by ${given(by.name)} since ${instant(by.at, zone)}`;
}

function heldWords({ reason, detail }: Held): string {
  return given(skipWords(reason, detail), LENGTHS.line);
}

function exemptWords({ until, reason, owner }: NonNullable<WhyNotice['exemption']>): string {
  return `exempt until ${given(calendarDay(until))}: "${given(reason, LENGTHS.line)}"; ${given(owner)} answers for it`;
}

/** Commands to copy; none for a user that nothing can be taken from. */
function nextLines({ user, holds, exemption, protection, now }: WhyNotice, zone: string): readonly Block[] {
  const name = quoteValue(user.username);
  if (!user.active) return commandLine('To activate the account:', `activate user:${name}`);
  if (exemption !== null) return commandLine('To end the exemption:', `exempt remove ${name}`);
  if (protection !== null) return endProtection(protection);
  if (holds.length > 0) return [];
  const until = isoDay(now + OFFERED_DAYS * DAY_MS, zone);
  return [
    ...commandLine('To deactivate the account:', `deactivate user:${name}`),
    ...commandLine('To leave it alone until a day you name:', `exempt ${name} until ${until} "why"`),
    ...commandLine('To leave it alone for good:', `protect user:${name}`),
  ];
}

function endProtection({ what, name, by }: NonNullable<WhyNotice['protection']>): readonly Block[] {
  if (by !== null) return commandLine('To end the protection:', `protect remove ${what}:${quoteValue(name)}`);
  const key = what === 'user' ? 'ROLLCALL_PROTECTED_USERS' : 'ROLLCALL_PROTECTED_GROUPS';
  return [line(`To end the protection: take ${given(name)} out of ${key} and start again.`)];
}

function commandLine(lead: string, command: string): readonly Block[] {
  const typed = typeable(command);
  return typed === null ? [] : [line(`${lead}  `, { text: typed, style: 'code' })];
}
