import type { Services } from './services.ts';

/** Things asked for at a time; putting them on the lists takes a few milliseconds. */
const PAGE = 200;

/**
 * Takes over every single change, and how every read ended, that any instance has stored until now: before a plan, and
 * before the writer of a connection counts what its predecessor left. One small read a connection when there is nothing.
 */
export async function catchUp({ storage, census, connections, breathe }: Services): Promise<void> {
  for (const name of connections.keys()) {
    for (let isMore = true; isMore; ) {
      const news = await storage.snapshots.since(name, census.mark(name), PAGE);
      census.follow(name, news);
      ({ isMore } = news);
      if (isMore) await breathe();
    }
  }
}
