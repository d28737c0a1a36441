import assert from 'node:assert/strict';
import { OnceAMinute, untoldWords } from '../../../src/flows/once-a-minute.ts';

const MINUTE_MS = 60_000;

describe('once a minute', () => {
  it('tells the first of a kind and says later how many it kept back', () => {
    const told = new OnceAMinute();
    assert.deepEqual(
      [told.tell('a', 0), told.tell('a', 1), told.tell('b', 1), told.tell('a', MINUTE_MS - 1)],
      [0, undefined, 0, undefined],
    );
    assert.equal(told.tell('a', MINUTE_MS), 2);
    assert.equal(told.tell('a', 3 * MINUTE_MS), 0);
  });

  it('lets whoever makes up many kinds share one place', () => {
    const told = new OnceAMinute();
    const answers = Array.from({ length: 1000 }, (_, n) => told.tell(`kind ${n}`, 0));
    assert.equal(answers.filter((untold) => untold !== undefined).length, 101);
  });

  it('has room for new kinds after a minute and loses no count', () => {
    const told = new OnceAMinute();
    for (let n = 0; n < 300; n += 1) told.tell(`kind ${n % 150}`, 0);
    assert.equal(told.tell('new', MINUTE_MS), 0);
    assert.equal(told.tell('new', MINUTE_MS + 1), undefined, 'it has a place of its own');
    const others = Array.from({ length: 200 }, (_, n) => told.tell(`other ${n}`, MINUTE_MS + 1));
    assert.deepEqual(
      others.filter((untold) => untold !== undefined && untold > 0),
      [199],
    );
  });

  it('says nothing where nothing was kept back', () => {
    assert.deepEqual([untoldWords(0), untoldWords(3)], ['', '; 3 more were refused since the last entry']);
  });
});
