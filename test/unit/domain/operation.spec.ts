import assert from 'node:assert/strict';
import { afterSteps, isAlreadySo, stepsOf, traitsOf } from '../../../src/domain/operation.ts';

const ACTIVATE = { kind: 'activate' } as const;
const DEACTIVATE = { kind: 'deactivate' } as const;

describe('an operation', () => {
  it('has one step of its own kind', () => {
    assert.deepEqual(stepsOf(ACTIVATE), [ACTIVATE]);
    assert.deepEqual(stepsOf(DEACTIVATE), [DEACTIVATE]);
  });

  it('takes access and frees seats when it deactivates, and the other way round', () => {
    assert.deepEqual(traitsOf(DEACTIVATE), {
      takesAccess: true,
      action: 'User Deactivated',
      restartsClock: false,
      freesSeats: 1,
    });
    assert.deepEqual(traitsOf(ACTIVATE), {
      takesAccess: false,
      action: 'User Activated',
      restartsClock: true,
      freesSeats: -1,
    });
  });

  it('is already so for a user in the state it leads to', () => {
    assert.equal(isAlreadySo([ACTIVATE], { active: true }), true);
    assert.equal(isAlreadySo([ACTIVATE], { active: false }), false);
    assert.equal(isAlreadySo([DEACTIVATE], { active: true }), false);
    assert.equal(isAlreadySo([DEACTIVATE], { active: false }), true);
  });

  it('carries its steps out in order and leaves the rest of the user alone', () => {
    assert.deepEqual(afterSteps([DEACTIVATE, ACTIVATE], { active: false, username: 'ada' }), {
      active: true,
      username: 'ada',
    });
  });
});
