/**
 * How much of a connection's rate a run uses: time over the least time that the requests it needed take at 100 a
 * second. First with faults and "too many" on a stepped clock, where only waiting costs time; then without, in
 * real time, with 4 requests in flight that take 30 to 50 ms. Each beside a plain loop of as many requests
 * through the same limiter. `npx tsx test/bench/runs.ts [--targets N] [--seed N]`
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PLATFORM, TENANT } from '../../adapters/console/config.ts';
import { createSandbox } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import { createLimiter } from '../../adapters/system/limiter.ts';
import type { ConnectionName, RunId, UserRef } from '../../src/domain/ids.ts';
import { ended, type Run } from '../../src/domain/run.ts';
import { readDirectories } from '../../src/flows/reading/read-directory.ts';
import type { Connection, Services } from '../../src/flows/services.ts';
import { compose } from '../../src/main/compose.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { memoryAdapterStore } from '../fakes/memory-adapter-store.ts';
import { mulberry32 } from '../soak/random.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { quietLogger } from '../support/quiet.ts';
import { World } from '../support/world.ts';

const { values } = parseArgs({
  options: { targets: { type: 'string', default: '3000' }, seed: { type: 'string', default: '1' } },
});
const TARGETS = Number(values.targets);
const SEED = Number(values.seed);
const RATE = 100;
const IN_FLIGHT = 4;
const GOAL = 0.95;
/** The sandbox also lets a little less through than is asked of it, so that it answers "too many" all the time. */
const STORM = { faultRate: 0.3, latencyMs: 35 };
/** What a directory gets where no setting says otherwise. */
const SLOW_RATE = 10;
/** Half of all users can be deactivated in a directory that can be written. */
const USERS = Math.ceil((TARGETS / 0.5) * 1.05);
const COMMAND = 'deactivate licensed:any dir:internal,crowd created:2000-01-01..2030-01-01 suffix:_old';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Counts every request to a directory from now on. */
function countRequests(connection: Connection, answer: () => Promise<void> = async () => {}) {
  const { directory } = connection;
  const counted = { requests: 0 };
  for (const name of ['user', 'apply', 'check'] as const) {
    const real = directory[name].bind(directory) as (...args: unknown[]) => Promise<unknown>;
    const calling = async (...args: unknown[]) => {
      counted.requests += 1;
      await answer();
      return real(...args);
    };
    Object.defineProperty(directory, name, { value: calling });
  }
  return counted;
}

/** The same number of requests with nothing between them. */
async function plainLoop(
  limiter: Connection['limiter'],
  clock: Clock,
  requests: number,
  request: () => Promise<unknown>,
): Promise<number> {
  const began = clock.now();
  let left = requests;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      // A fault is a request like any other here.
      await limiter.run(request).catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT * 4 }, worker));
  return clock.now() - began;
}

/** Every target has ended once, none was changed twice, and what failed says why. */
async function proveWhole(
  { storage }: Services,
  run: Run,
  writes: readonly { id: string; step: string; applied: string }[],
) {
  const counts = await storage.ledger.counts(run.id);
  assert.equal(ended(counts), run.total, 'every target has ended');
  const troubles = await storage.ledger.troubles(run.id, run.plan, run.total);
  for (const { outcome } of troubles) {
    assert.equal(outcome.kind, 'failed');
    assert.equal(outcome.kind === 'failed' && outcome.problem.kind, 'unavailable');
  }
  const changes = writes.filter(({ applied }) => applied === 'done').map(({ id, step }) => `${id} ${step}`);
  assert.equal(new Set(changes).size, changes.length, 'nothing was changed twice');
  return counts;
}

function report(title: string, requests: number, tookMs: number, idealMs: number, plainMs: number): void {
  const ratio = idealMs / tookMs;
  if (ratio < GOAL) process.exitCode = 1;
  print(
    `${title}: ${requests} requests in ${(tookMs / 1000).toFixed(1)} s, ideal ${(idealMs / 1000).toFixed(1)} s, ` +
      `efficiency ${ratio.toFixed(3)} (goal ${GOAL}); plain loop ${(plainMs / 1000).toFixed(1)} s, ` +
      `ratio to it ${(plainMs / tookMs).toFixed(3)}`,
  );
}

async function inStorm(rate: number): Promise<void> {
  const storm = { ...STORM, ratePerSecond: rate * 0.98 };
  const world = await World.create({
    ratePerSecond: rate,
    concurrency: IN_FLIGHT,
    cap: 1_000_000,
    sandbox: { users: USERS, seed: SEED },
  });
  const [connection] = world.services.connections.values();
  assert.ok(connection);
  const id = await world.propose(COMMAND);
  await world.settle();
  await world.say('tom', `approve ${id}`);
  await world.sandbox.setControls(storm);
  const counted = countRequests(connection);
  let requests = 0;
  let outages = 0;
  const run = () => world.storage.runs.load(`R-${id.slice(2)}` as RunId);
  const settled = (async () => {
    for (;;) {
      await world.settle();
      const { length } = world.scheduler.failing;
      if (length === 0) return;
      // As the job queue does it: a second, then twice as long each time, a minute at most.
      await world.clock.sleep(Math.min(60_000, 1000 * 2 ** outages));
      outages += 1;
    }
  })();
  let isOver = false;
  void settled.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await world.clock.advance(100);
    if (requests === 0 && (await run())?.state === 'done') requests = counted.requests;
  }
  await settled;
  for (const error of world.scheduler.errors) print(`  job failed: ${error}`);
  const done = await run();
  assert.ok(done?.state === 'done' && done.startedAt !== null && done.finishedAt !== null);
  const counts = await proveWhole(world.services, done, await world.sandbox.writes());

  const clock = new FakeClock();
  const sandbox = createSandbox({
    connection: 'plain' as ConnectionName,
    store: memoryAdapterStore(),
    clock,
    seed: SEED,
    controls: storm,
  });
  const limiter = createLimiter({ clock, ratePerSecond: rate, concurrency: IN_FLIGHT, maxAttempts: 10 });
  const ref = world.user('bo').replace('sandbox', 'plain') as UserRef;
  const { signal } = new AbortController();
  let plainMs: number | null = null;
  // Requests that were told to wait count too, so the loop is given only those that were let through.
  const plain = plainLoop(limiter, clock, requests, () => sandbox.user(ref, signal)).then((ms) => {
    plainMs = ms;
  });
  while (plainMs === null) await clock.advance(1000);
  await plain;
  report(
    `30 % faults and 429s at ${rate} a second, stepped clock, ${done.total} targets (${counts.done} done, ${counts.failed} failed, ${outages} outages)`,
    requests,
    done.finishedAt - done.startedAt,
    (requests / rate) * 1000,
    plainMs,
  );
  print(
    `  read back after it: ${(((done.readBack?.at ?? 0) - done.finishedAt) / 1000).toFixed(1)} s for ${counts.done} users`,
  );
  await world.end();
}

async function inRealTime(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const read = readSettings(
    {
      ROLLCALL_DATA: folder,
      ROLLCALL_DIRECTORY: 'sandbox',
      ROLLCALL_SANDBOX_USERS: String(USERS),
      ROLLCALL_SANDBOX_SEED: String(SEED),
      ROLLCALL_RATE: String(RATE),
      ROLLCALL_CONCURRENCY: String(IN_FLIGHT),
      ROLLCALL_CAP_USERS: '1000000',
    },
    { machineZone: 'UTC' },
  );
  assert.ok(read.ok);
  const { services, bot, ...composition } = await compose(read.settings, quietLogger);
  const { storage, clock } = services;
  await composition.start();
  await readDirectories(services, new AbortController().signal);
  const [connection] = services.connections.values();
  assert.ok(connection);
  const random = mulberry32(SEED);
  let latencyMs = 0;
  const counted = countRequests(connection, async () => {
    const ms = 30 + random() * 20;
    latencyMs += ms;
    await wait(ms);
  });
  const say = (person: string, text: string) =>
    bot.command({
      deliveryId: text,
      account: { platform: PLATFORM, tenant: TENANT, id: person },
      place: { platform: 'none', tenant: TENANT, id: 'bench', name: 'bench', kind: 'direct' },
      text,
      files: [],
      at: clock.now(),
    });
  await say('priya', `${COMMAND.replace('created:2000-01-01..2030-01-01', 'inactive:90d,never')}`);
  const [approval] = await storage.approvals.list({ limit: 1 });
  await say('tom', `approve ${approval?.id}`);
  let run: Run | undefined;
  let requests = 0;
  while (run?.state !== 'done') {
    await wait(20);
    requests = counted.requests;
    [run] = await storage.runs.list({ limit: 1 });
  }
  const meanMs = latencyMs / counted.requests;
  assert.ok(run.startedAt !== null && run.finishedAt !== null);
  const began = clock.now();
  while ((await storage.runs.load(run.id))?.readBack === null) await wait(20);
  const readBackMs = clock.now() - began;
  const plainMs = await plainLoop(connection.limiter, clock, requests, () => wait(30 + random() * 20));
  const idealMs = requests * Math.max(1000 / RATE, meanMs / IN_FLIGHT);
  report(
    `no faults, real time, ${run.total} targets, ${meanMs.toFixed(1)} ms a request`,
    requests,
    run.finishedAt - run.startedAt,
    idealMs,
    plainMs,
  );
  print(`  read back after it: ${(readBackMs / 1000).toFixed(1)} s for ${run.total} users`);
  await composition.stop();
  rmSync(folder, { recursive: true });
}

await inStorm(RATE);
await inStorm(SLOW_RATE);
await inRealTime();
