import type { LinkedWords, WhoamiNotice } from '../src/domain/notice.ts';
import { type Card, type CardContext, card, facts } from './card.ts';
import { day, list } from './format.ts';
import { given, LENGTHS, sample } from './text.ts';

const MAX_USERS = 10;

/** Who Rollcall thinks the reader is, and why. */
export function whoamiCard(notice: WhoamiNotice, context: CardContext): Card {
  const { name, roles, account, linked, users } = notice;
  return card({
    headline: `You are ${given(name)}`,
    evidence: [linkedWords(linked, context)],
    blocks: [
      facts(
        {
          name: 'Roles',
          value: roles.length === 0 ? 'none: help, whoami and your own account' : list(roles),
        },
        { name: 'Account', value: given(account, LENGTHS.line) },
        {
          name: 'Users',
          value: users.length === 0 ? 'no directory user is linked' : sample(users, users.length, MAX_USERS),
        },
      ),
    ],
  });
}

function linkedWords(linked: LinkedWords | null, { zone }: CardContext): string {
  if (linked === null) return 'This account is linked to you.';
  const at = day(linked.at, zone);
  switch (linked.how) {
    case 'admin':
      return `This account was linked to you by ${given(linked.name)} on ${at}.`;
    case 'settings':
      return `This account was linked to you by the settings on ${at}.`;
    case 'mail':
      return `This account was linked to you on ${at}, by the address that this chat confirms.`;
  }
}
