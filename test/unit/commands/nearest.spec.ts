import assert from 'node:assert/strict';
import { editDistance, nearest } from '../../../src/commands/nearest.ts';

describe('the word that was probably meant', () => {
  it('is within two edits, a swap of neighbours being one', () => {
    assert.equal(editDistance('inactve', 'inactive', 3), 1);
    assert.equal(editDistance('gruop', 'group', 3), 1);
    assert.equal(editDistance('abc', 'abc', 3), 0);
    assert.equal(editDistance('kitten', 'sitting', 9), 3);
    assert.equal(editDistance('kitten', 'sitting', 2), 2);
    assert.equal(nearest('deactivte', ['activate', 'deactivate']), 'deactivate');
  });

  it('is nearer the shorter the word is', () => {
    assert.equal(nearest('rn', ['run']), undefined);
    assert.equal(nearest('rnu', ['run']), 'run');
    assert.equal(nearest('abcd', ['run', 'abxy']), undefined);
  });

  it('is the only one that starts with what was typed', () => {
    assert.equal(nearest('deact', ['activate', 'deactivate']), 'deactivate');
    assert.equal(nearest('appr', ['approve', 'approvals']), undefined);
  });

  it('is not looked for among very long words', () => {
    assert.equal(nearest('a'.repeat(61), ['a'.repeat(60)]), undefined);
    assert.equal(nearest('', ['a']), undefined);
  });
});
