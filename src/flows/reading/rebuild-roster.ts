import type { ConnectionName } from '../../domain/ids.ts';
import type { OpenSnapshot } from '../../ports/snapshots.ts';
import type { CensusEntry, CensusPlace } from '../../roster/census.ts';
import { createRosterBuilder } from '../../roster/roster-builder.ts';
import type { Connection, Services } from '../services.ts';

/**
 * Builds the roster from what the last complete reads left in the store, at start and after a read of whichever
 * instance; the one before serves until it is ready.
 */
export async function rebuildRoster(services: Services): Promise<void> {
  const { storage, census, connections, clock, logger, metrics, breathe } = services;
  const startedAt = clock.now();
  const missed = census.watch();
  try {
    const builder = createRosterBuilder();
    const places = new Map<ConnectionName, CensusPlace>();
    let connectionsRead = 0;
    for (const [name, connection] of connections) {
      const opened = await storage.snapshots.open(name);
      const { snapshot, failed, read, mark } = opened;
      places.set(name, { entry: entryOf(connection, opened), failed, read, mark });
      if (snapshot === undefined) continue;
      connectionsRead += 1;
      builder.addHeader(name, snapshot.header);
      for await (const users of opened.users()) {
        builder.add(users);
        await breathe();
      }
    }
    const roster =
      connectionsRead === 0 ? null : await builder.finish(await storage.clockStarts.all(), breathe);
    // Only now: a connection that counts as read before its users are on the lists is not read again.
    census.replace(roster, places, missed);
    if (roster === null) return;
    logger.info('roster built', { users: roster.size });
    metrics.time('roster_build_ms', clock.now() - startedAt);
  } finally {
    census.unwatch(missed);
  }
}

function entryOf({ directory, readEveryMs }: Connection, { snapshot }: OpenSnapshot): CensusEntry {
  return {
    label: directory.label,
    header: snapshot?.header ?? null,
    readAt: snapshot?.readAt ?? null,
    revision: snapshot?.revision ?? null,
    // One missed read is a hiccup, two are old data.
    staleAfterMs: readEveryMs * 2,
  };
}
