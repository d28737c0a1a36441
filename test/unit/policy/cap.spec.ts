import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CAP_WINDOW_MS, capOf, daysFor } from '../../../src/policy/cap.ts';

const CAP = { users: 25, percentOfActive: 5 };

describe('the cap', () => {
  it('counts what was taken within twenty-four hours', () => {
    assert.equal(CAP_WINDOW_MS, 86_400_000);
  });

  it('is the larger of a number of users and a percentage of the active ones', () => {
    for (const [active, limit] of [
      [0, 25],
      [500, 25],
      [519, 25],
      [520, 26],
      [12_000, 600],
    ] as const) {
      assert.equal(capOf(CAP, active), limit, `${active} active users`);
    }
  });

  it('is in whole users, never more than the percentage', () => {
    assert.equal(capOf({ users: 1, percentOfActive: 5 }, 59), 2);
    assert.equal(capOf({ users: 1, percentOfActive: 0 }, 100_000), 1);
    assert.equal(capOf({ users: 1, percentOfActive: 100 }, 333), 333);
  });
});

describe('the days a change takes under the cap', () => {
  it('are as the spec has it: 2,412 eligible, 600 a day, 5 days', () => {
    assert.equal(daysFor(2_412, 600), 5);
  });

  it('start with what is left of today', () => {
    assert.equal(daysFor(2_412, 600, 12), 5);
    assert.equal(daysFor(2_412, 600, 11), 6);
    assert.equal(daysFor(25, 25, 0), 2);
    assert.equal(daysFor(25, 25, 24), 2);
    assert.equal(daysFor(25, 25, 25), 1);
    assert.equal(daysFor(0, 25, 0), 0);
  });

  it('are as many as it takes to go through them day by day', () => {
    const amount = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 60 }), amount, (eligible, limit, share) => {
        const left = Math.min(share, limit);
        let days = eligible === 0 ? 0 : 1;
        for (let open = eligible - left; open > 0; open -= limit) days += 1;

        assert.equal(daysFor(eligible, limit, left), days);
      }),
    );
  });
});
