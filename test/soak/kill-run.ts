import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mulberry32 } from './random.ts';

/**
 * kill -9 at random moments of one run on the sandbox, in real processes. Afterwards every target must have
 * ended once and none may have been written twice. Run by `npm run soak`; the seed reproduces the moments.
 */
const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    kills: { type: 'string' },
    seed: { type: 'string' },
  },
});
const kills = Number(values.kills ?? (values.short ? 6 : 50));
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const random = mulberry32(seed);
/** A life is killed at most this long after it was ready, in milliseconds. */
const LONGEST_LIFE_MS = 400;

interface Findings {
  readonly targets: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly remaining: number;
  readonly usersWritten: number;
  readonly mostWritesOfOne: number;
  readonly auditEntries: number;
}

const folder = mkdtempSync(join(tmpdir(), 'rollcall-soak-'));
process.stdout.write(`kill storm: ${kills} kills, seed ${seed}\n`);
let midRun = 0;
let findings: Findings | undefined;
for (let kill = 0; kill < kills && findings === undefined; kill += 1) {
  findings = await live(Math.floor(random() * LONGEST_LIFE_MS));
  if (findings === undefined) midRun += 1;
}
findings ??= await live(null);
rmSync(folder, { recursive: true });

process.stdout.write(`${midRun} of ${kills} kills hit the run; ${JSON.stringify(findings)}\n`);
assert.ok(findings !== undefined && findings.targets >= 1000, 'the run has at least 1,000 targets');
assert.equal(midRun, kills, 'every kill hit the run before its end');
const ended = Object.values(findings.counts).reduce((sum, count) => sum + count, 0);
assert.equal(ended, findings.targets, 'every target ended once');
assert.equal(findings.remaining, 0, 'no target is left');
assert.equal(findings.mostWritesOfOne, 1, 'none was written twice');
assert.equal(findings.usersWritten, findings.counts.done, 'what counts as done was written');
assert.equal(findings.auditEntries, findings.targets, 'one audit entry a target');
process.stdout.write('1 passed, 0 failed\n');

/** Starts the service and kills it `killAfterMs` after it is ready; null lets it live to the end. */
async function live(killAfterMs: number | null): Promise<Findings | undefined> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./run-child.ts', import.meta.url))],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        ROLLCALL_DATA: folder,
        ROLLCALL_DIRECTORY: 'sandbox',
        ROLLCALL_SANDBOX_USERS: '4000',
        ROLLCALL_SANDBOX_LATENCY_MS: '20',
        ROLLCALL_RATE: '200',
        ROLLCALL_CONCURRENCY: '5',
        SOAK_COMMAND: 'deactivate group:confluence-users',
      },
    },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let found: Findings | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('DONE ')) found = JSON.parse(line.slice(5)) as Findings;
    if (line === 'READY' && killAfterMs !== null) void wait(killAfterMs).then(() => child.kill('SIGKILL'));
  }
  await exited;
  if (found === undefined && killAfterMs === null)
    throw new Error('the last life ended without finishing the run');
  return found;
}
