import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { allMutants, type Mutant, ROOT } from './mutants.ts';

/**
 * Removes the call of one guardrail after another, in the policy and in the flows that ask it, and wants the tests
 * to go red each time (spec S5, issue 5). Works on copies of the tree and leaves nothing behind.
 */
const AT_ONCE = 2;
/** A mutant that runs so long hangs: nobody can say of it that the tests found it. */
const PATIENCE_MS = 300_000;
const LEFT_OUT = new Set(['node_modules', '.git', '.rollcall', 'dist']);

type Verdict = 'green' | 'red' | 'broken';

/** Adds a copy of the tree that can run tests. */
async function copyTree(copies: string[]): Promise<void> {
  const copy = await mkdtemp(join(tmpdir(), 'rollcall-mutant-'));
  copies.push(copy);
  await cp(ROOT, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  await symlink(await realpath(join(ROOT, 'node_modules')), join(copy, 'node_modules'));
}

/** Red only when tests ran and failed; a tree that does not even load has proved nothing. */
async function runSpecs(copy: string, specs: readonly string[], signal: AbortSignal): Promise<Verdict> {
  const report = join(copy, 'report.json');
  await rm(report, { force: true });
  // Without the settings of package.json mocha starts no process of its own, which would outlive an end from here.
  const mocha = ['--import', 'tsx', 'node_modules/mocha/bin/mocha.js', '--no-package', '--timeout', '20000'];
  const options = ['--bail', '--exit', '--reporter', 'json', '--reporter-option', `output=${report}`];
  const limits = { cwd: copy, signal, timeout: PATIENCE_MS, killSignal: 'SIGKILL', stdio: 'ignore' } as const;
  const child = spawn(process.execPath, [...mocha, ...options, ...specs], limits);
  // An abort is told by the signal; here the child only has to be gone.
  child.on('error', () => {});
  await once(child, 'close');
  signal.throwIfAborted();
  try {
    const { stats } = JSON.parse(readFileSync(report, 'utf8'));
    if (stats.failures > 0) return 'red';
    return stats.passes > 0 ? 'green' : 'broken';
  } catch {
    return 'broken';
  }
}

async function tryMutant(
  copy: string,
  { file, removed, specs }: Mutant,
  signal: AbortSignal,
): Promise<Verdict> {
  const path = join(copy, file);
  const original = readFileSync(path, 'utf8');
  writeFileSync(path, removed);
  try {
    return await runSpecs(copy, specs, signal);
  } finally {
    writeFileSync(path, original);
  }
}

const WORDS: Readonly<Record<Verdict, string>> = {
  red: 'red',
  green: 'SURVIVED',
  broken: 'BROKEN: the specs did not run to an end',
};

/** Takes mutants from one queue in each copy; returns how many were found. */
async function tryAll(
  copies: readonly string[],
  mutants: readonly Mutant[],
  signal: AbortSignal,
): Promise<number> {
  const queue = mutants.values();
  let found = 0;
  const workers = copies.map(async (copy) => {
    for (const mutant of queue) {
      const verdict = await tryMutant(copy, mutant, signal);
      if (verdict === 'red') found += 1;
      say(`${mutant.name}: ${WORDS[verdict]}`);
    }
  });
  // All have to be at rest before the copies can be cleared away.
  await Promise.allSettled(workers);
  await Promise.all(workers);
  return found;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(signal: AbortSignal): Promise<number> {
  const mutants = allMutants();
  const specs = [...new Set(mutants.flatMap((mutant) => mutant.specs))];
  const copies: string[] = [];
  try {
    for (let n = 0; n < AT_ONCE; n += 1) await copyTree(copies);
    const [first = ''] = copies;
    if ((await runSpecs(first, specs, signal)) !== 'green') {
      say('The specs are not green without any change, so nothing can be said. Mend them first.');
      say(`0 passed, ${mutants.length} failed`);
      return 1;
    }
    const found = await tryAll(copies, mutants, signal);
    say(`${found} passed, ${mutants.length - found} failed`);
    return found === mutants.length ? 0 : 1;
  } finally {
    for (const copy of copies) await rm(copy, { recursive: true, force: true });
  }
}

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());
try {
  process.exitCode = await main(stopping.signal);
} catch (error) {
  if (!stopping.signal.aborted) throw error;
  say('Stopped. Nothing was left behind.');
  process.exitCode = 1;
}
