import type { Instant, UserRef } from '../domain/ids.ts';
import type { DirectoryUser } from '../domain/user.ts';
import type { Services } from './services.ts';

type Lists = Pick<Services, 'storage' | 'census'>;

/**
 * Puts a user on every list as it is now: here at once, in other instances as soon as they look. `restartedAt` when
 * its idle clock was restarted too, which is stored before.
 */
export async function showUser(
  { storage, census }: Lists,
  user: DirectoryUser,
  restartedAt: Instant | null = null,
): Promise<void> {
  census.apply(await storage.snapshots.put(user, restartedAt));
}

/** Takes a user that is gone off every list. */
export async function takeOffLists({ storage, census }: Lists, ref: UserRef): Promise<void> {
  census.apply(await storage.snapshots.remove(ref));
}
