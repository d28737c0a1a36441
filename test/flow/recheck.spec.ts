import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { World, type WorldOptions } from '../support/world.ts';
import { wrapApply } from '../support/wrap-directory.ts';

describe('what happens between the plan and the write', () => {
  let world: World;
  afterEach(() => world.end());

  it('is a login: the user is left alone', async () => {
    await start();
    assert.deepEqual(await outcomeOfBo(() => world.sandbox.login(world.user('bo'))), [
      'skipped',
      'logged-in-since',
    ]);
  });

  it('is a promotion to admin: the user is left alone', async () => {
    await start();
    assert.deepEqual(
      await outcomeOfBo(() => world.sandbox.addToGroup(world.user('bo'), 'confluence-administrators')),
      ['skipped', 'admin'],
    );
  });

  it('is a new protected membership: the user is left alone', async () => {
    await start({ protectedGroups: ['support-staff'] });
    assert.deepEqual(await outcomeOfBo(() => world.sandbox.addToGroup(world.user('bo'), 'support-staff')), [
      'skipped',
      'protected',
    ]);
  });

  it('is a membership the filter excludes: the user is left alone', async () => {
    await start();
    const change = () => world.sandbox.addToGroup(world.user('bo'), 'support-staff');
    assert.deepEqual(await outcomeOfBo(change, 'deactivate user:bo -group:support-staff'), [
      'skipped',
      'no-longer-matches',
    ]);
  });

  it('is a deletion: the user is reported as gone', async () => {
    await start();
    assert.deepEqual(await outcomeOfBo(() => world.sandbox.remove(world.user('bo'))), ['skipped', 'gone']);
  });

  it('is somebody else doing the same: nothing is written', async () => {
    await start();
    const outcome = await outcomeOfBo(async () => {
      await world.sandbox.apply(world.user('bo'), { kind: 'deactivate' }, new AbortController().signal);
    });

    assert.deepEqual(outcome, ['already-so']);
    assert.equal((await world.sandbox.writes(world.user('bo'))).length, 1, 'theirs, not ours');
  });

  it('is a login while the write waits out a pause of the directory: the user is read again', async () => {
    await start({ ratePerSecond: 100 });
    let refusals = 0;
    wrapApply(world, async (real, ...args) => {
      if (refusals > 0) return real(...args);
      refusals += 1;
      await world.sandbox.login(world.user('bo'));
      throw new ProblemError({ kind: 'rate-limited', source: 'Sandbox', retryAfterMs: 60_000 });
    });
    const id = await world.propose('deactivate user:bo');
    await world.say('tom', `approve ${id}`);
    await world.settleWhileTimePasses();

    assert.equal(refusals, 1);
    assert.deepEqual(await world.sandbox.writes(), []);
    const reasons = await world.storage.ledger.reasons(`R-${id.slice(2)}` as RunId);
    assert.deepEqual(reasons, [{ reason: 'logged-in-since', count: 1 }]);
  });

  async function start(options: WorldOptions = {}): Promise<void> {
    world = await World.create(options);
  }

  async function outcomeOfBo(
    meanwhile: () => Promise<void>,
    text = 'deactivate user:bo',
  ): Promise<readonly string[]> {
    const id = await world.propose(text);
    await meanwhile();
    await world.say('tom', `approve ${id}`);
    await world.settle();
    const plan = (await world.storage.runs.load(`R-${id.slice(2)}` as RunId))?.plan;
    assert.ok(plan);
    const [row] = await world.storage.ledger.outcomes(`R-${id.slice(2)}` as RunId, plan, 0, 10);
    assert.ok(row);
    return row.outcome.kind === 'skipped' ? ['skipped', row.outcome.reason] : [row.outcome.kind];
  }
});
