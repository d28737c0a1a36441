import assert from 'node:assert/strict';
import type { RunId } from '../../../../src/domain/ids.ts';
import type { Step } from '../../../../src/domain/operation.ts';
import type { DirectoryUser } from '../../../../src/domain/user.ts';
import type { GuardContext } from '../../../../src/policy/guardrails/guard.ts';
import { tooNew } from '../../../../src/policy/guardrails/too-new.ts';
import { aDirectoryUser, DAY_MS, NOW } from '../../../support/builders.ts';
import { aGuardContext, DEACTIVATE, DELETE, GIVING } from '../../../support/guard-contexts.ts';

const FORTNIGHT = 14 * DAY_MS;
const YOUNG = NOW - FORTNIGHT + 1;
const OLD = NOW - FORTNIGHT;
const NEWER = { reason: 'too-new', detail: 'never used and newer than 14 days' };

function guardFor(
  facts: Partial<DirectoryUser>,
  context: Partial<GuardContext> = {},
  steps: readonly Step[] = DEACTIVATE,
) {
  const user = aDirectoryUser({ lastLogin: { kind: 'never' }, ...facts });
  return tooNew({ user, steps }, aGuardContext(context));
}

describe('a never-used account', () => {
  it('keeps its access until it is two weeks old, to the millisecond', () => {
    assert.deepEqual(guardFor({ createdAt: YOUNG }), NEWER);
    assert.equal(guardFor({ createdAt: OLD }), null);
  });

  it('counts as new when nobody knows its age', () => {
    assert.deepEqual(guardFor({ createdAt: null }), {
      reason: 'too-new',
      detail: 'never used, of unknown age',
    });
  });

  it('starts anew when it is brought back, and has an age then', () => {
    assert.deepEqual(guardFor({ createdAt: 0 }, { clockStartOf: () => YOUNG }), NEWER);
    assert.deepEqual(guardFor({ createdAt: null }, { clockStartOf: () => YOUNG }), NEWER);
    assert.equal(guardFor({ createdAt: null }, { clockStartOf: () => OLD }), null);
  });

  it('is not made older by a clock that started before it was created', () => {
    assert.deepEqual(guardFor({ createdAt: YOUNG }, { clockStartOf: () => OLD }), NEWER);
  });

  it('is asked about by its reference', () => {
    const { ref } = aDirectoryUser();

    assert.equal(
      guardFor({ createdAt: null }, { clockStartOf: (asked) => (asked === ref ? OLD : null) }),
      null,
    );
  });

  it('is deactivated again by the undo of its activation, unless it was only just created', () => {
    const operation = { kind: 'undo', run: 'R-1' as RunId, user: null, username: null } as const;

    assert.equal(guardFor({ createdAt: OLD }, { operation, clockStartOf: () => NOW }), null);
    assert.deepEqual(guardFor({ createdAt: YOUNG }, { operation, clockStartOf: () => NOW }), NEWER);
  });

  it('loses nothing else either that its access hangs on', () => {
    assert.deepEqual(
      guardFor({ createdAt: YOUNG }, {}, [{ kind: 'leave', group: 'Confluence-Users' }]),
      NEWER,
    );
    const facts = { createdAt: YOUNG, inherited: { 'confluence-users': 'finance' } };
    assert.deepEqual(guardFor(facts, {}, [{ kind: 'leave', group: 'finance' }]), NEWER);
  });

  it('may lose what its access does not hang on, and be given anything', () => {
    assert.equal(guardFor({ createdAt: YOUNG }, {}, [{ kind: 'leave', group: 'finance' }]), null);
    for (const steps of Object.values(GIVING)) assert.equal(guardFor({ createdAt: YOUNG }, {}, steps), null);
  });

  it('has no access to keep once it is deactivated', () => {
    assert.equal(guardFor({ createdAt: YOUNG, active: false }, {}, DELETE), null);
  });
});

describe('an account that was used, or of which nobody knows', () => {
  for (const lastLogin of [
    { kind: 'at', at: NOW },
    { kind: 'before', at: NOW },
    { kind: 'unknown' },
  ] as const) {
    it(`has no minimum age: last login ${lastLogin.kind}`, () => {
      assert.equal(guardFor({ lastLogin, createdAt: YOUNG }), null);
      assert.equal(guardFor({ lastLogin, createdAt: null }), null);
    });
  }
});
