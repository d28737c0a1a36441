import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SandboxDirectory } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import { createLogger } from '../../adapters/system/logger.ts';
import { ended, type Run } from '../../src/domain/run.ts';
import type { Bot } from '../../src/flows/bot.ts';
import { readDirectories } from '../../src/flows/reading/read-directory.ts';
import type { Services } from '../../src/flows/services.ts';
import { compose } from '../../src/main/compose.ts';
import { loadSettings } from '../../src/main/environment.ts';
import { caughtAtWork, findingsOf } from './findings.ts';
import { send } from './send.ts';
import type { Phase } from './storm.ts';

/**
 * One life of the service in a kill storm: asks for and approves what earlier lives have not, says which phase it
 * is in, and says DONE with what it finds once every run is over and read back.
 */
const COMMANDS = JSON.parse(process.env.SOAK_COMMANDS ?? '[]') as readonly string[];
/** How long the answer to a write is on its way back, at most, so that kills come between a write and its outcome. */
const ANSWER_MS = Number(process.env.SOAK_ANSWER_MS ?? 10);
const LOOK_MS = 5;

const settings = loadSettings();
const { services, bot, ...composition } = await compose(settings, createLogger({ level: 'error' }));
const [connection] = services.connections.values();
if (connection === undefined) throw new Error('no connection');
const sandbox = connection.directory as SandboxDirectory;
const caught = await caughtAtWork(services, sandbox);
say(`CAUGHT ${caught.join(' ')}`);
logRequests(sandbox);
await composition.start();
await readDirectories(services, new AbortController().signal);
await ensureAsked(services, bot);
await ensureApproved(services, bot);
await untilOver(services);
say(`DONE ${JSON.stringify(await findingsOf(services, sandbox))}`);
await composition.stop();
process.exit(0);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function enter(phase: Phase, ...rest: readonly number[]): void {
  say(['PHASE', phase, ...rest].join(' '));
}

/** Notes every write request before it leaves, in a file that outlives the process, and delays its answer. */
function logRequests(directory: SandboxDirectory): void {
  const apply = directory.apply.bind(directory);
  directory.apply = async (ref, step, signal) => {
    appendFileSync(join(settings.dataFolder, 'requests.log'), `${ref} ${step.kind}\n`);
    const applied = await apply(ref, step, signal);
    await wait(Math.random() * ANSWER_MS);
    return applied;
  };
}

async function ensureAsked({ storage }: Services, to: Bot): Promise<void> {
  for (const [n, text] of COMMANDS.entries()) {
    if ((await storage.approvals.count()) > n) continue;
    enter('planning');
    const [run] = await storage.runs.list({ limit: 1, newestFirst: false });
    await command(to, 'priya', text.replace('FIRST', run?.id ?? ''));
  }
}

async function ensureApproved({ storage }: Services, to: Bot): Promise<void> {
  for (const { id, state } of await storage.approvals.list({ limit: 100, newestFirst: false })) {
    if (state !== 'waiting') continue;
    enter('approving');
    // Kills come before, in and after it.
    await wait(Math.random() * 30);
    await command(to, 'tom', `approve ${id}`);
  }
}

async function command(to: Bot, person: string, text: string): Promise<void> {
  const answer = await send(to, person, text);
  if (answer.outcome !== 'done') throw new Error(`${text}: ${JSON.stringify(answer.notices)}`);
}

/** Waits for the end of every run, and says where the storm is. */
async function untilOver({ storage }: Services): Promise<void> {
  let phase: Phase | undefined;
  for (;;) {
    const runs = await storage.runs.list({ limit: 100 });
    const now = phaseOf(runs);
    if (now === undefined) return;
    if (now === 'running' || now !== phase) {
      const [doneSoFar, total] = await progress(runs);
      if (now !== phase) enter(now, doneSoFar, total);
      if (now === 'running') say(`ENDED ${doneSoFar}`);
      phase = now;
    }
    await wait(LOOK_MS);
  }

  async function progress(runs: readonly Run[]): Promise<readonly [number, number]> {
    let sum = 0;
    let total = 0;
    for (const run of runs) {
      sum += ended(await storage.ledger.counts(run.id));
      total += run.total;
    }
    return [sum, total];
  }
}

function phaseOf(runs: readonly Run[]): Phase | undefined {
  if (runs.length < COMMANDS.length) return 'beginning';
  if (runs.some(({ state }) => state !== 'done')) return 'running';
  return runs.some(({ readBack }) => readBack === null) ? 'reading-back' : undefined;
}
