import assert from 'node:assert/strict';
import type { Step } from '../../../../src/domain/operation.ts';
import { nameTaken } from '../../../../src/policy/guardrails/name-taken.ts';
import { aDirectoryUser } from '../../../support/builders.ts';
import { aGuardContext, DEACTIVATE } from '../../../support/guard-contexts.ts';

const ADA = aDirectoryUser();
const RENAME: Step = { kind: 'rename', to: 'ada_old' };
/** The name is somebody else's where Ada would get it. */
const TAKEN = aGuardContext({ isNameTaken: (name, by) => name === 'ada_old' && by === ADA.ref });

describe('a name that somebody else has', () => {
  it('holds back who would get it, wherever among the steps', () => {
    for (const steps of [[RENAME], [...DEACTIVATE, RENAME], [RENAME, ...DEACTIVATE]]) {
      assert.deepEqual(nameTaken({ user: ADA, steps }, TAKEN), {
        reason: 'name-taken',
        detail: 'the name ada_old is taken',
      });
    }
  });

  it('holds nobody back who gets a free name, or none', () => {
    assert.equal(nameTaken({ user: ADA, steps: [{ kind: 'rename', to: 'ada' }] }, TAKEN), null);
    assert.equal(nameTaken({ user: ADA, steps: DEACTIVATE }, TAKEN), null);
  });

  it('is asked about on behalf of who would get it', () => {
    const bo = aDirectoryUser({ username: 'bo' });

    assert.equal(nameTaken({ user: bo, steps: [RENAME] }, TAKEN), null);
  });
});
