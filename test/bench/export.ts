import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createLogger } from '../../adapters/system/logger.ts';
import { PLATFORM, TENANT } from '../../adapters/terminal/config.ts';
import type { Answer, Bot } from '../../src/flows/bot.ts';
import { readDirectories } from '../../src/flows/reading/read-directory.ts';
import { compose } from '../../src/main/compose.ts';
import { readSettings } from '../../src/settings/read-settings.ts';

/**
 * Commands while a large export is written: how long a list takes to answer, quiet and beside the export, and
 * what the read of so many users costs in memory. `npx tsx test/bench/export.ts [--users 1000000]`
 */
const { values } = parseArgs({
  options: { users: { type: 'string', default: '1000000' }, csv: { type: 'string' } },
});
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
const read = readSettings(
  {
    ROLLCALL_DATA: folder,
    ROLLCALL_SANDBOX_USERS: values.users,
    ...(values.csv === undefined ? {} : { ROLLCALL_DIRECTORY: `csv:${values.csv}` }),
  },
  { machineZone: 'UTC' },
);
if (!read.ok) throw new Error(JSON.stringify(read.problems));
let peakMiB = 0;
const sampler = setInterval(() => {
  peakMiB = Math.max(peakMiB, process.memoryUsage.rss() / 2 ** 20);
}, 100);
const { services, bot, ...composition } = await compose(read.settings, createLogger({ level: 'error' }));
await composition.start();
const readMs = await timed(() => readDirectories(services, new AbortController().signal));
report(
  'read and index',
  `${services.census.roster.size} users in ${(readMs / 1000).toFixed(1)} s, peak ${peakMiB.toFixed(0)} MiB`,
);

const quiet = await answers(200, () => false);
peakMiB = 0;
let isExporting = true;
let exported: Answer | undefined;
const exportMs = timed(async () => {
  exported = await say(bot, 'export users status:any');
}).finally(() => {
  isExporting = false;
});
const busy = await answers(Number.POSITIVE_INFINITY, () => !isExporting);
const [notice] = exported?.notices ?? [];
const bytes = notice?.kind === 'file' ? notice.file.bytes : 0;
report(
  'export',
  `${(bytes / 2 ** 20).toFixed(0)} MiB in ${((await exportMs) / 1000).toFixed(1)} s, peak ${peakMiB.toFixed(0)} MiB`,
);
report('a list, quiet', describe(quiet));
report('a list beside the export', describe(busy));
report('p99 beside / quiet', `${(quantile(busy, 0.99) / quantile(quiet, 0.99)).toFixed(1)}x`);
clearInterval(sampler);
await composition.stop();
rmSync(folder, { recursive: true });

/** Latencies in milliseconds of lists with ever new parameters, one after the other. */
async function answers(most: number, isOver: () => boolean): Promise<readonly number[]> {
  const latencies: number[] = [];
  for (let n = 0; n < most && !isOver(); n += 1) {
    latencies.push(
      await timed(() => say(bot, `users inactive:${30 + (n % 300)}d dir:internal page:${1 + (n % 50)}`)),
    );
    await wait(10);
  }
  return latencies;
}

function say(to: Bot, text: string): Promise<Answer> {
  return to.command({
    deliveryId: services.ids.secret(),
    account: { platform: PLATFORM, tenant: TENANT, id: 'priya' },
    place: { platform: PLATFORM, tenant: TENANT, id: 'bench', name: 'bench', kind: 'direct' },
    text,
    files: [],
    at: Date.now(),
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function quantile(numbers: readonly number[], share: number): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) * share)] ?? Number.NaN;
}

function describe(latencies: readonly number[]): string {
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => quantile(latencies, share).toFixed(1));
  return `p50 ${p50} ms, p99 ${p99} ms, max ${max} ms of ${latencies.length}`;
}

function report(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(28)}${figure}\n`);
}
