import assert from 'node:assert/strict';
import {
  goingWith,
  inheritedThrough,
  isDirect,
  isMember,
  joined,
  type Memberships,
  without,
} from '../../../src/domain/membership.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

/** In Paris by themselves; Paris is in France, France in Europe, which is how they are in those. */
const PARIS: Memberships = deepFreeze({
  groups: ['Europe', 'France', 'Paris', 'finance'],
  inherited: { Europe: 'france', France: 'PARIS' },
});

describe('a membership', () => {
  it('counts whatever the case, and whether it is direct or inherited', () => {
    for (const name of ['paris', 'PARIS', 'Paris', 'europe', 'finance']) {
      assert.equal(isMember(PARIS, name), true, name);
    }
    assert.equal(isMember(PARIS, 'sales'), false);
    assert.equal(isMember({ groups: [] }, ''), false);
  });

  it('says through which group it is inherited', () => {
    assert.equal(inheritedThrough(PARIS, 'FRANCE'), 'PARIS');
    assert.equal(inheritedThrough(PARIS, 'paris'), undefined);
    assert.equal(inheritedThrough({}, 'paris'), undefined);
  });

  it('is direct where it is not inherited', () => {
    assert.deepEqual(
      ['paris', 'Finance', 'france', 'europe', 'sales'].filter((name) => isDirect(PARIS, name)),
      ['paris', 'Finance'],
    );
  });
});

describe('leaving a group', () => {
  it('takes along what comes through it, over any number of groups', () => {
    assert.deepEqual([...goingWith(PARIS, 'Paris')], ['paris', 'france', 'europe']);
    assert.deepEqual(without(PARIS, 'paris'), { groups: ['finance'], inherited: {} });
  });

  it('takes along nothing else', () => {
    assert.deepEqual(without(PARIS, 'FINANCE'), { ...PARIS, groups: ['Europe', 'France', 'Paris'] });
    assert.deepEqual(without(PARIS, 'sales'), PARIS);
  });

  it('ends where groups are in one another', () => {
    const circle = deepFreeze({ groups: ['a', 'b'], inherited: { a: 'b', b: 'a' } });

    assert.deepEqual(without(circle, 'a'), { groups: [], inherited: {} });
  });

  it('says nothing of inheritance where nothing was known', () => {
    assert.deepEqual(without({ groups: ['a', 'b'] }, 'a'), { groups: ['b'] });
  });
});

describe('joining a group', () => {
  it('puts it in its place and keeps all others', () => {
    assert.deepEqual(joined(PARIS, 'audit'), {
      ...PARIS,
      groups: ['Europe', 'France', 'Paris', 'audit', 'finance'],
    });
    assert.deepEqual(joined({ groups: [] }, 'audit'), { groups: ['audit'] });
  });

  it('makes an inherited membership one of the own, which then stays', () => {
    const own = joined(PARIS, 'france');

    assert.deepEqual(own, { groups: PARIS.groups, inherited: { Europe: 'france' } });
    assert.deepEqual(without(own, 'paris').groups, ['Europe', 'France', 'finance']);
  });

  it('keeps whatever else is known of the user', () => {
    assert.deepEqual(joined({ groups: [], name: 'Ada' }, 'audit'), { groups: ['audit'], name: 'Ada' });
  });
});
