import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../adapters/system/clock.ts';
import { systemIds } from '../../adapters/system/ids.ts';
import { createScheduler } from '../../jobs/create-scheduler.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { quietLogger, quietMetrics } from '../support/quiet.ts';
import { type MongoJobs, openMongoJobs } from './mongodb-jobs.ts';
import { request } from './scheduler-harness.ts';

const CHILD = fileURLToPath(new URL('jobs-child.ts', import.meta.url));
const MINUTE_MS = 60_000;
/** The lifetime of a lock in these tests: long enough for a busy machine to renew it in time. */
const LIFETIME_MS = 3_000;

interface Options {
  readonly skewMs?: number;
  readonly task?: 'instant' | 'stay';
  readonly repeatMs?: number;
}

/** A process with a scheduler on the database, and the lines it has printed. */
class Instance {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #watchers = new Set<() => void>();

  constructor(url: string, { skewMs = 0, task = 'instant', repeatMs = 0 }: Options = {}) {
    const parameters = [url, skewMs, task, LIFETIME_MS, repeatMs].map(String);
    this.#child = spawn(process.execPath, ['--import', 'tsx', CHILD, ...parameters], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    assert.ok(this.#child.stdout);
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.lines.push(line);
      for (const look of [...this.#watchers]) look();
    });
  }

  /** The first line that matches. */
  said(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      const look = () => {
        const line = this.lines.find((one) => pattern.test(one));
        if (line === undefined) return;
        this.#watchers.delete(look);
        resolve(line);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Resolves when so many lines match. */
  async saidTimes(pattern: RegExp, count: number): Promise<void> {
    while (this.lines.filter((line) => pattern.test(line)).length < count) {
      await new Promise<void>((resolve) => {
        const look = () => {
          this.#watchers.delete(look);
          resolve();
        };
        this.#watchers.add(look);
      });
    }
  }

  /** What began here, in order. */
  begun(name: string): readonly string[] {
    return this.lines.flatMap((line) => new RegExp(`^began ${name} (\\S+)`).exec(line)?.[1] ?? []);
  }

  /** When it began here, in real time. */
  times(name: string): readonly number[] {
    const pattern = new RegExp(`^began ${name} \\S+ (\\d+)`);
    return this.lines.flatMap((line) => pattern.exec(line)?.[1] ?? []).map(Number);
  }

  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}

describe('Several instances with one MongoDB database for their jobs', function () {
  this.timeout(120_000);
  let server: string;
  let url: string;
  let jobs: MongoJobs;
  const instances: Instance[] = [];
  before(async function () {
    server = await requireMongo(this);
  });
  beforeEach(async () => {
    url = freshDatabase(server);
    jobs = await openMongoJobs(url, systemClock);
  });
  afterEach(async () => {
    await Promise.all(instances.splice(0).map((instance) => instance.end()));
    await jobs?.close();
    if (url !== undefined) await dropDatabase(url);
  });

  async function started(...all: readonly Options[]): Promise<readonly Instance[]> {
    const made = all.map((options) => new Instance(url, options));
    instances.push(...made);
    await Promise.all(made.map((instance) => instance.said(/^started/)));
    return made;
  }

  async function enqueue(count: number, prefix = ''): Promise<void> {
    const parts = { clock: systemClock, ids: systemIds, logger: quietLogger, metrics: quietMetrics };
    const scheduler = createScheduler({ ...parts, backend: jobs.backend });
    for (let n = 0; n < count; n += 1) await scheduler.enqueue(request(`${prefix}${n}`));
  }

  async function untilLeft(count: number): Promise<void> {
    while ((await jobs.backend.repository.queryJobs({ name: 'refresh-cards' })).total > count) {
      await systemClock.sleep(50);
    }
  }

  const keys = (count: number) => Array.from({ length: count }, (_, n) => `${n}`).sort();

  for (const [what, skews] of [
    ['of the same time', [0, 0]],
    ['of which one is 5 minutes ahead', [0, 5 * MINUTE_MS]],
    ['of which one is 5 minutes behind and one ahead', [0, -5 * MINUTE_MS, 5 * MINUTE_MS]],
  ] as const) {
    it(`run each of 300 jobs once, on ${skews.length} machines ${what}`, async () => {
      await enqueue(300);
      const all = await started(...skews.map((skewMs) => ({ skewMs })));
      await untilLeft(0);
      assert.deepEqual(all.flatMap((one) => one.begun('refresh-cards')).sort(), keys(300));
      assert.ok(
        all.filter((one) => one.begun('refresh-cards').length > 0).length > 0,
        'every job was somewhere',
      );
    });
  }

  it('take over the jobs of one that was killed, after their locks and not before', async () => {
    await enqueue(3);
    const [dead] = await started({ task: 'stay' });
    assert.ok(dead);
    await dead.saidTimes(/^began/, 3);
    dead.kill('SIGKILL');
    const killedAt = Date.now();
    const [heir] = await started({ skewMs: 5 * MINUTE_MS });
    assert.ok(heir);
    await heir.saidTimes(/^began/, 3);
    await untilLeft(0);
    assert.deepEqual([...heir.begun('refresh-cards')].sort(), keys(3));
    const [first = 0] = heir.times('refresh-cards');
    // The last renewal was a third of the lifetime before the end at most.
    assert.ok(first - killedAt >= LIFETIME_MS / 2, `${first - killedAt} ms after`);
  });

  it('take over from one that was suspended, which gives up when it wakes and gets nothing back', async () => {
    await enqueue(1);
    const [sleeper] = await started({ task: 'stay' });
    assert.ok(sleeper);
    await sleeper.said(/^began/);
    sleeper.kill('SIGSTOP');
    const [heir] = await started({ task: 'stay' });
    assert.ok(heir);
    await heir.said(/^began refresh-cards 0/);
    const lock = async () => {
      const { jobs: found } = await jobs.backend.repository.queryJobs({ name: 'refresh-cards' });
      return found[0]?.lockedAt?.getTime() ?? 0;
    };
    sleeper.kill('SIGCONT');
    await sleeper.said(/^aborted 0/);
    // The heir's renewals go on, and nobody else has begun anything.
    const seen = await lock();
    while ((await lock()) === seen) await systemClock.sleep(50);
    assert.ok((await lock()) > seen, 'still locked by the heir');
    assert.equal(heir.lines.filter((line) => line.startsWith('aborted')).length, 0);
    assert.deepEqual([...sleeper.begun('refresh-cards'), ...heir.begun('refresh-cards')], ['0', '0']);
  });

  it('keep their locks when a clock is set back or ahead in the middle', async () => {
    await enqueue(2);
    const [one] = await started({ task: 'stay' });
    assert.ok(one);
    await one.saidTimes(/^began/, 2);
    const [other] = await started({ task: 'instant' });
    assert.ok(other);
    for (const step of [5 * MINUTE_MS, -10 * MINUTE_MS, 5 * MINUTE_MS]) {
      other.tell(String(step));
      await other.said(new RegExp(`^skewed ${step}`));
      await systemClock.sleep(LIFETIME_MS / 2);
    }
    assert.deepEqual(other.begun('refresh-cards'), [], 'nothing was stolen');
    // The holder's own clock is set back, by more than any lock lasts.
    one.tell(String(-5 * MINUTE_MS));
    await systemClock.sleep(LIFETIME_MS * 1.5);
    assert.deepEqual(other.begun('refresh-cards'), []);
    assert.equal(one.lines.filter((line) => line.startsWith('aborted')).length, 0);
    // Nothing is stuck: what comes now runs, here or there.
    await enqueue(5, 'later-');
    while (one.begun('refresh-cards').length + other.begun('refresh-cards').length < 7) {
      await systemClock.sleep(20);
    }
  });

  it('fire a repeating job once an interval, on skewed machines and across restarts with other intervals', async () => {
    const repeatMs = 1_500;
    const all = await started(
      { repeatMs },
      { repeatMs, skewMs: 5 * MINUTE_MS },
      { repeatMs, skewMs: -5 * MINUTE_MS },
    );
    const fired = (of: readonly Instance[]) => of.flatMap((one) => one.times('sweep')).sort((a, b) => a - b);
    while (fired(all).length < 5) await systemClock.sleep(50);
    assertApart(fired(all), repeatMs);
    const [first, ...others] = all;
    assert.ok(first);
    others[0]?.tell(String(-10 * MINUTE_MS));
    const before = fired(all).length;
    while (fired(all).length < before + 3) await systemClock.sleep(50);
    assertApart(fired(all), repeatMs);
    assert.equal((await jobs.backend.repository.queryJobs({ name: 'sweep' })).total, 1);

    await Promise.all(all.map((one) => one.end()));
    const slow = await started({ repeatMs: 3_000 }, { repeatMs: 3_000, skewMs: 5 * MINUTE_MS });
    while (fired(slow).length < 3) await systemClock.sleep(50);
    assertApart(fired(slow).slice(1), 3_000);
    await Promise.all(slow.map((one) => one.end()));
    const quick = await started({ repeatMs: 500 });
    while (fired(quick).length < 4) await systemClock.sleep(50);
    assert.equal((await jobs.backend.repository.queryJobs({ name: 'sweep' })).total, 1);
  });
});

/** No two firings are closer than the interval, but for what a busy machine adds to the start of the earlier one. */
function assertApart(times: readonly number[], intervalMs: number): void {
  for (const [index, time] of times.slice(1).entries()) {
    const apart = time - (times[index] ?? 0);
    assert.ok(apart > intervalMs * 0.7, `${apart} ms apart: ${times.join(' ')}`);
  }
}
