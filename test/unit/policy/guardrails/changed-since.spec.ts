import assert from 'node:assert/strict';
import type { RunId } from '../../../../src/domain/ids.ts';
import type { Step } from '../../../../src/domain/operation.ts';
import { recheck } from '../../../../src/policy/guardrails/recheck.ts';
import { aDirectoryUser, aTarget } from '../../../support/builders.ts';
import { ACTIVATE, aRecheckContext, DEACTIVATE } from '../../../support/guard-contexts.ts';

const UNDO = { kind: 'undo', run: 'R-1' as RunId, user: null, username: null } as const;
const RENAME: Step = { kind: 'rename', to: 'ada_old' };
const JOIN: Step = { kind: 'join', group: 'sales' };

const ADA = aDirectoryUser();
const CALLED = { reason: 'changed-since', detail: 'is called ada.smith by now' };

describe('a name that changed since the plan', () => {
  const target = aTarget(ADA, { steps: [...DEACTIVATE, RENAME] });
  const renamed = { ...ADA, username: 'ada.smith' };

  it('is never written over', () => {
    assert.deepEqual(recheck(target, renamed, aRecheckContext()), CALLED);
    const back = aTarget(ADA, { steps: [{ kind: 'rename', to: 'ada.okafor' }, JOIN] });
    assert.deepEqual(recheck(back, renamed, aRecheckContext({ operation: UNDO })), CALLED);
  });

  it('is told also when only its case changed', () => {
    assert.equal(recheck(target, { ...ADA, username: 'Ada' }, aRecheckContext())?.reason, 'changed-since');
  });

  it('does not matter to steps that leave names alone', () => {
    assert.equal(recheck(aTarget(ADA), renamed, aRecheckContext()), null);
    assert.equal(
      recheck(aTarget(ADA, { steps: [JOIN] }), renamed, aRecheckContext({ operation: UNDO })),
      null,
    );
  });

  it('is no change when it is the very name to be given', () => {
    assert.equal(recheck(target, { ...ADA, username: 'ada_old' }, aRecheckContext()), null);
  });
});

describe('a status that changed since the plan', () => {
  const undone = aRecheckContext({ operation: UNDO });

  it('stops an undo that does not know it', () => {
    for (const active of [true, false]) {
      const user = { ...ADA, active };
      const detail = active ? 'deactivated since' : 'activated since';

      assert.equal(recheck(aTarget(user, { steps: [JOIN] }), user, undone), null);
      assert.deepEqual(recheck(aTarget(user, { steps: [JOIN] }), { ...user, active: !active }, undone), {
        reason: 'changed-since',
        detail,
      });
    }
  });

  it('is no change for an undo that wants it so and has more to do', () => {
    const gone = { ...ADA, active: false };

    assert.equal(recheck(aTarget(gone, { steps: [...ACTIVATE, JOIN] }), ADA, undone), null);
    assert.equal(recheck(aTarget(ADA, { steps: [JOIN, ...DEACTIVATE] }), gone, undone), null);
  });

  it('does not matter to an operation that is no undo', () => {
    const operation = { kind: 'add-to-groups', groups: ['sales'] } as const;
    const target = aTarget(ADA, { steps: [JOIN] });

    assert.equal(recheck(target, { ...ADA, active: false }, aRecheckContext({ operation })), null);
  });
});
