import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import { jobHandlers } from '../../src/flows/entry/job-handlers.ts';
import { deliverEffects } from '../../src/flows/entry/sweep.ts';
import { writeConnection } from '../../src/flows/run/write-connection.ts';
import type { Services } from '../../src/flows/services.ts';
import { secondInstance } from '../support/second-instance.ts';
import { type Standstill, Suspended } from '../support/suspend.ts';
import { SANDBOX, World } from '../support/world.ts';

const LEASE_MS = 30_000;

/** Every place where a writer may stand still between looking at a target and the end of it. */
const MOMENTS: readonly (readonly [title: string, at: Standstill])[] = [
  ['before the state is stored', { store: 'ledger', method: 'begin', when: 'before', nth: 3 }],
  ['after the state was stored', { store: 'ledger', method: 'begin', when: 'after', nth: 3 }],
  ['during the last look', { store: 'runs', method: 'load', when: 'after', nth: 3 }],
  ['between the write and what is seen of it', { store: 'snapshots', method: 'put', when: 'before', nth: 3 }],
  ['before the outcome is stored', { store: 'ledger', method: 'record', when: 'before', nth: 3 }],
  ['after the outcome was stored', { store: 'ledger', method: 'record', when: 'after', nth: 3 }],
];

describe('a writer that stands still past its lease', () => {
  let world: World;
  let other: Services;
  beforeEach(async () => {
    world = await World.create({ concurrency: 1 });
    other = await secondInstance(world);
  });
  afterEach(() => world.end());

  async function approved(text: string): Promise<RunId> {
    const id = await world.propose(text);
    await world.say('tom', `approve ${id}`);
    await deliverEffects(world.services);
    await jobHandlers(world.services)['start-run']({ payload: { approval: id }, signal: never() });
    return `R-${id.slice(2)}` as RunId;
  }

  async function finishedBy(services: Services, work: Promise<void> = write(services)): Promise<void> {
    let isOver = false;
    const over = work.finally(() => {
      isOver = true;
    });
    while (!isOver) await world.clock.advance(100);
    await over;
  }

  const write = (services: Services) => writeConnection(services, SANDBOX, never());

  for (const [title, at] of MOMENTS) {
    it(`${title} writes and records nothing when it wakes: another has finished`, async () => {
      const run = await approved('deactivate inactive:90d dir:internal');
      const first = new Suspended(world.services, at);
      // With an outcome stored already there may be nothing left to fail at.
      const writing = write(first.services).catch(() => undefined);
      await first.reached;
      await world.clock.leap(LEASE_MS);
      await finishedBy(other);
      const stored = await stateOf(run);
      assert.equal(stored.state, 'done');
      assert.equal(stored.counts.done, stored.total);

      first.wake();
      await writing;

      assert.deepEqual(await stateOf(run), stored, 'nothing was written, recorded or counted twice');
      assert.equal(stored.writes.length, stored.total);
      assert.equal(new Set(stored.writes).size, stored.total);
      assert.equal(stored.audit, stored.total);
      // What the late one let go of is not what the other holds.
      const free = await world.storage.leases.acquire(`connection/${SANDBOX}`, 'x', 1, world.clock.now());
      assert.ok(free, 'the other has released it');
    });
  }

  it('shows nobody as they were before something newer was seen', async () => {
    await approved('deactivate user:bo');
    const first = new Suspended(world.services, {
      store: 'directory',
      method: 'apply',
      when: 'after',
      nth: 1,
    });
    const writing = assert.rejects(write(first.services));
    await first.reached;
    await world.clock.leap(LEASE_MS);
    await finishedBy(other);
    const directory = other.connections.get(SANDBOX)?.directory ?? assert.fail();
    await directory.apply(world.user('bo'), { kind: 'activate' }, never());
    const back = (await directory.user(world.user('bo'), never())) ?? assert.fail();
    await world.storage.snapshots.put(back, null);

    first.wake();
    await writing;

    const users: string[] = [];
    const snapshot = await world.storage.snapshots.open(SANDBOX);
    for await (const page of snapshot.users()) {
      for (const user of page) if (user.active) users.push(user.username);
    }
    assert.ok(users.includes('bo'), 'as they were seen last');
  });

  it('does not free what another holds, and does not write while that one works', async () => {
    const run = await approved('deactivate inactive:90d dir:internal');
    const [, at] = MOMENTS[1] ?? assert.fail();
    const first = new Suspended(world.services, at);
    const writing = assert.rejects(write(first.services));
    await first.reached;
    await world.clock.leap(LEASE_MS);
    const second = new Suspended(other, { ...at, nth: 5 });
    const going = write(second.services);
    await second.reached;

    first.wake();
    await writing;

    const third = await world.storage.leases.acquire(`connection/${SANDBOX}`, 'x', 1, world.clock.now());
    assert.equal(third, undefined, 'still held');
    second.wake();
    await finishedBy(other, going);
    const { counts, total, writes } = await stateOf(run);
    assert.deepEqual([counts.done, writes.length], [total, total]);
  });

  async function stateOf(id: RunId) {
    const { runs, ledger, audit } = world.storage;
    const run = (await runs.load(id)) ?? assert.fail();
    await deliverEffects(world.services);
    const events = await audit.read({ limit: 10_000 });
    return {
      state: run.state,
      version: run.version,
      total: run.total,
      counts: await ledger.counts(id),
      audit: events.filter(({ key }) => key.startsWith(`target/${id}/`)).length,
      finished: events.filter(({ key }) => key.startsWith(`finish/${id}/`)).length,
      writes: (await world.sandbox.writes()).map(({ id: user }) => user),
    };
  }
});

function never(): AbortSignal {
  return new AbortController().signal;
}
