import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterSteps, type Operation, type Step, stepsFor } from '../../../src/domain/operation.ts';
import { carriedOut, isChanged, undoingOf } from '../../../src/domain/undo.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import { aDirectoryUser } from '../../support/builders.ts';

const GROUPS = ['alpha', 'beta', 'gamma', 'delta'];
const WORLD = { seatGroups: new Set<string>(), at: 7 };
const some = fc.subarray(GROUPS, { minLength: 1 });

const anyUser = fc
  .record({ groups: fc.subarray(GROUPS), active: fc.boolean() })
  .map((facts) => aDirectoryUser({ ...facts, seat: { kind: 'none' } }));
const anyOperation: fc.Arbitrary<Exclude<Operation, { kind: 'undo' | 'delete' }>> = fc.oneof(
  fc.constant({ kind: 'activate' as const }),
  fc.constantFrom(null, '_old').map((suffix) => ({ kind: 'deactivate' as const, suffix })),
  some.map((groups) => ({ kind: 'add-to-groups' as const, groups })),
  some.map((groups) => ({ kind: 'remove-from-groups' as const, groups })),
  fc.tuple(some, some).map(([from, to]) => ({ kind: 'move-groups' as const, from, to })),
);

function taken(steps: readonly Step[], user: DirectoryUser): DirectoryUser {
  return afterSteps(steps, user, WORLD) as DirectoryUser;
}

function looks({ username, active, groups }: DirectoryUser): unknown {
  return [username, active, [...groups].sort()];
}

describe('undoing what a run did to a user', () => {
  it('puts back exactly what was, however far the run came, and is undone by the same rule', () => {
    fc.assert(
      fc.property(anyUser, anyOperation, fc.nat({ max: 9 }), (before, operation, far) => {
        const steps = stepsFor(operation, before, { canRename: true, formerName: null });
        const left = taken(steps.slice(0, far), before);
        const undoing = undoingOf(before, left, left);
        assert.ok('steps' in undoing);
        const back = taken(undoing.steps, left);
        assert.deepEqual(looks(back), looks(before));
        const again = undoingOf(left, back, back);
        assert.ok('steps' in again);
        assert.deepEqual(looks(taken(again.steps, back)), looks(left));
      }),
    );
  });

  it('leaves alone what somebody else changed before the write, after it or both', () => {
    const somebody = fc.tuple(fc.constantFrom('join', 'leave'), fc.constantFrom('x-ray', 'yankee'));
    const others = fc
      .array(somebody, { maxLength: 3 })
      .map((of) => of.map(([kind, group]) => ({ kind, group }) as Step));
    fc.assert(
      fc.property(anyUser, anyOperation, others, others, (user, operation, early, late) => {
        const before = { ...user, groups: [...user.groups, 'yankee'] };
        const steps = stepsFor(operation, before, { canRename: true, formerName: null });
        const found = taken([...early, ...steps], before);
        const ours = taken(carriedOut(steps, before, found), before);
        const now = taken(late, found);
        const undoing = undoingOf(before, ours, now);
        assert.ok('steps' in undoing);
        assert.deepEqual(looks(taken(undoing.steps, now)), looks(taken([...early, ...late], before)));
      }),
    );
  });

  it('has nothing to put back where the run did nothing', () => {
    const before = aDirectoryUser();
    const found = aDirectoryUser({ groups: [] });
    const left = taken(carriedOut([{ kind: 'deactivate' }], before, found), before);

    assert.equal(isChanged(before, found), true);
    assert.equal(isChanged(before, left), false);
  });

  it('is not for a status or a name that somebody changed since', () => {
    const before = aDirectoryUser();
    const renamed = aDirectoryUser({ active: false, username: 'ada_old' });

    assert.deepEqual(undoingOf(before, renamed, { ...renamed, username: 'eve' }), {
      movedSince: 'is called eve by now',
    });
    const joined = aDirectoryUser({ groups: [...before.groups, 'ops'] });
    assert.deepEqual(undoingOf(before, joined, { ...joined, active: false }), {
      movedSince: 'deactivated since',
    });
  });
});
