import { parseArgs } from 'node:util';
import { play } from './game.ts';

/**
 * The model-based test for as long as wanted: `npm run soak:model -- --runs 2000 --seed 7`. A failure prints the
 * smallest game that goes wrong; `--path` and `--replay` play that one again.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    path: { type: 'string' },
    replay: { type: 'string' },
    moves: { type: 'string', default: '60' },
    minutes: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
process.stdout.write(`model: ${values.runs} games of at most ${values.moves} moves, seed ${seed}\n`);
const sums = await play({
  runs: Number(values.runs),
  seed,
  path: values.path,
  replayPath: values.replay,
  moves: Number(values.moves),
  onGame: (so) => {
    if (so.games % 250 === 0) process.stdout.write(`${JSON.stringify(so)}\n`);
  },
  ...(values.minutes && { forMs: Number(values.minutes) * 60_000 }),
});
process.stdout.write(`${JSON.stringify(sums)}\n${sums.games} passed, 0 failed\n`);
