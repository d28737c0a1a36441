/**
 * A process of its own that takes jobs from a MongoDB database, for tests that kill, stop or skew one. Its machine's
 * clock is off by the milliseconds given, and by what lines on its input add later; it prints what it does.
 */
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

const [url = '', skew = '0', task = 'instant', lifetimeMs = '1500', repeatMs = '0'] = process.argv.slice(2);

/** Real time, which is what the database's clock says in these tests. */
const now = () => Math.round(performance.timeOrigin + performance.now());
let skewMs = Number(skew);
const Machine = Date;
class Skewed extends Machine {
  constructor(...parameters: readonly unknown[]) {
    if (parameters.length === 0) super(now() + skewMs);
    else super(...(parameters as [number]));
  }
  static override now(): number {
    return now() + skewMs;
  }
}
globalThis.Date = Skewed as DateConstructor;

// Whoever reads the machine's clock has to see it skewed from the beginning.
const { CATALOGUE } = await import('../../jobs/catalogue.ts');
const { createScheduler } = await import('../../jobs/create-scheduler.ts');
const { systemClock } = await import('../../adapters/system/clock.ts');
const { systemIds } = await import('../../adapters/system/ids.ts');
const { JOB_NAMES } = await import('../../src/ports/scheduler.ts');
const { quietLogger, quietMetrics } = await import('../support/quiet.ts');
const { openMongoJobs } = await import('./mongodb-jobs.ts');

const print = (...words: readonly unknown[]) => void process.stdout.write(`${words.join(' ')}\n`);
const clock = { now, sleep: systemClock.sleep };
const { backend } = await openMongoJobs(url, clock);
const kind = {
  concurrency: 10,
  lockLifetimeMs: Number(lifetimeMs),
  backoff: { firstMs: 1, capMs: 1, retries: 9 },
};
const catalogue = { ...CATALOGUE, 'refresh-cards': kind, sweep: { ...kind, concurrency: 1 } };
const scheduler = createScheduler({
  backend,
  clock,
  ids: systemIds,
  logger: { ...quietLogger, error: (message, fields) => print('error', message, String(fields?.error)) },
  metrics: quietMetrics,
  catalogue: Object.fromEntries(JOB_NAMES.map((name) => [name, catalogue[name]])) as typeof CATALOGUE,
});
const handler =
  (name: string) =>
  async ({ payload, signal }: { payload: Readonly<Record<string, string>>; signal: AbortSignal }) => {
    print('began', name, payload.v ?? '-', now());
    if (task === 'instant' || name === 'sweep') return;
    signal.addEventListener('abort', () => print('aborted', payload.v));
    await clock.sleep(600_000, signal);
  };
const handlers = Object.fromEntries(JOB_NAMES.map((name) => [name, handler(name)])) as never;
await scheduler.start(handlers);
if (Number(repeatMs) > 0) await scheduler.repeat('sweep', Number(repeatMs));
print('started');
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'drain') {
    await scheduler.drain();
    process.exit();
  }
  skewMs += Number(line);
  print('skewed', line);
}
