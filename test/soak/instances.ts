/**
 * Several real instances over one MongoDB, one run of ten thousand targets, and random instances that are killed
 * (SIGKILL, and started again) or paused past their lease (SIGSTOP, SIGCONT). Afterwards every target must have ended
 * once, no change may have been made twice, one decision must count, and the sync must have fired once each time.
 * `ROLLCALL_TEST_MONGODB_URL=… npm run soak:instances [-- --short] [--seed N] [--instances N]`
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { SandboxDirectory } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import { createLogger } from '../../adapters/system/logger.ts';
import { ended } from '../../src/domain/run.ts';
import { compose } from '../../src/main/compose.ts';
import { loadSettings } from '../../src/main/environment.ts';
import { dropDatabase, freshDatabase, mongoServer, NO_MONGODB } from '../support/mongodb.ts';
import { findingsOf } from './findings.ts';
import { Instance } from './instance.ts';
import { mulberry32 } from './random.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
    instances: { type: 'string', default: '3' },
  },
});
const SEED = Number(values.seed ?? Date.now() % 1_000_000);
const INSTANCES = Number(values.instances);
const SHAPE = values.short
  ? { users: 2400, rate: 60, kills: 2, pauses: 1 }
  : { users: 36_000, rate: 400, kills: 8, pauses: 4 };
/** Longer than the lease of a connection and the lock of a job, see write-connection.ts and jobs/catalogue.ts. */
const PAUSE_MS = 40_000;
const IN_FLIGHT = 8;
/** Targets a writer has at work for each request in flight, see write-connection.ts. */
const AT_WORK = Math.floor(IN_FLIGHT * 1.5);
/** How often the sync looks, see src/main/compose.ts. */
const SYNC_MS = 10_000;

const random = mulberry32(SEED);
const failures: string[] = [];

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function check(what: string, holds: boolean): void {
  if (!holds) failures.push(what);
  if (!holds) print(`  FAILED: ${what}`);
}

async function main(server: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-instances-'));
  const url = freshDatabase(server);
  Object.assign(process.env, {
    ROLLCALL_STORAGE: url,
    ROLLCALL_DATA: folder,
    ROLLCALL_AUDIT_KEY: 'the same key in every instance of this soak',
    ROLLCALL_DIRECTORY: 'sandbox',
    ROLLCALL_SANDBOX_USERS: String(SHAPE.users),
    ROLLCALL_RATE: String(SHAPE.rate),
    ROLLCALL_CONCURRENCY: String(IN_FLIGHT),
    ROLLCALL_CAP_USERS: '1000000',
    ROLLCALL_CAP_PERCENT: '0',
  });
  const instances = Array.from({ length: INSTANCES }, () => new Instance());
  await Promise.all(instances.map((instance) => instance.start()));
  const { services, stop } = await compose(loadSettings(), createLogger({ level: 'error' }));
  const { storage } = services;

  const began = performance.now();
  await ask(instances[0] as Instance, 'priya deactivate group:confluence-users suffix:_old');
  const [approval] = await storage.approvals.list({ limit: 1 });
  const answers = await Promise.all(instances.map((one) => one.tell(`tom approve ${approval?.id}`)));
  for (const answer of answers) if (!answer.startsWith('done')) print(answer);
  const decided = answers.filter((answer) => answer.startsWith('done')).length;
  print(`${decided} of ${answers.length} approvals given at the same time counted`);

  const done = { kills: 0, pauses: 0 };
  let run = (await storage.runs.list({ limit: 1 }))[0];
  while (run?.state !== 'done') {
    await wait(250);
    run = (await storage.runs.list({ limit: 1 }))[0];
    if (run === undefined || run.state === 'done') continue;
    const share = ended(await storage.ledger.counts(run.id)) / run.total;
    const due = (done.kills + done.pauses + random()) / (SHAPE.kills + SHAPE.pauses + 1);
    if (share < due || done.kills + done.pauses >= SHAPE.kills + SHAPE.pauses) continue;
    // Who writes is hit more often than chance would have it: that is where it hurts.
    const writer = instances.find(({ pid }) => pid === lastWriter(folder));
    const victim = random() < 0.7 ? writer : instances[Math.floor(random() * instances.length)];
    if (victim === undefined) continue;
    const isKill = done.pauses >= SHAPE.pauses || (done.kills < SHAPE.kills && random() < 0.6);
    print(
      `${Math.round(share * 100)} %: ${isKill ? 'kill' : 'pause'} ${victim === writer ? 'the writer' : 'another'}`,
    );
    if (isKill) await victim.killAndStart();
    else await victim.pause(PAUSE_MS);
    if (isKill) done.kills += 1;
    else done.pauses += 1;
  }
  while ((await storage.runs.load(run.id))?.readBack === null) await wait(250);
  const seconds = (performance.now() - began) / 1000;
  // Before it is looked through, which takes minutes in which the sync goes on.
  const { writes, syncs } = notesIn(folder);

  const [connection] = services.connections.values();
  const findings = await findingsOf(services, connection?.directory as SandboxDirectory);
  const [found] = findings.runs;
  const hits = done.kills + done.pauses;
  print(
    `${INSTANCES} instances, ${done.kills} kills, ${done.pauses} pauses of ${PAUSE_MS / 1000} s; ` +
      `${found?.targets} targets ${JSON.stringify(found?.counts)}; ${writes} write requests left, ` +
      `${findings.reached} reached the sandbox for ${found?.steps} steps, ${findings.foundSo} found it so already; ` +
      `${findings.auditEntries} audit entries; ${syncs.length} syncs in ${Math.round(seconds)} s`,
  );
  check('one decision counted', decided === 1 && findings.runs.length === 1);
  check(
    'one approval is in the audit log',
    (await storage.audit.count({ action: 'Approval Approved' })) === 1,
  );
  check('no target is lost', found?.outcomes === found?.targets && found?.remaining === 0);
  check('all are done', found?.counts.done === found?.targets && found?.mistold === 0);
  check('no change was made twice', findings.changedTwice === 0);
  // What a paused owner had sent off past its lease check arrives when it wakes: it finds done what its successor did.
  check('at most what was past a lease check found it so already', findings.foundSo <= done.pauses * AT_WORK);
  check('one audit entry a target and kind', found?.entries === found?.entriesDue);
  check('the audit log holds', findings.auditVerifies);
  check('read back, and everybody is as left', found?.isReadBack === true && found.notAsLeft === 0);
  check(
    'no more requests left than steps and those at work',
    writes <= Number(found?.steps) + hits * AT_WORK,
  );
  checkSyncs(syncs, seconds, done.kills);

  await Promise.all(instances.map((instance) => instance.quit()));
  await stop();
  await dropDatabase(url);
  rmSync(folder, { recursive: true });
}

/** Asks until the first read of the directory is there. */
async function ask(instance: Instance, command: string): Promise<void> {
  for (;;) {
    const answer = await instance.tell(command);
    if (answer.startsWith('done')) return;
    if (!answer.includes('first read')) throw new Error(answer);
    await wait(1000);
  }
}

/** Every start asks for one sync besides those of the interval, and one that was killed or paused at it comes again. */
function checkSyncs(syncs: readonly number[], seconds: number, kills: number): void {
  const most = (seconds * 1000) / SYNC_MS + INSTANCES + 2 * kills + SHAPE.pauses + 2;
  check(`at most ${Math.ceil(most)} syncs`, syncs.length <= most);
  check('the sync goes on', syncs.length >= (seconds * 1000) / SYNC_MS / 3);
}

function notesIn(folder: string): { readonly writes: number; readonly syncs: readonly number[] } {
  const notes = readFileSync(join(folder, 'notes.log'), 'utf8').split('\n');
  return {
    writes: notes.filter((note) => note.startsWith('WRITE')).length,
    syncs: notes.filter((note) => note.startsWith('SYNC')).map((note) => Number(note.split(' ')[2])),
  };
}

/** The process of the last write request. */
function lastWriter(folder: string): number | undefined {
  const notes = readFileSync(join(folder, 'notes.log'), 'utf8').split('\n');
  const last = notes.findLast((note) => note.startsWith('WRITE'));
  return last === undefined ? undefined : Number(last.split(' ')[1]);
}

const server = await mongoServer();
if (server === null) {
  print(`skipped: ${NO_MONGODB}`);
} else {
  print(`instances over MongoDB, seed ${SEED}`);
  await main(server);
  print(failures.length === 0 ? 'all held' : `${failures.length} failed`);
  process.exit(failures.length === 0 ? 0 : 1);
}
