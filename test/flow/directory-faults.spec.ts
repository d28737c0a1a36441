import assert from 'node:assert/strict';
import type { SandboxControls } from '../../adapters/directory/sandbox/controls.ts';
import type { RunId } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { ended } from '../../src/domain/run.ts';
import { assertAddsUp } from '../support/run-report.ts';
import { only, World } from '../support/world.ts';
import { wrapApply } from '../support/wrap-directory.ts';

const EVERYBODY_IDLE = 'deactivate inactive:90d dir:internal';

describe('a run against a directory that', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create({ ratePerSecond: 50 });
  });
  afterEach(() => world.end());

  /** Asks and approves in good weather; the run then meets the controls. */
  async function approved(controls: Partial<SandboxControls> = {}, text = EVERYBODY_IDLE): Promise<RunId> {
    const id = await world.propose(text);
    await world.settle();
    await world.say('tom', `approve ${id}`);
    await world.sandbox.setControls(controls);
    return `R-${id.slice(2)}` as RunId;
  }

  it('is slow ends as ever, with one writer however long it takes', async () => {
    const run = await approved({ latencyMs: 5_000 });
    const began = world.clock.now();
    const { leases } = world.storage;
    const others: unknown[] = [];
    wrapApply(world, async (real, ...args) => {
      others.push(await leases.acquire('connection/sandbox', 'another', 30_000, world.clock.now()));
      return real(...args);
    });

    await world.settleWhileTimePasses();

    assert.ok(world.clock.now() - began > 60_000);
    assert.deepEqual(new Set(others), new Set([undefined]));
    assert.deepEqual(world.scheduler.errors, []);
    const { counts } = await assertAddsUp(world, run);
    assert.equal(counts.done, ended(counts));
  });

  for (const namesRetryAfter of [true, false]) {
    it(`answers 429 ${namesRetryAfter ? 'with' : 'without'} a waiting time is waited for`, async () => {
      const run = await approved({ ratePerSecond: 5, namesRetryAfter });

      await world.settleWhileTimePasses();

      assert.deepEqual(world.scheduler.errors, []);
      const { counts } = await assertAddsUp(world, run);
      assert.equal(counts.done, ended(counts), 'being asked to wait is nobody’s failure');
    });
  }

  for (const [title, controls] of [
    ['fails three requests in ten', { faultRate: 0.3 }],
    ['fails three in ten and answers 429 to the rest of a rush', { faultRate: 0.3, ratePerSecond: 10 }],
    [
      'is slow, fails three in ten and answers 429 without a waiting time',
      { faultRate: 0.3, ratePerSecond: 10, namesRetryAfter: false, latencyMs: 300 },
    ],
  ] as const) {
    it(`${title} leaves everybody done once or failed with the reason`, async () => {
      await world.end();
      world = await World.create({ ratePerSecond: 50, sandbox: { users: 1_200 } });
      const run = await approved(controls);

      await world.settleAtLast();

      const { counts, reasons } = await assertAddsUp(world, run);
      assert.equal(counts.done + counts.failed, ended(counts));
      assert.ok(counts.done > counts.failed && counts.failed > 0, JSON.stringify(counts));
      assert.deepEqual(new Set(reasons), new Set(['unavailable']));
    });
  }

  it('fails at random is not down: nobody else waits for the unlucky, and the run never stands still', async () => {
    await world.end();
    world = await World.create({ ratePerSecond: 50, concurrency: 2, sandbox: { users: 1_200 } });
    const [connection] = world.services.connections.values();
    assert.ok(connection);
    // Unlucky as well, every time somebody asks whether the directory is up.
    connection.directory.check = async () => {
      throw new ProblemError({ kind: 'unavailable', source: 'x', message: 'server error' });
    };
    const run = await approved({ faultRate: 0.3 });

    await world.settleWhileTimePasses();

    assert.deepEqual(world.scheduler.errors, [], 'no outage');
    const { counts } = await assertAddsUp(world, run);
    assert.ok(counts.failed > 0);
    const { startedAt, finishedAt } = (await world.storage.runs.load(run)) ?? assert.fail();
    const tookMs = (finishedAt ?? 0) - (startedAt ?? 0);
    const pausesMs = 500 * ended(counts);
    assert.ok(tookMs < pausesMs / 2, `took ${tookMs} ms, where the first pauses alone add up to ${pausesMs}`);
  });

  it('fails at random at a slow pace makes no queue in which every write waits until its user is read again', async () => {
    await world.end();
    world = await World.create({ ratePerSecond: 2, sandbox: { users: 1_200 } });
    const run = await approved({ faultRate: 0.3 });

    await world.settleAtLast();

    const { counts } = await assertAddsUp(world, run);
    assert.ok(counts.failed < ended(counts) / 5, JSON.stringify(counts));
  });

  it('does the work and loses every other answer is never asked twice', async () => {
    let writes = 0;
    wrapApply(world, async (real, ...args) => {
      const applied = await real(...args);
      writes += 1;
      if (writes % 2 === 0)
        throw new ProblemError({ kind: 'unavailable', source: 'x', message: 'no answer' });
      return applied;
    });
    const run = await approved();

    await world.settleWhileTimePasses();

    const { counts } = await assertAddsUp(world, run);
    assert.equal(counts.done, ended(counts));
  });

  it('is down all the time blames nobody, and the run goes on hours later', async () => {
    const run = await approved({ faultRate: 1 });
    for (let hour = 0; hour < 3; hour += 1) {
      await world.settleWhileTimePasses();
      await world.clock.advance(3_600_000);
    }
    assert.equal(ended(await world.storage.ledger.counts(run)), 0);
    assert.equal((await world.storage.runs.load(run))?.state, 'running');
    await world.sandbox.setControls({ faultRate: 0 });

    await world.settleAtLast();

    const { counts } = await assertAddsUp(world, run);
    assert.equal(counts.done, ended(counts));
  });

  for (const nth of [1, 2, 7]) {
    it(`goes down with write ${nth} blames nobody, and the run goes on when it is back`, async () => {
      let writes = 0;
      wrapApply(world, async (real, ...args) => {
        writes += 1;
        if (writes === nth) await world.sandbox.setControls({ faultRate: 1 });
        return real(...args);
      });
      const run = await approved();
      await world.settleWhileTimePasses();
      const { failed, done } = await world.storage.ledger.counts(run);
      assert.equal(failed, 0);
      assert.ok(done < nth);
      await world.sandbox.setControls({ faultRate: 0 });

      await world.settleAtLast();

      const { counts } = await assertAddsUp(world, run);
      assert.equal(counts.done, ended(counts));
    });
  }

  it('fails for one user alone ends with that one failed, also when there is nobody else', async () => {
    const [connection] = world.services.connections.values();
    assert.ok(connection);
    const { directory } = connection;
    const read = directory.user.bind(directory);
    directory.user = async (ref, signal) => {
      if (ref === world.user('bo')) {
        throw new ProblemError({ kind: 'unavailable', source: 'x', message: 'server error' });
      }
      return read(ref, signal);
    };
    for (const [text, failed, done] of [
      ['deactivate user:bo', 1, 0],
      ['deactivate user:ada,bo,dmitri', 1, 2],
    ] as const) {
      const run = await approved({}, text);
      await world.settleAtLast();
      const counts = await world.storage.ledger.counts(run);
      assert.deepEqual([counts.failed, counts.done], [failed, done]);
      assert.equal((await world.storage.runs.load(run))?.state, 'done');
    }
  });

  it('gives no answer is a finding of doctor after ten seconds', async () => {
    await world.sandbox.setControls({ latencyMs: 3_600_000 });

    const answering = world.say('priya', 'doctor');
    await world.clock.advance(10_000);

    const { findings } = only((await answering).notices, 'doctor');
    const broken = findings.find(({ state }) => state === 'broken');
    assert.match(broken?.message ?? '', /10 seconds/);
  });
});
