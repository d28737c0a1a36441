import { accountKey } from '../../domain/account.ts';
import type { LinkedWords, WhoamiNotice } from '../../domain/notice.ts';
import type { Actor, Linked } from '../../domain/person.ts';
import { nameOf } from '../people.ts';
import type { Services } from '../services.ts';
import { usernameOf } from './show-people.ts';

/** Who Rollcall thinks the reader is, and why. */
export async function showWhoami(services: Services, { person, account }: Actor): Promise<WhoamiNotice> {
  const key = accountKey(account);
  const linked = person.linked?.[key];
  return {
    kind: 'whoami',
    name: person.name,
    roles: person.roles,
    account: key,
    linked: linked === undefined ? null : await wordsOf(services, linked),
    users: person.users.map((ref) => usernameOf(services, ref)),
  };
}

async function wordsOf({ storage }: Services, linked: Linked): Promise<LinkedWords> {
  if (linked.how !== 'admin') return linked;
  return { how: 'admin', name: await nameOf(storage, linked.person), at: linked.at };
}
