import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { World } from '../support/world.ts';
import { wrapApply } from '../support/wrap-directory.ts';

const HOUR_MS = 3_600_000;

describe('a user who was begun and written only later', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create({ cap: 1, concurrency: 1 });
  });
  afterEach(() => world.end());

  it('keeps their share of the day', async () => {
    const { first, second } = await twoRuns();
    await go(first, 2);
    await go(second, 2);

    assert.deepEqual(await ends(first), ['done']);
    assert.deepEqual(await ends(second), ['beyond-cap']);
  });

  it('needs a share of the day they are written in', async () => {
    const { first, second } = await twoRuns();
    await go(second, 25);
    await go(first, 2);

    assert.deepEqual(await ends(second), ['done']);
    assert.deepEqual(await ends(first), ['beyond-cap']);
  });

  it('counts from their write on', async () => {
    const { first, second } = await twoRuns();
    await go(first, 20);
    await go(second, 20);

    assert.deepEqual(await ends(first), ['done']);
    assert.deepEqual(await ends(second), ['beyond-cap']);
  });

  /** Two approved runs that are paused, the first right before its only write. */
  async function twoRuns(): Promise<{ first: RunId; second: RunId }> {
    const [a, b] = [await world.propose('deactivate user:bo'), await world.propose('deactivate user:ada')];
    const [first, second] = [a, b].map((id) => `R-${id.slice(2)}` as RunId) as [RunId, RunId];
    await world.settle();
    let isDown = true;
    wrapApply(world, async (real, ...args) => {
      if (!isDown) return real(...args);
      isDown = false;
      await world.say('tom', `pause ${first}`);
      throw new ProblemError({ kind: 'unavailable', source: 'sandbox', message: 'no answer' });
    });
    await world.say('tom', `approve ${a}`);
    await world.settleWhileTimePasses();
    await world.say('tom', 'stop');
    await world.say('tom', `approve ${b}`);
    await world.settle();
    await world.say('tom', `pause ${second}`);
    await world.say('tom', 'resume');
    await world.settle();
    assert.deepEqual([...(await ends(first)), ...(await ends(second))], []);
    return { first, second };
  }

  async function go(run: RunId, hoursLater: number): Promise<void> {
    await world.clock.leap(hoursLater * HOUR_MS);
    await world.say('tom', `continue ${run}`);
    await world.settle();
  }

  async function ends(id: RunId): Promise<readonly string[]> {
    const run = await world.storage.runs.load(id);
    assert.ok(run);
    const rows = await world.storage.ledger.outcomes(id, run.plan, 0, 10);
    return rows.map(({ outcome }) => (outcome.kind === 'skipped' ? outcome.reason : outcome.kind));
  }
});
