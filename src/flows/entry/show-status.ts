import type { StatusNotice } from '../../domain/house-notice.ts';
import { problemDetail } from '../../domain/problem-line.ts';
import { stoppedBy } from '../run/stop-service.ts';
import type { Services } from '../services.ts';

/** How things stand: what is stopped, each connection's figures, what waits and what runs. */
export async function showStatus(services: Services): Promise<StatusNotice> {
  const { storage, census, connections, clock } = services;
  const now = clock.now();
  return {
    kind: 'status',
    stopped: await stoppedBy(services),
    connections: [...connections].map(([name, { directory }]) => {
      const none = { users: 0, active: 0, deactivated: 0, licensed: 0, seatUnknown: 0 };
      const failed = census.failedRead(name);
      return {
        source: census.source(name, now),
        ...(census.isReady ? census.roster.figures(name) : none),
        failed: failed === undefined ? null : problemDetail(failed.problem),
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
