import type { WhoamiNotice } from '../src/domain/notice.ts';
import { type Card, card, facts } from './card.ts';
import { list } from './format.ts';
import { given, LENGTHS, sample } from './text.ts';

const MAX_USERS = 10;

/** Who Rollcall thinks the reader is, and why. */
export function whoamiCard({ name, roles, account, why, users }: WhoamiNotice): Card {
  return card({
    headline: `You are ${given(name)}`,
    evidence: [given(why, LENGTHS.line)],
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
