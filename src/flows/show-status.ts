import type { StatusNotice } from '../domain/notice.ts';
import { nameOf } from './people.ts';
import type { Services } from './services.ts';

/** How things stand: what is stopped, each connection's figures, what waits and what runs. */
export async function showStatus(services: Services): Promise<StatusNotice> {
  const { storage, census, connections, clock } = services;
  const halt = await storage.halt.load('halt');
  const now = clock.now();
  return {
    kind: 'status',
    stopped: halt?.stopped
      ? {
          by: halt.by === null ? null : await nameOf(storage, halt.by),
          at: halt.at,
          reason: halt.reason,
        }
      : null,
    connections: [...connections].map(([name, { directory }]) => {
      const none = { users: 0, active: 0, deactivated: 0, licensed: 0 };
      return {
        source: census.source(name, now),
        ...(census.isReady ? census.roster.figures(name) : none),
        seats: census.seats(name),
        writable: directory.capabilities.writes.length > 0,
      };
    }),
    waiting: await storage.approvals.count(['held', 'waiting']),
    running: await storage.runs.count(['queued', 'running', 'paused', 'cancelling']),
    head: (await storage.audit.head()) ?? null,
    now,
  };
}
