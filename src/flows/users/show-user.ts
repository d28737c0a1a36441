import { connectionOf } from '../../domain/ids.ts';
import type { UserNotice } from '../../domain/notice.ts';
import type { Services } from '../services.ts';
import { theUser } from '../the-user.ts';
import { holdsOf } from './show-why.ts';

/** One user's card; `not-found` with the nearest names, `ambiguous` when the name fits two accounts. */
export async function showUser(services: Services, name: string): Promise<UserNotice> {
  const { census, clock } = services;
  const user = theUser(services, name);
  const [first] = user.active ? await holdsOf(services, user) : [];
  return {
    kind: 'user',
    user,
    clockStart: census.roster.clockStart(user.ref),
    protectedBy: first?.detail ?? null,
    source: census.source(connectionOf(user.ref), clock.now()),
    now: clock.now(),
  };
}
