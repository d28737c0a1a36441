import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApprovalId } from '../../src/domain/ids.ts';
import type { Click, Invocation } from '../../src/domain/inbound.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { CHANNEL, World } from '../support/world.ts';

const LEASE_MS = 60_000;
const MEMORY_MS = 24 * 3_600_000;

describe('a delivery that comes again', () => {
  let folder: string;
  let world: World;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-redelivery-'));
    world = await World.create({ folder });
  });
  afterEach(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is worked on once, however many come at once and for a day after', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
    assert.deepEqual(answers.map(({ outcome }) => outcome).sort(), [
      'done',
      ...Array<string>(19).fill('duplicate'),
    ]);
    await world.clock.advance(MEMORY_MS - 1);

    assert.equal((await ask()).outcome, 'duplicate');
    assert.equal(await world.storage.approvals.count(), 1);
  });

  it('is a duplicate while its claimer is at work', async () => {
    const { approvals } = world.storage;
    const create = approvals.create.bind(approvals);
    let goOn = () => {};
    approvals.create = async (...args) => {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      return create(...args);
    };
    const first = ask();
    await world.clock.advance(LEASE_MS - 1);
    assert.equal((await ask()).outcome, 'duplicate');
    goOn();

    assert.equal((await first).outcome, 'done');
    assert.equal(await approvals.count(), 1);
  });

  it('is not lost when the claimer died before its answer', async () => {
    await dieAt(() => {
      world.storage.people.byAccount = forever;
      return ask();
    });
    assert.equal((await ask()).outcome, 'duplicate', 'the claimer may still be alive');
    await world.clock.advance(LEASE_MS);

    assert.equal((await ask()).outcome, 'done');
    assert.equal(await world.storage.approvals.count(), 1);
    await world.clock.advance(LEASE_MS);
    assert.equal((await ask()).outcome, 'duplicate');
  });

  it('decides nothing a second time when the claimer died after its effect', async () => {
    const id = await world.propose('deactivate user:bo');
    await dieAt(() => {
      world.storage.deliveries.confirm = forever;
      return approve(id);
    });
    await world.clock.advance(LEASE_MS);

    const answer = await approve(id);
    await world.settle();

    assert.equal(answer.outcome, 'refused');
    const approval = await world.storage.approvals.load(id as ApprovalId);
    assert.deepEqual([approval?.state, approval?.verdicts.length], ['approved', 1]);
    assert.equal((await world.sandbox.writes(world.user('bo'))).length, 1);
  });

  it('asks a second time at worst, and changes everybody once all the same', async () => {
    await dieAt(() => {
      world.storage.deliveries.confirm = forever;
      return ask();
    });
    await world.clock.advance(LEASE_MS);
    await ask();

    const asked = await world.storage.approvals.list({ limit: 10 });
    for (const { id } of asked) await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.equal(asked.length, 2);
    const writes = await world.sandbox.writes(world.user('bo'));
    assert.equal(writes.filter(({ applied }) => applied === 'done').length, 1);
    const runs = await world.storage.runs.list({ limit: 10 });
    const counts = await Promise.all(runs.map(({ id }) => world.storage.ledger.counts(id)));
    assert.deepEqual(counts.map((all) => [all.done, all['already-so']]).sort(), [
      [0, 1],
      [1, 0],
    ]);
  });

  it('is answered all the same when the store cannot remember it any more', async () => {
    world.storage.deliveries.confirm = () =>
      Promise.reject(new ProblemError({ kind: 'unavailable', source: 'database', message: 'full' }));

    assert.equal((await ask()).outcome, 'done');
  });

  it('is the same for a click, and another one with another id', async () => {
    const id = await world.propose('deactivate user:bo');
    assert.deepEqual(
      [(await approve(id)).outcome, (await approve(id)).outcome, (await approve(id, 'click-2')).outcome],
      ['done', 'duplicate', 'refused'],
    );
  });

  const ask = () =>
    world.bot.command({
      deliveryId: 'command-1',
      account: world.account('priya'),
      place: CHANNEL,
      text: 'deactivate user:bo',
      files: [],
      at: world.clock.now(),
    } satisfies Invocation);

  const approve = (id: string, deliveryId = 'click-1') =>
    world.bot.click({
      deliveryId,
      account: world.account('tom'),
      place: CHANNEL,
      message: null,
      verb: 'approve',
      id,
      inputs: {},
      at: world.clock.now(),
    } satisfies Click);

  /** Begins some work that never comes to its end, and opens the next life on what it left behind. */
  async function dieAt(begin: () => Promise<unknown>): Promise<void> {
    void begin();
    await world.clock.advance(0);
    await world.close();
    world = await World.create({ folder, clock: world.clock });
  }
});

function forever(): Promise<never> {
  return new Promise(() => {});
}
