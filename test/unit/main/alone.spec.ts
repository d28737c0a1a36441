import assert from 'node:assert/strict';
import { createAlone } from '../../../src/main/alone.ts';
import { World } from '../../support/world.ts';

describe('What one instance does alone', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  /** Work that does not end before it is told to. */
  function slow() {
    let end = () => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    return { end, work: () => over.then(() => 'done') };
  }

  it('is done by nobody else meanwhile, in this process or another, and by anybody afterwards', async () => {
    const [here, there] = [createAlone(world.services, 'slack'), createAlone(world.services, 'slack')];
    const { end, work } = slow();
    const first = here('renewal/T1', work);
    assert.equal(await there('renewal/T1', work), undefined);
    assert.equal(await here('renewal/T1', work), undefined);
    assert.deepEqual(await there('renewal/T2', async () => 2), { value: 2 });
    assert.deepEqual(await createAlone(world.services, 'teams')('renewal/T1', async () => 3), { value: 3 });
    end();
    assert.deepEqual(await first, { value: 'done' });
    assert.deepEqual(await there('renewal/T1', async () => 4), { value: 4 });
  });

  it('is given up by what fails, and after half a minute by who died', async () => {
    const alone = createAlone(world.services, 'slack');
    await assert.rejects(
      alone('renewal/T1', async () => {
        throw new Error('broken');
      }),
      /broken/,
    );
    const { end, work } = slow();
    const dead = alone('renewal/T1', work);
    assert.equal(await alone('renewal/T1', async () => 1), undefined);
    await world.clock.advance(30_000);
    assert.deepEqual(await alone('renewal/T1', async () => 2), { value: 2 });
    end();
    await dead;
  });
});
