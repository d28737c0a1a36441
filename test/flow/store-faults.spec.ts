import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import { isProblem } from '../../src/domain/problem.ts';
import { ended } from '../../src/domain/run.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { breakStore } from '../support/break-store.ts';
import { assertAddsUp } from '../support/run-report.ts';
import { CHANNEL, only, World } from '../support/world.ts';

const EVERYBODY_IDLE = 'deactivate inactive:90d dir:internal';

/** Store and method, and the call from which on it fails while a run of 28 targets is carried out. */
const FAULTS: readonly (readonly [
  store: Exclude<keyof Storage, 'shared'>,
  method: string,
  nth: readonly number[],
])[] = [
  ['ledger', 'begin', [1, 10]],
  ['ledger', 'record', [1, 10, 28]],
  ['ledger', 'remaining', [1, 2]],
  ['ledger', 'counts', [1, 2]],
  ['ledger', 'outcomes', [1]],
  ['runs', 'create', [1]],
  ['runs', 'load', [1, 4, 30]],
  ['runs', 'list', [1, 10]],
  ['runs', 'replace', [1, 2, 3]],
  ['halt', 'load', [1, 10]],
  ['plans', 'load', [1, 3]],
  ['snapshots', 'put', [1, 10, 40]],
  ['leases', 'acquire', [1]],
  ['leases', 'renew', [1, 2]],
  ['leases', 'release', [1]],
  ['postings', 'create', [1, 2]],
  ['people', 'list', [1]],
];

describe('a store that fails for a while in the middle of a run', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create({ ratePerSecond: 50 });
  });
  afterEach(() => world.end());

  async function approved(): Promise<RunId> {
    const id = await world.propose(EVERYBODY_IDLE);
    await world.settle();
    await world.say('tom', `approve ${id}`);
    return `R-${id.slice(2)}` as RunId;
  }

  for (const [store, method, calls] of FAULTS) {
    for (const nth of calls) {
      it(`at call ${nth} of ${store}.${method} leaves nothing half-done, and the run goes on`, async () => {
        const run = await approved();
        // Slow enough for the lease to be renewed twice.
        await world.sandbox.setControls({ latencyMs: 2_000 });
        const mend = breakStore(world.storage[store], method as never, nth);

        for (let round = 0; round < 3; round += 1) await world.settleWhileTimePasses();
        const failures = mend();

        assert.ok(failures > 0, 'it was called, and failed');
        await world.settleAtLast();
        assert.ok(world.scheduler.errors.length > 0);
        assert.ok(world.scheduler.errors.every((error) => isProblem(error, 'unavailable') || isAbort(error)));
        const { counts } = await assertAddsUp(world, run);
        assert.equal(counts.done, ended(counts), 'no target is to blame for the store');
      });
    }
  }
});

describe('a store that is down when somebody speaks', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  it('is what the person is told, and the same again works when it is back', async () => {
    const mend = breakStore(world.storage.approvals, 'create', 1);
    const answer = await world.say('priya', 'deactivate user:bo');
    assert.equal(answer.outcome, 'failed');
    assert.equal(only(answer.notices, 'problem').problem.kind, 'unavailable');
    mend();

    await world.carryOut('deactivate user:bo');

    assert.equal(await world.storage.approvals.count(), 1);
    assert.equal((await world.sandbox.writes()).length, 1);
  });

  it('loses no delivery that it could not claim: the platform’s next try is taken', async () => {
    const mend = breakStore(world.storage.deliveries, 'claim', 1);
    const ask = () =>
      world.bot.command({
        deliveryId: 'same',
        account: world.account('priya'),
        place: CHANNEL,
        text: 'deactivate user:bo',
        files: [],
        at: world.clock.now(),
      });
    assert.equal((await ask()).outcome, 'failed');
    mend();

    assert.equal((await ask()).outcome, 'done');
  });

  it('never makes the way in throw', async () => {
    const arrival = { deliveryId: 'd', account: world.account('tom'), place: CHANNEL };
    breakStore(world.storage.people, 'byAccount', 1);
    breakStore(world.storage.audit, 'append', 1);

    const answer = await world.bot.turnAway(arrival, { kind: 'conflict', message: 'gone' });

    assert.equal(answer.outcome, 'refused');
    assert.equal((await world.say('tom', 'status')).outcome, 'failed');
  });

  it('has a card that was rewritten and not noted rewritten again', async () => {
    const id = await world.propose('deactivate user:bo');
    await world.settle();
    await world.say('tom', `reject ${id} not now`);
    const mend = breakStore(world.storage.postings, 'replace', 1);
    await world.settle();
    assert.equal(mend(), 4);

    await world.settleAtLast();

    const edits = world.chat.all.map((message) => message.edits);
    assert.deepEqual(edits, [2, 2, 2, 2]);
    const postings = await world.storage.postings.ofSubject(id);
    assert.deepEqual(new Set(postings.map(({ version }) => version)), new Set([3]));
  });

  it('keeps the decision and its run together: neither or both', async () => {
    const id = await world.propose('deactivate user:bo');
    const mend = breakStore(world.storage.approvals, 'replace', 1);
    assert.equal((await world.say('tom', `approve ${id}`)).outcome, 'failed');
    await world.settle();
    assert.equal(await world.storage.runs.count(), 0);
    assert.equal((await world.storage.approvals.load(id as never))?.state, 'waiting');
    mend();

    assert.equal((await world.say('tom', `approve ${id}`)).outcome, 'done');
    await world.settle();

    await assertAddsUp(world, `R-${id.slice(2)}` as RunId);
  });
});

/** A worker that was told to stop because the lease could not be kept. */
function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
