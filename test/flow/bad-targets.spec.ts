import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { CHANNEL, World } from '../support/world.ts';
import { wrapApply } from '../support/wrap-directory.ts';

describe('a target that cannot be written', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const FAULTS: readonly (readonly [string, () => Error, string])[] = [
    [
      'because the directory refuses',
      () => new ProblemError({ kind: 'rejected', source: 'x', message: 'no' }),
      'rejected',
    ],
    ['because of a fault of ours', () => new TypeError('broken'), 'bug'],
  ];

  for (const [title, fault, kind] of FAULTS) {
    it(`${title} fails alone, with its reason`, async () => {
      wrapApply(world, async (real, ref, ...more) => {
        if (ref === world.user('bo')) throw fault();
        return real(ref, ...more);
      });

      const id = (await world.carryOut('deactivate user:bo,ada,dmitri')) as RunId;

      const run = await world.storage.runs.load(id);
      assert.equal(run?.state, 'done');
      assert.deepEqual(await world.storage.ledger.counts(id), {
        done: 2,
        'already-so': 0,
        skipped: 0,
        failed: 1,
      });
      assert.deepEqual(await world.storage.ledger.reasons(id), [{ reason: kind, count: 1 }]);
      assert.ok((await world.audit()).includes('User Deactivated: failed'));
    });
  }

  it('because an answer was lost is recognised as written when it is read again', async () => {
    let lost = 0;
    wrapApply(world, async (real, ...args) => {
      const applied = await real(...args);
      if (lost++ === 0) throw new ProblemError({ kind: 'unavailable', source: 'x', message: 'no answer' });
      return applied;
    });

    const id = await world.propose('deactivate user:bo');
    await world.say('tom', `approve ${id}`);
    await world.settleWhileTimePasses();

    assert.equal((await world.storage.ledger.counts(`R-${id.slice(2)}` as RunId)).done, 1);
    assert.equal((await world.sandbox.writes(world.user('bo'))).length, 1);
  });
});

describe('a directory that is down', () => {
  it('costs no target: the run waits and goes on when it is back', async () => {
    const world = await World.create({ concurrency: 2 });
    let isDown = true;
    wrapApply(world, async (real, ...args) => {
      if (isDown) throw new ProblemError({ kind: 'unavailable', source: 'x', message: 'down' });
      return real(...args);
    });
    const [connection] = world.services.connections.values();
    assert.ok(connection);
    const { directory } = connection;
    const { user: read, check } = directory;
    directory.check = async (signal) => {
      if (isDown) throw new ProblemError({ kind: 'unavailable', source: 'x', message: 'down' });
      return check(signal);
    };
    directory.user = async (...args) => {
      if (isDown) throw new ProblemError({ kind: 'unavailable', source: 'x', message: 'down' });
      return read(...args);
    };
    const id = await world.propose('deactivate user:bo,ada,dmitri');
    await world.say('tom', `approve ${id}`);
    await world.settleWhileTimePasses();
    const run = `R-${id.slice(2)}` as RunId;
    assert.equal((await world.storage.runs.load(run))?.state, 'running');
    assert.deepEqual(await world.storage.ledger.counts(run), {
      done: 0,
      'already-so': 0,
      skipped: 0,
      failed: 0,
    });

    isDown = false;
    await world.settle();

    assert.equal((await world.storage.ledger.counts(run)).done, 3);
    await world.end();
  });
});

describe('what an adapter turned away', () => {
  it('is answered and recorded like any other refusal', async () => {
    const world = await World.create();
    const arrival = { deliveryId: 'd', account: world.account('tom'), place: CHANNEL };

    const answer = await world.bot.turnAway(arrival, { kind: 'conflict', message: 'gone' });

    assert.equal(answer.outcome, 'refused');
    assert.ok((await world.audit()).includes('Click Refused: refused'));
    await world.end();
  });
});
