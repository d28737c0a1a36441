import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import { problemOf } from '../../src/domain/problem.ts';
import { readBackRun } from '../../src/flows/run/read-back.ts';
import { secondInstance } from '../support/second-instance.ts';
import { Suspended } from '../support/suspend.ts';
import { World } from '../support/world.ts';

describe('the read-back of runs by several instances', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create({ sandbox: { users: 1_200 } });
  });
  afterEach(() => world.end());

  /** A run that is over and not yet read back. */
  async function ended(text: string): Promise<RunId> {
    const id = (await world.carryOut(text)) as RunId;
    const run = (await world.storage.runs.load(id)) ?? assert.fail();
    await world.storage.runs.replace({ ...run, version: run.version + 1, readBack: null });
    return id;
  }

  const isReadBack = async (id: RunId) => (await world.storage.runs.load(id))?.readBack !== null;
  const never = () => new AbortController().signal;

  it('asks for one large run at a time, so that a budget is not multiplied by the number of instances', async () => {
    const [first, second] = [
      await ended('deactivate inactive:90d dir:internal,crowd'),
      await ended('deactivate inactive:30d dir:internal,crowd'),
    ];
    const small = await ended('activate user:bo status:any');
    const other = await secondInstance(world);
    const reading = new Suspended(world.services, {
      store: 'directory',
      method: 'user',
      when: 'after',
      nth: 5,
    });
    const going = readBackRun(reading.services, first, never());
    await reading.reached;

    const refused = await readBackRun(other, second, never()).catch(problemOf);
    assert.equal(refused?.kind, 'unavailable');
    const own = await readBackRun(world.services, second, never()).catch(problemOf);
    assert.equal(own?.kind, 'unavailable', 'nor another of the same instance');
    await readBackRun(other, small, never());
    assert.deepEqual(
      [await isReadBack(first), await isReadBack(second), await isReadBack(small)],
      [false, false, true],
    );

    reading.wake();
    await going;
    await readBackRun(other, second, never());
    assert.deepEqual([await isReadBack(first), await isReadBack(second)], [true, true]);
  });

  it('takes over from an instance that died at it', async () => {
    const run = await ended('deactivate inactive:90d dir:internal,crowd');
    const other = await secondInstance(world);
    await world.storage.leases.acquire('read-back/sandbox', 'dead', 30_000, world.clock.now());
    assert.equal((await readBackRun(other, run, never()).catch(problemOf))?.kind, 'unavailable');
    await world.clock.advance(30_000);
    await readBackRun(other, run, never());
    assert.ok(await isReadBack(run));
  });
});
