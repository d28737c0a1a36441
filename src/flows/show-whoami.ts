import { accountKey } from '../domain/account.ts';
import type { WhoamiNotice } from '../domain/notice.ts';
import type { Actor } from '../domain/person.ts';
import type { Services } from './services.ts';

/** Who Rollcall thinks the reader is, and why. */
export function showWhoami({ census }: Services, { person, account }: Actor): WhoamiNotice {
  const usernameOf = (ref: (typeof person.users)[number]): string =>
    (census.isReady ? census.roster.user(ref)?.username : undefined) ?? ref;
  return {
    kind: 'whoami',
    name: person.name,
    roles: person.roles,
    account: accountKey(account),
    why: 'This account is linked to you.',
    users: person.users.map(usernameOf),
  };
}
