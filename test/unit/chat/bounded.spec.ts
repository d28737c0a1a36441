import assert from 'node:assert/strict';
import { Bounded } from '../../../adapters/chat/bounded.ts';

describe('what is remembered within bounds', () => {
  it('drops what was unused longest, and reading is a use', () => {
    const kept = new Bounded<number>(2);
    kept.set('a', 1);
    kept.set('b', 2);
    assert.equal(kept.get('a'), 1);
    kept.set('c', 3);
    assert.deepEqual([kept.get('a'), kept.get('b'), kept.get('c')], [1, undefined, 3]);
  });

  it('keeps one value a key and makes a missing one once', () => {
    const kept = new Bounded<number>(2);
    kept.set('a', 1);
    kept.set('a', 2);
    kept.set('b', 3);
    assert.equal(
      kept.getOr('a', () => 4),
      2,
    );
    assert.equal(
      kept.getOr('c', () => 5),
      5,
    );
    assert.equal(kept.get('b'), undefined);
    kept.delete('a');
    assert.equal(kept.get('a'), undefined);
  });
});
