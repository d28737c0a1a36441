import assert from 'node:assert/strict';
import { isAlreadySo, stepsOf, takesAccess } from '../../../src/domain/operation.ts';

describe('an operation', () => {
  it('has one step of its own kind', () => {
    assert.deepEqual(stepsOf({ kind: 'activate' }), [{ kind: 'activate' }]);
    assert.deepEqual(stepsOf({ kind: 'deactivate' }), [{ kind: 'deactivate' }]);
  });

  it('takes access away when it deactivates and not when it activates', () => {
    assert.equal(takesAccess({ kind: 'deactivate' }), true);
    assert.equal(takesAccess({ kind: 'activate' }), false);
  });

  it('is already so for a user in the state it leads to', () => {
    assert.equal(isAlreadySo({ kind: 'activate' }, { active: true }), true);
    assert.equal(isAlreadySo({ kind: 'activate' }, { active: false }), false);
    assert.equal(isAlreadySo({ kind: 'deactivate' }, { active: true }), false);
    assert.equal(isAlreadySo({ kind: 'deactivate' }, { active: false }), true);
  });
});
