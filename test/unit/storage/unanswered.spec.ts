import assert from 'node:assert/strict';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { upserted, writeOnce } from '../../../adapters/storage/mongodb/unanswered.ts';

const LOST = new MongoNetworkError('connection closed');
const DUPLICATE = new MongoServerError({ message: 'E11000 duplicate key error', code: 11_000 });

/** Gives or throws one thing after the other, and fails the test when it is asked for more. */
function inTurn<T>(...turns: readonly (T | Error)[]): { next: () => Promise<T>; left: () => number } {
  const left = [...turns];
  const next = async () => {
    const turn = left.shift();
    assert.notEqual(turn, undefined);
    if (turn instanceof Error) throw turn;
    return turn as T;
  };
  return { next, left: () => left.length };
}

describe('A write to MongoDB whose answer never came', () => {
  const CASES: readonly (readonly [
    what: string,
    writes: readonly (boolean | Error)[],
    looks: readonly (boolean | Error)[],
    told: boolean | RegExp,
  ])[] = [
    ['is not looked for when it was answered', [true], [], true],
    ['is not looked for when it was refused', [false], [], false],
    ['is found', [LOST], [true], true],
    ['is made once more', [LOST, true], [false], true],
    ['is made once more, and somebody else was faster', [LOST, false], [false, false], false],
    ['arrives while it is made once more', [LOST, false], [false, true], true],
    ['is not known while nobody answers', [LOST], [LOST], /connection closed/],
    ['is not tried for ever', [LOST, LOST], [false], /connection closed/],
    ['is not tried again for another error', [new Error('other')], [], /other/],
  ];
  for (const [what, writes, looks, told] of CASES) {
    it(what, async () => {
      const [write, look] = [inTurn(...writes), inTurn(...looks)];
      const end = writeOnce(write.next, look.next);
      if (told instanceof RegExp) await assert.rejects(end, told);
      else assert.equal(await end, told);
      assert.deepEqual([write.left(), look.left()], [0, 0]);
    });
  }
});

describe('An upsert on MongoDB', () => {
  it('is made again when somebody else made the row meanwhile, and once only', async () => {
    assert.equal(await upserted(inTurn<number>(DUPLICATE, 1).next), 1);
    await assert.rejects(upserted(inTurn<number>(DUPLICATE, DUPLICATE).next), DUPLICATE);
    await assert.rejects(upserted(inTurn<number>(LOST).next), LOST);
  });
});
