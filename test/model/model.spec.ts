import assert from 'node:assert/strict';
import { play } from './game.ts';

/** About as long as the short form may take. */
const FOR_MS = 15_000;
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 1_000_000);

describe('any order of asking, deciding, working, dying and undoing', () => {
  it(`keeps to what was approved and can be told and undone (seed ${SEED})`, async function () {
    this.timeout(120_000);

    const sums = await play({ runs: 1000, seed: SEED, forMs: FOR_MS });

    assert.ok(sums.games > 0 && sums.writes > 0, JSON.stringify(sums));
  });
});
