import type { UserNotice } from '../src/domain/notice.ts';
import { inheritedThrough } from '../src/domain/operation.ts';
import type { DirectoryUser } from '../src/domain/user.ts';
import { type Card, type CardContext, card, type Fact, facts } from './card.ts';
import { sourceWords } from './evidence.ts';
import { count, day, daysBetween, number } from './format.ts';
import { given, LENGTHS } from './text.ts';
import { idleFact, loginFact, seatFact } from './user-facts.ts';

const MAX_GROUPS = 15;

/** Everything known of one user. */
export function userCard(notice: UserNotice, context: CardContext): Card {
  const { user, protectedBy, clockStart, now } = notice;
  const { zone } = context;
  const safe = protectedBy === null ? null : fact('Protected', given(protectedBy, LENGTHS.line));
  const idle = clockStart === null ? null : daysBetween(clockStart, now, zone);
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
        loginFact(user, zone),
        idleFact(idle, clockStart, zone),
        logins,
        fact('Created', user.createdAt === null ? 'unknown' : day(user.createdAt, zone)),
        seatFact(user),
        fact('Groups', groupWords(user)),
        user.service ? fact('Kind', 'service account') : null,
        safe,
      ),
    ],
  });
}

function fact(name: string, value: string): Fact {
  return { name, value };
}

/** What is inherited says through which group. */
function groupWords(user: DirectoryUser): string {
  const { groups } = user;
  if (groups.length === 0) return 'none';
  const shown = groups.slice(0, MAX_GROUPS).map((group) => {
    const through = inheritedThrough(user, group);
    return through === undefined ? given(group) : `${given(group)} (through ${given(through)})`;
  });
  const more = groups.length - shown.length;
  return more > 0 ? `${shown.join(', ')} … ${number(more)} more` : shown.join(', ');
}
