import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suspicionOf } from '../../../src/policy/suspicious-read.ts';

const shape = (users: number, loggedIn = users) => ({ users, loggedIn });

describe('a read that cannot be right', () => {
  it('has more than a fifth fewer users', () => {
    assert.equal(suspicionOf(shape(1_200), shape(960)), null);
    assert.equal(
      suspicionOf(shape(1_200), shape(959)),
      'Only 959 users were read, where the read before had 1,200.',
    );
    assert.equal(suspicionOf(shape(20), shape(0)), 'Only 0 users were read, where the read before had 20.');
  });

  it('knows a login of more than a fifth fewer', () => {
    assert.equal(suspicionOf(shape(1_200, 1_000), shape(1_200, 800)), null);
    assert.equal(
      suspicionOf(shape(1_200, 1_000), shape(1_200, 799)),
      'A login is known of only 799 users, where the read before knew one of 1,000.',
    );
  });

  it('is told by its users when both dropped', () => {
    assert.match(suspicionOf(shape(100), shape(10)) ?? '', /^Only 10 users/);
  });

  it('is not what only a handful left', () => {
    assert.equal(suspicionOf(shape(19), shape(0)), null);
    assert.equal(suspicionOf(shape(100, 19), shape(100, 0)), null);
    assert.notEqual(suspicionOf(shape(100, 20), shape(100, 0)), null);
  });

  it('is judged without rounding, however many users', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 400_000 }), (fifth) => {
        assert.equal(suspicionOf(shape(5 * fifth), shape(4 * fifth)), null);
        assert.notEqual(suspicionOf(shape(5 * fifth), shape(4 * fifth - 1)), null);
      }),
    );
  });

  it('is never one that grew', () => {
    const amount = fc.nat({ max: 100_000 });
    fc.assert(
      fc.property(amount, amount, amount, amount, (users, loggedIn, more, moreLogins) => {
        assert.equal(suspicionOf({ users, loggedIn }, shape(users + more, loggedIn + moreLogins)), null);
      }),
    );
  });
});
