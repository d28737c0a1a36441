import assert from 'node:assert/strict';
import {
  allWords,
  doingWords,
  doneWords,
  nobodyWords,
  planWords,
  suffixWords,
} from '../../../cards/operation-words.ts';
import type { RunId } from '../../../src/domain/ids.ts';
import type { Operation } from '../../../src/domain/operation.ts';

const RUN = 'R-7f3' as RunId;
const ADD: Operation = { kind: 'add-to-groups', groups: ['a', 'b'] };
const REMOVE: Operation = { kind: 'remove-from-groups', groups: ['a'] };
const MOVE: Operation = { kind: 'move-groups', from: ['a'], to: ['b'] };
const UNDO: Operation = { kind: 'undo', run: RUN, user: null, username: null };
const ONE: Operation = { kind: 'undo', run: RUN, user: null, username: 'ada' };

describe('cards: operations in words', () => {
  it('a plan is named by what it does to how many, and to which groups', () => {
    const name = (operation: Operation, targets: number): string => planWords({ operation, targets });
    assert.equal(name({ kind: 'activate' }, 1), 'Activate 1 user');
    assert.equal(name({ kind: 'deactivate', suffix: '_old' }, 25), 'Deactivate 25 users');
    assert.equal(name({ kind: 'delete' }, 2412), 'Delete 2,412 users');
    assert.equal(name(ADD, 25), 'Add 25 users to a, b');
    assert.equal(name(REMOVE, 25), 'Remove 25 users from a');
    assert.equal(name(MOVE, 25), 'Move 25 users from a to b');
    assert.equal(name(UNDO, 24), 'Undo R-7f3 for 24 users');
  });

  it('the name of a plan names no user: a channel reads it', () => {
    assert.equal(planWords({ operation: ONE, targets: 1 }), 'Undo R-7f3 for 1 user');
  });

  it('many groups are counted, not listed', () => {
    const groups = Array.from({ length: 7 }, (_, n) => `g${n}`);
    const operation: Operation = { kind: 'add-to-groups', groups };
    assert.equal(planWords({ operation, targets: 2 }), 'Add 2 users to g0, g1, g2, g3, g4 … 2 more');
  });

  it('says what goes on, what would be done, and that nobody is left', () => {
    assert.equal(doingWords(MOVE, 25), 'Moving 25 users from a to b');
    assert.equal(doingWords(UNDO, 24), 'Undoing R-7f3');
    assert.equal(doneWords(REMOVE), 'removed from a');
    assert.equal(doneWords(UNDO), 'put back');
    assert.equal(nobodyWords(ADD), 'No user to add to a, b');
    assert.equal(nobodyWords(UNDO), 'No user of R-7f3 to put back');
  });

  it('asks about one as about all', () => {
    assert.equal(allWords(ADD, 131), 'Add all 131 that match to a, b?');
    assert.equal(allWords({ kind: 'delete' }, 1), 'Delete the one user that matches?');
  });

  it('tells of a suffix only where there is one', () => {
    assert.match(suffixWords({ kind: 'deactivate', suffix: '_old' }) ?? '', /_old/);
    assert.equal(suffixWords({ kind: 'deactivate', suffix: null }), null);
    assert.equal(suffixWords(ADD), null);
  });
});
