import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import { World, type WorldOptions } from '../support/world.ts';

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
