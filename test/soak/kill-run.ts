/**
 * kill -9 at random moments of whole changes on the sandbox, in real processes: a deactivation with a suffix (two
 * writes a user), its undo, and two runs that meet the cap. Afterwards every target must have ended once, no change
 * may have been made twice and the audit log must hold. `npm run soak [-- --short] [--seed N]`
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunFindings } from './findings.ts';
import { mulberry32 } from './random.ts';
import { type Storm, type StormPlan, storm } from './storm.ts';

const { values } = parseArgs({
  options: { short: { type: 'boolean', default: false }, seed: { type: 'string' } },
});
const IS_SHORT = values.short;
const SEED = Number(values.seed ?? Date.now() % 1_000_000);
const IN_FLIGHT = 8;

const NO_KILLS = { starting: 0, planning: 0, approving: 0, beginning: 0, 'reading-back': 0 };
const STORMS = IS_SHORT
  ? {
      users: 4000,
      least: 1000,
      change: { all: 9, in: { starting: 1, planning: 1, approving: 1, beginning: 1, 'reading-back': 1 } },
      undo: { all: 4, in: { ...NO_KILLS, planning: 1, 'reading-back': 1 } },
      cap: 2,
    }
  : {
      users: 36_000,
      least: 10_000,
      change: {
        all: 205,
        in: { starting: 15, planning: 15, approving: 10, beginning: 15, 'reading-back': 15 },
      },
      undo: { all: 45, in: { starting: 5, planning: 10, approving: 5, beginning: 5, 'reading-back': 10 } },
      cap: 15,
    };
const CAP = 200;

const SETTINGS = {
  ROLLCALL_DIRECTORY: 'sandbox',
  ROLLCALL_SANDBOX_LATENCY_MS: '5',
  ROLLCALL_RATE: '1500',
  ROLLCALL_CONCURRENCY: String(IN_FLIGHT),
  ROLLCALL_CAP_USERS: '1000000',
  ROLLCALL_CAP_PERCENT: '0',
};

let passed = 0;
let failed = 0;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function check(what: string, holds: boolean): void {
  if (holds) passed += 1;
  else failed += 1;
  if (!holds) print(`  FAILED: ${what}`);
}

/** Write requests that left so far, in all lives. */
function requestsIn(folder: string): number {
  return readFileSync(join(folder, 'requests.log'), 'utf8').split('\n').length - 1;
}

/** What must hold of every run, whatever it does. */
function checkRun(run: RunFindings): void {
  const all = Object.values(run.counts).reduce((sum, count) => sum + count, 0);
  check('the run is done', run.state === 'done');
  check('no target is lost', run.outcomes === run.targets && run.remaining === 0 && all === run.targets);
  check('none failed', run.counts.failed === 0 && run.counts['already-so'] === 0);
  check('who counts as done is as wanted, and nobody else', run.mistold === 0);
  check('one audit entry a target and kind', run.entries === run.entriesDue);
  check('read back, and everybody is as left', run.isReadBack && run.notAsLeft === 0);
}

function checkStorm(
  name: string,
  { findings, hits, caught }: Storm,
  requests: number,
  plan: StormPlan,
): void {
  const { runs, ...rest } = findings;
  const kills = Object.values(hits).reduce((sum, count) => sum + count, 0);
  const own = rest.notRestored > 0 || name === 'undo' ? runs.slice(-1) : runs;
  const steps = own.reduce((sum, run) => sum + run.steps, 0);
  print(`${name}: ${kills} kills ${JSON.stringify(hits)}`);
  print(`  caught at work ${JSON.stringify(caught)}`);
  print(
    `  ${own.map(({ targets, counts }) => `${targets} targets ${JSON.stringify(counts)}`).join(', ')}; ` +
      `${requests} write requests left, ${rest.reached} reached the sandbox for ${steps} steps, ` +
      `${rest.foundSo} of them found it so already; ${rest.auditEntries} audit entries`,
  );
  // A quick machine is through with the few targets of the short form before all of its kills were due.
  if (IS_SHORT) check('somebody was killed', kills > 0 || name === 'cap');
  else check('every kill was made', kills === plan.allKills);
  check('no change was made twice', rest.changedTwice === 0);
  check('nothing was asked for that was so already', rest.foundSo === 0);
  check('the audit log holds', rest.auditVerifies);
  check('no more requests left than steps and those in flight', requests <= steps + hits.running * IN_FLIGHT);
  check('no more reached the sandbox either', rest.reached <= steps + hits.running * IN_FLIGHT);
  for (const run of own) checkRun(run);
}

async function changeAndUndo(random: () => number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-soak-'));
  const change = 'deactivate group:confluence-users suffix:_old';
  const first = { folder, random, users: STORMS.users, settings: SETTINGS, commands: [change] };
  const plan: StormPlan = { ...first, kills: STORMS.change.in, allKills: STORMS.change.all };
  const changed = await storm(plan);
  const requests = requestsIn(folder);
  checkStorm('deactivate', changed, requests, plan);
  const [run] = changed.findings.runs;
  check(`at least ${STORMS.least} targets`, (run?.targets ?? 0) >= STORMS.least);
  check('all are deactivated', run?.counts.done === run?.targets);

  const undo: StormPlan = {
    ...first,
    commands: [change, 'undo FIRST'],
    kills: STORMS.undo.in,
    allKills: STORMS.undo.all,
  };
  const undone = await storm(undo);
  checkStorm('undo', undone, requestsIn(folder) - requests, undo);
  check('everybody is undone', undone.findings.runs.at(-1)?.counts.done === run?.targets);
  check('everybody is as before', undone.findings.notRestored === 0);
  rmSync(folder, { recursive: true });
}

/** Two runs that were approved when each fitted under the cap, but not both. */
async function meetCap(random: () => number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-soak-'));
  const plan: StormPlan = {
    folder,
    random,
    users: 1000,
    settings: { ...SETTINGS, ROLLCALL_CAP_USERS: String(CAP) },
    commands: [
      'deactivate group:confluence-users dir:internal suffix:_old',
      'deactivate group:confluence-users dir:crowd suffix:_old',
    ],
    kills: NO_KILLS,
    allKills: STORMS.cap,
  };
  const met = await storm(plan);
  checkStorm('cap', met, requestsIn(folder), plan);
  const { runs, taken } = met.findings;
  const done = runs.reduce((sum, run) => sum + run.counts.done, 0);
  const targets = runs.reduce((sum, run) => sum + run.targets, 0);
  check('the cap is used up and not exceeded', taken === CAP && done === CAP && targets > CAP);
  const reasons = runs.flatMap(({ skippedFor }) => skippedFor);
  check(
    'the rest is left alone for it',
    reasons.every(({ reason }) => reason === 'beyond-cap'),
  );
  rmSync(folder, { recursive: true });
}

const began = performance.now();
print(`kill storms, seed ${SEED}`);
const random = mulberry32(SEED);
await changeAndUndo(random);
await meetCap(random);
print(`took ${Math.round((performance.now() - began) / 1000)} s`);
print(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
