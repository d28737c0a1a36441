import type { ReadWatch } from '../domain/house.ts';
import type { ConnectionName } from '../domain/ids.ts';
import type { Services } from './services.ts';

/** Connections are a handful; the page only bounds memory. */
const MAX_CONNECTIONS = 1000;

/** Takes every read that looked wrong for right; a sentence about it, empty when there was none. */
export async function acceptSuspects(services: Services): Promise<string> {
  const { storage, census } = services;
  const suspects = (await storage.readWatches.list({ limit: MAX_CONNECTIONS })).filter(
    ({ suspect }) => suspect !== null,
  );
  for (const watch of suspects) {
    const name = watch.id as ConnectionName;
    await keepWatch(services, name, watch, { suspect: null, accepted: watch.suspect });
    await storage.snapshots.note(name, null);
    census.noteRead(name, null);
  }
  if (suspects.length === 0) return '';
  return `The next read of ${suspects.map(({ id }) => id).join(', ')} is taken over as it is. `;
}

/** Keeps what the reads of a connection looked like. */
export async function keepWatch(
  { storage }: Services,
  id: ConnectionName,
  known: ReadWatch | undefined,
  change: Partial<Pick<ReadWatch, 'last' | 'suspect' | 'accepted'>>,
): Promise<void> {
  if (known === undefined) {
    await storage.readWatches.create({
      id,
      version: 1,
      last: null,
      suspect: null,
      accepted: null,
      ...change,
    });
  } else {
    await storage.readWatches.replace({ ...known, version: known.version + 1, ...change });
  }
}
