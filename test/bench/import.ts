/**
 * Reading an organisation export of 1,000,000 rows: npx tsx test/bench/import.ts [--rows 1000000] [--file FILE]
 * Compared in the same run with the least any reader must do: read the bytes and count the line ends; and its
 * counts with those of a script that shares no code with the project.
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { createCsvDirectory } from '../../adapters/directory/csv/csv-directory.ts';
import type { ConnectionName } from '../../src/domain/ids.ts';

/** The whole process has to stay below this, issue 4. */
const MOST_RSS_MIB = 1024;

const { values } = parseArgs({ options: { rows: { type: 'string' }, file: { type: 'string' } } });
const rows = Number(values.rows ?? 1_000_000);
const DAY = '2026-11-24';
const script = (name: string) => [
  '--import',
  'tsx',
  new URL(`../fixtures/${name}.ts`, import.meta.url).pathname,
];
const file = values.file ?? join(tmpdir(), `rollcall-export-${rows}.csv`);
if (!existsSync(file)) {
  // Another process makes the file, so that its memory does not count here.
  const asked = ['--rows', String(rows), '--day', DAY, '--out', file];
  execFileSync(process.execPath, [...script('make-org-export'), ...asked]);
}

const baseline = await timed(countLines);
const directory = createCsvDirectory({ connection: 'bench' as ConnectionName, path: file, zone: 'UTC' });
const read = await timed(readUsers);
const rssMib = Math.round(process.resourceUsage().maxRSS / 1024);
const counted = JSON.parse(
  execFileSync(process.execPath, [...script('count-org-export'), file, DAY], { encoding: 'utf8' }),
);

print('file', `${Math.round(statSync(file).size / 2 ** 20)} MiB`);
print('read and count line ends', `${baseline.ms} ms (${baseline.result} lines)`);
print('read as users', `${read.ms} ms, ${Math.round(rows / (read.ms / 1000))} rows/s`);
print('times the baseline', (read.ms / baseline.ms).toFixed(1));
print('peak memory of the process', `${rssMib} MiB (at most ${MOST_RSS_MIB})`);
print('counted here', JSON.stringify(read.result));
print('counted by the script', JSON.stringify(counted));
if (!isDeepStrictEqual(read.result, counted) || rssMib > MOST_RSS_MIB) process.exitCode = 1;

async function countLines(): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  }
  return lines;
}

async function readUsers() {
  const sum = { total: 0, enabled: 0, deactivated: 0, neverUsed: 0, before180: 0, idle90: 0 };
  const idleSince = Date.parse(DAY) - 90 * 24 * 60 * 60 * 1000;
  for await (const batch of (await directory.read(new AbortController().signal)).users) {
    sum.total += batch.length;
    for (const { active, lastLogin } of batch) {
      if (!active) sum.deactivated += 1;
      else sum.enabled += 1;
      if (active && lastLogin.kind === 'never') sum.neverUsed += 1;
      if (active && lastLogin.kind === 'before') sum.before180 += 1;
      if (active && 'at' in lastLogin && lastLogin.at <= idleSince) sum.idle90 += 1;
    }
  }
  return sum;
}

async function timed<T>(task: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const began = performance.now();
  const result = await task();
  return { ms: Math.round(performance.now() - began), result };
}

function print(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(28)}${figure}\n`);
}
