import assert from 'node:assert/strict';
import type { UserRef } from '../../../src/domain/ids.ts';
import { AppliedChanges } from '../../../src/roster/applied-changes.ts';

const [ADA, BOB] = ['main/1/ada', 'main/1/bob'] as [UserRef, UserRef];

describe('Changes that a roster has', () => {
  it('are admitted once, and none over a newer one of the same user', () => {
    const applied = new AppliedChanges();
    assert.equal(applied.admit({ ref: ADA, number: 7 }), true, 'our own, ahead of the log');
    assert.equal(applied.admit({ ref: ADA, number: 6 }), false, 'an older one of another instance');
    assert.equal(applied.admit({ ref: BOB, number: 6 }), true);
    assert.equal(applied.admit({ ref: ADA, number: 7 }), false, 'our own, come by once more');
    assert.equal(applied.admit({ ref: ADA, number: 8 }), true);
  });

  it('are all there up to the mark, which never goes back', () => {
    const applied = new AppliedChanges();
    applied.admit({ ref: ADA, number: 9 });
    applied.reach(5);
    applied.reach(3);
    assert.equal(applied.mark, 5);
    assert.equal(applied.admit({ ref: BOB, number: 5 }), false);
    assert.equal(applied.admit({ ref: BOB, number: 6 }), true);
    assert.equal(applied.admit({ ref: ADA, number: 8 }), false, 'still ahead of the mark');
    applied.reach(9);
    assert.equal(applied.admit({ ref: ADA, number: 9 }), false);
    assert.equal(applied.admit({ ref: ADA, number: 10 }), true);
  });
});
