import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openMongodb } from '../../adapters/storage/mongodb/open-mongodb.ts';
import { openSqlite } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import { systemIds } from '../../adapters/system/ids.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import { catchUp } from '../../src/flows/catch-up.ts';
import { rebuildRoster } from '../../src/flows/reading/rebuild-roster.ts';
import type { Connection, Services } from '../../src/flows/services.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { Census } from '../../src/roster/census.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { dropDatabase, freshDatabase } from '../support/mongodb.ts';
import { quietLogger, quietMetrics } from '../support/quiet.ts';
import { CONNECTION, HEADER, people } from './filter-people.ts';

/** What it costs to keep the lists of an instance as the others leave them. */
const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000000' },
    /** The address of a MongoDB server; SQLite when absent. */
    mongodb: { type: 'string' },
    rounds: { type: 'string', default: '500' },
  },
});
const OPTIONS = { clock: systemClock, ids: systemIds, logger: quietLogger, auditKey: () => AUDIT_KEY };
const users = Number(values.users);
const rounds = Number(values.rounds);

const { storage, end } = values.mongodb === undefined ? await openFolder() : await openServer(values.mongodb);
const { snapshots } = storage;
const directory = { connection: CONNECTION, label: 'Bench' } as Connection['directory'];
const services = {
  storage,
  census: new Census(),
  connections: new Map([[CONNECTION, { directory, readEveryMs: 3_600_000 } as Connection]]),
  clock: systemClock,
  logger: quietLogger,
  metrics: quietMetrics,
  breathe: () => setImmediate(undefined),
} as unknown as Services;

try {
  await measure(`a read of ${users} users stored`, 1, async () => {
    const writer = await snapshots.begin(CONNECTION);
    let some: DirectoryUser[] = [];
    for (const user of people(users, 1, 0)) {
      some.push(user);
      if (some.length < 1000) continue;
      await writer.add(some);
      some = [];
    }
    await writer.add(some);
    await writer.commit({ header: HEADER, readAt: Date.now(), revision: null });
  });
  await measure('the lists built from it', 1, () => rebuildRoster(services));
  await measure('a look when nothing happened', rounds, () => catchUp(services));
  const changed = [...people(rounds, 1, 0)].map((user) => ({ ...user, active: !user.active }));
  const left = changed.values();
  await measure('one change stored', rounds, async () => {
    const { value } = left.next();
    if (value !== undefined) await snapshots.put(value, null);
  });
  await measure(`a look that brings ${rounds} changes`, 1, () => catchUp(services));
  await measure(`the lists built with ${rounds} changes`, 1, () => rebuildRoster(services));
} finally {
  await end();
}

async function measure(what: string, times: number, work: () => Promise<unknown>): Promise<void> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const took: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const startedAt = performance.now();
    await work();
    took.push(performance.now() - startedAt);
  }
  delays.disable();
  took.sort((a, b) => a - b);
  const at = (share: number) =>
    (took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0).toFixed(2);
  const spread = times === 1 ? `${at(0)} ms` : `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
  process.stdout.write(`${what}: ${spread}; longest turn ${(delays.max / 1e6).toFixed(0)} ms\n`);
}

async function openFolder(): Promise<{ storage: Storage; end(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const opened = await openSqlite({ ...OPTIONS, folder });
  return {
    storage: opened,
    async end() {
      await opened.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function openServer(server: string): Promise<{ storage: Storage; end(): Promise<void> }> {
  const url = freshDatabase(server);
  const opened = await openMongodb({ ...OPTIONS, url });
  return {
    storage: opened,
    async end() {
      await opened.close();
      await dropDatabase(url);
    },
  };
}
