/**
 * Two real instances over one MongoDB-wire server in a process of its own, which is ended twice during a run, stays
 * gone, and is started again on the same file, while people decide requests at both instances. Once it is stopped
 * (SIGTERM): then nothing may be lost, and every decision must be as it was told. Once it is killed (SIGKILL): that
 * server then loses its last second, which a MongoDB with its journal does not, so what was told may be undone and is
 * only counted; everything must go on by itself all the same. It needs JDK 17, see .ci/mongodb/start.
 * `npm run soak:outage [-- --short] [--seed N]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { SandboxDirectory } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import { createLogger } from '../../adapters/system/logger.ts';
import type { ApprovalId } from '../../src/domain/ids.ts';
import { ended, type Run } from '../../src/domain/run.ts';
import type { Services } from '../../src/flows/services.ts';
import { compose } from '../../src/main/compose.ts';
import { loadSettings } from '../../src/main/environment.ts';
import { freePort } from '../support/free-port.ts';
import { FileServer } from './file-server.ts';
import { findingsOf } from './findings.ts';
import { Instance } from './instance.ts';
import { mulberry32 } from './random.ts';

const { values } = parseArgs({
  options: { short: { type: 'boolean', default: false }, seed: { type: 'string' } },
});
const SEED = Number(values.seed ?? Date.now() % 1_000_000);
const SHAPE = values.short
  ? { users: 1_200, rate: 40, outages: 1, goneMs: 12_000 }
  : { users: 6_000, rate: 80, outages: 2, goneMs: 30_000 };
const REQUESTS = 6;
/** What somebody waits for an answer at most while the database is gone, on a machine that does much else. */
const MOST_MS = 6_000;
/** A lock or lease of a moment before the end is over by then, and the next try of a job comes. */
const SOON_MS = 60_000;
/** Lines of errors in one outage and instance. */
const MOST_LINES = 60;

const random = mulberry32(SEED);
const failures: string[] = [];

/** What one person was told when they turned a request down. */
interface Told {
  readonly request: ApprovalId;
  readonly answer: string;
  readonly ms: number;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function check(what: string, holds: boolean): void {
  if (holds) return;
  failures.push(what);
  print(`  FAILED: ${what}`);
}

async function storm(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  print(`${signal}, ${SHAPE.outages} times gone for ${SHAPE.goneMs / 1000} s`);
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-outage-'));
  const port = await freePort();
  const server = new FileServer(port, join(folder, 'mongo'));
  await server.start();
  Object.assign(process.env, {
    ROLLCALL_STORAGE: `mongodb://127.0.0.1:${port}/rollcall`,
    ROLLCALL_DATA: folder,
    ROLLCALL_AUDIT_KEY: 'the same key in every instance of this soak',
    ROLLCALL_DIRECTORY: 'sandbox',
    ROLLCALL_SANDBOX_USERS: String(SHAPE.users),
    ROLLCALL_RATE: String(SHAPE.rate),
    ROLLCALL_CAP_USERS: '1000000',
    ROLLCALL_CAP_PERCENT: '0',
  });
  const instances = [new Instance({ isLogCounted: true }), new Instance({ isLogCounted: true })] as const;
  for (const instance of instances) await instance.start();
  const { services, stop } = await compose(loadSettings(), createLogger({ level: 'silent' }));
  const { storage } = services;

  const requests: ApprovalId[] = [];
  for (let n = 0; n < REQUESTS * SHAPE.outages; n += 1) {
    // The first read may not be complete yet.
    while (!(await instances[0].tell(`priya deactivate inactive:${90 + n}d dir:crowd`)).startsWith('done'))
      await wait(250);
    const [request] = await storage.approvals.list({ limit: 1 });
    if (request !== undefined) requests.push(request.id);
  }
  const began = performance.now();
  await instances[0].tell('priya deactivate group:confluence-users suffix:_old');
  const [approval] = await storage.approvals.list({ limit: 1 });
  const approved = await instances[1].tell(`tom approve ${approval?.id}`);
  if (!approved.startsWith('done')) throw new Error(approved);

  const told: Told[] = [];
  for (let n = 0; n < SHAPE.outages; n += 1) {
    await untilShare(services, (n + 0.3 + 0.6 * random()) / (SHAPE.outages + 0.5));
    const some = requests.slice(n * REQUESTS, (n + 1) * REQUESTS);
    told.push(...(await outage(services, server, signal, instances, some)));
  }
  const run = await untilOver(services);
  const seconds = (performance.now() - began) / 1000;
  await judge(services, signal, run, told, seconds);
  check(
    'no instance ended',
    instances.every(({ isAlive }) => isAlive),
  );

  await Promise.all(instances.map((instance) => instance.quit()));
  await stop();
  await server.end('SIGTERM');
  rmSync(folder, { recursive: true });
}

/** The server goes in the middle of decisions and comes back. */
async function outage(
  services: Services,
  server: FileServer,
  signal: 'SIGTERM' | 'SIGKILL',
  instances: readonly Instance[],
  requests: readonly ApprovalId[],
): Promise<readonly Told[]> {
  const logged = instances.map(({ log }) => log.length);
  const decide = async (request: ApprovalId): Promise<readonly Told[]> =>
    // By one person at two instances at the same time.
    await Promise.all(
      instances.map(async (instance) => {
        const from = performance.now();
        const answer = await instance.tell(`tom reject ${request} not now`);
        return { request, answer, ms: Math.round(performance.now() - from) };
      }),
    );
  // Half of them come within the tenth of a second around the end.
  const around = requests.slice(0, REQUESTS / 2).map(async (request) => {
    await wait(100 * random());
    return decide(request);
  });
  await wait(50);
  const goneAt = performance.now();
  await server.end(signal);
  const told = (await Promise.all(around)).flat();
  for (const request of requests.slice(REQUESTS / 2)) {
    await wait((SHAPE.goneMs / REQUESTS) * random());
    told.push(...(await decide(request)));
  }
  await wait(Math.max(0, SHAPE.goneMs - (performance.now() - goneAt)));
  const lines = instances.map(({ log }, n) => log.length - (logged[n] ?? 0));
  const before = await server.start().then(() => progress(services));
  const backAt = performance.now();
  while ((await progress(services)) <= before && performance.now() - backAt < SOON_MS) await wait(100);
  const soonMs = Math.round(performance.now() - backAt);
  const slowest = Math.max(...told.map(({ ms }) => ms));
  print(
    `  gone at ${before} targets: ${told.length} decisions (${tally(told)}), told after ${slowest} ms at most; ` +
      `${lines.join(' and ')} lines of errors; the run went on after ${soonMs} ms`,
  );
  check(`everybody is told within ${MOST_MS} ms`, slowest <= MOST_MS);
  check(
    `at most ${MOST_LINES} lines of errors`,
    lines.every((count) => count <= MOST_LINES),
  );
  check('the run goes on', soonMs < SOON_MS);
  return told;
}

async function judge(
  services: Services,
  signal: 'SIGTERM' | 'SIGKILL',
  run: Run,
  told: readonly Told[],
  seconds: number,
): Promise<void> {
  const { storage } = services;
  const [connection] = services.connections.values();
  const findings = await findingsOf(services, connection?.directory as SandboxDirectory);
  const found = findings.runs.find(({ id }) => id === run.id);
  const falsely: string[] = [];
  let recorded = 0;
  let decided = 0;
  for (const request of new Set(told.map((one) => one.request))) {
    const isRejected = (await storage.approvals.load(request))?.state === 'rejected';
    const answers = told.filter((one) => one.request === request);
    const kinds = answers.map(kindOf);
    const isTold = kinds.includes('done');
    const isUnknown = kinds.includes('unsure');
    if (isRejected) decided += 1;
    if (isTold ? !isRejected : isRejected && !isUnknown)
      falsely.push(`${request}: ${answers.map(({ answer }) => answer).join(', ')}`);
  }
  for (const { key, action } of await storage.audit.read({ action: 'Approval Rejected', limit: 500 })) {
    if (action === 'Approval Rejected' && key.startsWith('decided/')) recorded += 1;
  }
  print(
    `  ${found?.targets} targets ${JSON.stringify(found?.counts)} in ${Math.round(seconds)} s; ${findings.reached} writes for ` +
      `${found?.steps} steps, ${findings.foundSo} found so already, ${findings.changedTwice} made twice; ` +
      `${decided} requests decided, ${recorded} recorded, ${falsely.length} not as told; audit log of ${findings.auditEntries} ` +
      `${findings.auditVerifies ? 'holds' : 'DOES NOT HOLD'}`,
  );
  check('no target is lost', found?.outcomes === found?.targets && found?.remaining === 0);
  check('the run is over and read back', found?.isReadBack === true);
  if (signal === 'SIGKILL') return;
  check('all are done', found?.counts.done === found?.targets && found?.mistold === 0);
  check('no change was made twice', findings.changedTwice === 0);
  check('one audit entry a target and kind', found?.entries === found?.entriesDue);
  check('the audit log holds', findings.auditVerifies);
  check('everybody is as left', found?.notAsLeft === 0);
  check('each decision is recorded once', recorded === decided);
  check(`each decision is as it was told: ${falsely.join('; ')}`, falsely.length === 0);
}

function kindOf({ answer }: Told): 'done' | 'refused' | 'unsure' | 'failed' {
  if (answer.startsWith('done')) return 'done';
  if (answer.startsWith('refused')) return 'refused';
  // After a fault of ours nobody is told either that nothing was changed.
  return /"isUnsure":true|"kind":"bug"/.test(answer) ? 'unsure' : 'failed';
}

function tally(told: readonly Told[]): string {
  const counts = new Map<string, number>();
  for (const kind of told.map(kindOf)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

/** Targets of all runs that have ended; what the store does not answer is asked again. */
async function progress({ storage }: Services): Promise<number> {
  for (;;) {
    try {
      let sum = 0;
      for (const run of await storage.runs.list({ limit: 10 }))
        sum += ended(await storage.ledger.counts(run.id));
      return sum;
    } catch {
      await wait(100);
    }
  }
}

async function untilShare(services: Services, share: number): Promise<void> {
  for (;;) {
    const [run] = await services.storage.runs.list({ limit: 1 });
    if (run !== undefined && (await progress(services)) >= share * run.total) return;
    await wait(50);
  }
}

async function untilOver({ storage }: Services): Promise<Run> {
  for (;;) {
    const [run] = await storage.runs.list({ limit: 1 });
    if (run?.state === 'done' && run.readBack !== null) return run;
    await wait(250);
  }
}

print(`outages of MongoDB, seed ${SEED}`);
await storm('SIGTERM');
await storm('SIGKILL');
print(failures.length === 0 ? 'all held' : `${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
