/**
 * Jobs a second drained: our scheduler on our SQLite backend against plain Agenda on a repository in memory,
 * its ceiling, in turns within one run. Plain Agenda on SQLite stands beside them: it locks a whole backlog at
 * once and then searches it for every job, which the scheduler's gate avoids. With a MongoDB server (see
 * test/support/mongodb.ts) the scheduler on it is measured too. Each store is held against its bare driver doing the
 * operations of a job one after another. `npx tsx test/bench/jobs.ts`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agenda, type AgendaBackend } from 'agenda';
import { breathe } from '../../adapters/storage/sqlite/database.ts';
import { openSqlite } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import { systemIds } from '../../adapters/system/ids.ts';
import { CATALOGUE } from '../../jobs/catalogue.ts';
import { createScheduler } from '../../jobs/create-scheduler.ts';
import { JOB_NAMES, type JobHandlers } from '../../src/ports/scheduler.ts';
import { openMongoJobs } from '../contract/mongodb-jobs.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { dropDatabase, freshDatabase, mongoServer, NO_MONGODB } from '../support/mongodb.ts';
import { quietLogger, quietMetrics } from '../support/quiet.ts';
import { memoryBackend } from './jobs-memory.ts';
import { rawMongo, rawSqlite } from './jobs-raw.ts';

const ROUNDS = 5;
const SIZES = [2_000, 10_000] as const;
const CONCURRENCY = 20;
const GOALS = { ratio: 0.35, growth: 0.9 };
/** Against the bare drivers, with smaller numbers of jobs since MongoDB is asked over a socket for each step. */
const STORE_JOBS = 1_000;
const STORE_GOALS = { sqlite: 0.35, mongodb: 0.5 };

interface Rate {
  readonly enqueue: number;
  readonly drain: number;
}

async function onSqlite(measure: (backend: AgendaBackend) => Promise<Rate>): Promise<Rate> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const storage = await openSqlite({
    folder,
    clock: systemClock,
    ids: systemIds,
    logger: quietLogger,
    auditKey: () => AUDIT_KEY,
  });
  try {
    return await measure(storage.agenda);
  } finally {
    await storage.close();
    rmSync(folder, { recursive: true });
  }
}

async function onMongo(server: string, measure: (backend: AgendaBackend) => Promise<Rate>): Promise<Rate> {
  const url = freshDatabase(server);
  const jobs = await openMongoJobs(url, systemClock);
  try {
    return await measure(jobs.backend);
  } finally {
    await jobs.close();
    await dropDatabase(url);
  }
}

/** Plain Agenda: all jobs are there before it starts. */
async function drainAgenda(backend: AgendaBackend, count: number): Promise<Rate> {
  const agenda = new Agenda({
    backend,
    processEvery: 1_000,
    maxConcurrency: CONCURRENCY,
    removeOnComplete: true,
  });
  agenda.on('error', (error: Error) => {
    throw error;
  });
  const { promise, handler: ended } = counter(count);
  agenda.on('complete', ended);
  agenda.define('noop', async () => undefined, { concurrency: CONCURRENCY, lockLifetime: 60_000 });
  const enqueue = await perSecond(count, async () => {
    for (let n = 0; n < count; n += 1) await agenda.now('noop', { n });
  });
  const drain = await perSecond(count, async () => {
    await agenda.start();
    await promise;
  });
  await agenda.stop();
  // The last jobs are removed after they were reported complete.
  for (let turn = 0; turn < 3; turn += 1) await breathe();
  return { enqueue, drain };
}

/** The scheduler port: unique keys, heartbeats, conditional removal and all. */
async function drainScheduler(backend: AgendaBackend, count: number): Promise<Rate> {
  const catalogue = { ...CATALOGUE, announce: { ...CATALOGUE.announce, concurrency: CONCURRENCY } };
  const parts = { clock: systemClock, ids: systemIds, logger: quietLogger, metrics: quietMetrics };
  const scheduler = createScheduler({ ...parts, backend, catalogue });
  const { promise, handler } = counter(count);
  const handlers = Object.fromEntries(
    JOB_NAMES.map((name) => [name, () => handler()]),
  ) as unknown as JobHandlers;
  const enqueue = await perSecond(count, async () => {
    for (let n = 0; n < count; n += 1)
      await scheduler.enqueue({ name: 'announce', key: `${n}`, payload: {} });
  });
  const drain = await perSecond(count, async () => {
    await scheduler.start(handlers);
    await promise;
  });
  await scheduler.drain();
  return { enqueue, drain };
}

function counter(count: number): { promise: Promise<void>; handler: () => Promise<void> } {
  let left = count;
  let tell: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const handler = async () => {
    left -= 1;
    if (left === 0) tell();
  };
  return { promise, handler };
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (count * 1000) / (performance.now() - begun);
}

const ENGINES: Readonly<Record<string, (count: number) => Promise<Rate>>> = {
  memory: (count) => drainAgenda(memoryBackend(), count),
  sqlite: (count) => onSqlite((backend) => drainAgenda(backend, count)),
  scheduler: (count) => onSqlite((backend) => drainScheduler(backend, count)),
};

/** The scheduler on each store and the bare driver in turns; prints what they reach and the ratios. */
async function compareStores(): Promise<void> {
  const server = await mongoServer();
  if (server === null) print(NO_MONGODB);
  const engines: Record<string, () => Promise<Rate>> = {
    'sqlite raw': () => rawSqlite(STORE_JOBS, CONCURRENCY),
    'sqlite scheduler': () => onSqlite((backend) => drainScheduler(backend, STORE_JOBS)),
    ...(server !== null && {
      'mongodb raw': () => rawMongo(server, STORE_JOBS, CONCURRENCY),
      'mongodb scheduler': () => onMongo(server, (backend) => drainScheduler(backend, STORE_JOBS)),
    }),
  };
  const rates: Record<string, Rate[]> = {};
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [engine, run] of Object.entries(engines)) {
      const rate = await run();
      // The first round pays for compiling.
      if (round > 0) rates[engine] = [...(rates[engine] ?? []), rate];
    }
  }
  const of = (engine: string, part: keyof Rate) => median((rates[engine] ?? []).map((rate) => rate[part]));
  for (const engine of Object.keys(engines)) {
    print(engine.padEnd(18), Math.round(of(engine, 'enqueue')), Math.round(of(engine, 'drain')));
  }
  for (const store of ['sqlite', 'mongodb'] as const) {
    if (engines[`${store} raw`] === undefined) continue;
    const ratio = (part: keyof Rate) => of(`${store} scheduler`, part) / of(`${store} raw`, part);
    verdict(`${store}: enqueued, scheduler ÷ bare driver at ${STORE_JOBS} jobs`, ratio('enqueue'));
    verdict(
      `${store}: drained, scheduler ÷ bare driver at ${STORE_JOBS} jobs`,
      ratio('drain'),
      STORE_GOALS[store],
    );
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function main(): Promise<void> {
  const rates = new Map<string, Rate[]>();
  // A round nobody counts: the first pays for compiling.
  for (const run of Object.values(ENGINES)) await run(500);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const count of SIZES) {
      for (const [engine, run] of Object.entries(ENGINES)) {
        const key = `${engine} ${count}`;
        rates.set(key, [...(rates.get(key) ?? []), await run(count)]);
      }
    }
  }
  const of = (key: string) => rates.get(key) ?? [];
  const drain = (key: string) => median(of(key).map((rate) => rate.drain));
  print('engine, jobs'.padEnd(18), 'enqueue/s', 'drain/s');
  for (const key of [...rates.keys()].sort()) {
    print(key.padEnd(18), Math.round(median(of(key).map((rate) => rate.enqueue))), Math.round(drain(key)));
  }
  for (const count of SIZES) {
    const ceiling = drain(`memory ${count}`);
    verdict(
      `scheduler on SQLite ÷ memory at ${count} jobs`,
      drain(`scheduler ${count}`) / ceiling,
      GOALS.ratio,
    );
    verdict(`plain Agenda on SQLite ÷ memory at ${count} jobs`, drain(`sqlite ${count}`) / ceiling);
  }
  const [small, large] = SIZES;
  const growth = (engine: string) => drain(`${engine} ${large}`) / drain(`${engine} ${small}`);
  verdict(`scheduler, ${large} ÷ ${small} jobs`, growth('scheduler'), GOALS.growth);
  verdict(`plain Agenda on SQLite, ${large} ÷ ${small} jobs`, growth('sqlite'));
  verdict(`plain Agenda in memory, ${large} ÷ ${small} jobs`, growth('memory'));
  await compareStores();
}

function verdict(what: string, value: number, goal?: number): void {
  const said = `${what}: ${value.toFixed(2)}x`;
  if (goal !== undefined && value < goal) process.exitCode = 1;
  print(goal === undefined ? said : `${said} (goal ${goal}x) ${value < goal ? 'MISSED' : 'met'}`);
}

function print(...parts: readonly (string | number)[]): void {
  process.stdout.write(`${parts.join('\t')}\n`);
}

if (process.argv[2] === 'stores') await compareStores();
else await main();
// Agenda keeps a timer of half a lock lifetime for every job it ran.
process.exit();
