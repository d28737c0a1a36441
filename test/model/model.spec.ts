import assert from 'node:assert/strict';
import { play } from './game.ts';

/** The same games every time, so that a failure is a change's own; `npm run soak:model` plays others. */
const SEED = 20_261_126;
const GAMES = 120;

describe('any order of asking, deciding, working, dying and undoing', () => {
  it(`keeps to what was approved and can be told and undone (${GAMES} games, seed ${SEED})`, async function () {
    this.timeout(300_000);

    const sums = await play({ runs: GAMES, seed: SEED });

    assert.equal(sums.games, GAMES);
    assert.ok(sums.writes > GAMES && sums.undone > 0 && sums.skipped > 0, JSON.stringify(sums));
  });
});
