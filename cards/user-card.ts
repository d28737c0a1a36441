import type { UserNotice } from '../src/domain/notice.ts';
import { type DirectoryUser, isLicensed } from '../src/domain/user.ts';
import { type Card, type CardContext, card, type Fact, facts } from './card.ts';
import { sourceWords } from './evidence.ts';
import { count, day, daysBetween, instant } from './format.ts';
import { given, LENGTHS, sample } from './text.ts';

const MAX_GROUPS = 15;

/** Everything known of one user. */
export function userCard(notice: UserNotice, context: CardContext): Card {
  const { user, protectedBy } = notice;
  const { zone } = context;
  const safe = protectedBy === null ? null : fact('Protected', given(protectedBy, LENGTHS.line));
  const logins = user.loginCount === null ? null : fact('Logins', count(user.loginCount, 'login'));
  return card({
    headline: given(user.displayName || user.username),
    badge: user.active ? { text: 'enabled', tone: 'good' } : { text: 'deactivated', tone: 'neutral' },
    evidence: [sourceWords(notice.source, zone)],
    blocks: [
      facts(
        fact('Username', given(user.username)),
        user.email === '' ? null : fact('Mail', given(user.email, LENGTHS.line)),
        fact('Directory', given(user.directory)),
        fact('Last login', loginWords(notice, zone)),
        idleFact(notice, zone),
        logins,
        fact('Created', user.createdAt === null ? 'unknown' : day(user.createdAt, zone)),
        fact('Seat', seatWords(user)),
        fact('Groups', groupWords(user.groups)),
        user.service ? fact('Kind', 'service account') : null,
        safe,
      ),
    ],
  });
}

function fact(name: string, value: string): Fact {
  return { name, value };
}

function loginWords({ user }: UserNotice, zone: string): string {
  const { lastLogin } = user;
  switch (lastLogin.kind) {
    case 'at':
      return instant(lastLogin.at, zone);
    case 'before':
      return `at least one, none since ${day(lastLogin.at, zone)}`;
    case 'never':
      return 'never';
    case 'unknown':
      return 'unknown: no source gives it';
  }
}

/** Idle days count from the clock start, which may be later than the last login. */
function idleFact({ clockStart, now }: UserNotice, zone: string): Fact | null {
  if (clockStart === null) return null;
  const days = daysBetween(clockStart, now, zone);
  return fact('Idle', `${count(days, 'day')}, counted from ${day(clockStart, zone)}`);
}

function seatWords(user: DirectoryUser): string {
  if (!user.active) return 'none while deactivated';
  if (isLicensed(user)) {
    return user.seat.kind === 'group'
      ? `billed through ${given(user.seat.group)}`
      : 'granted to this user alone';
  }
  return user.seat.kind === 'none' ? 'none' : 'unknown';
}

function groupWords(groups: readonly string[]): string {
  return groups.length === 0 ? 'none' : sample(groups, groups.length, MAX_GROUPS);
}
