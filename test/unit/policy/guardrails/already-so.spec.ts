import assert from 'node:assert/strict';
import type { RunId } from '../../../../src/domain/ids.ts';
import type { Operation, Step } from '../../../../src/domain/operation.ts';
import type { DirectoryUser } from '../../../../src/domain/user.ts';
import { alreadySo } from '../../../../src/policy/guardrails/already-so.ts';
import { aDirectoryUser } from '../../../support/builders.ts';
import { ACTIVATE, aGuardContext, DEACTIVATE, DELETE } from '../../../support/guard-contexts.ts';

function guardFor(operation: Operation, steps: readonly Step[], facts: Partial<DirectoryUser> = {}) {
  return alreadySo({ user: aDirectoryUser(facts), steps }, aGuardContext({ operation }));
}

const UNDO: Operation = { kind: 'undo', run: 'R-1' as RunId, user: null, username: null };
const ADD: Operation = { kind: 'add-to-groups', groups: ['finance', 'sales'] };
const REMOVE: Operation = { kind: 'remove-from-groups', groups: ['finance', 'sales'] };
const MOVE: Operation = { kind: 'move-groups', from: ['finance'], to: ['sales'] };
const JOIN: Step = { kind: 'join', group: 'sales' };
const LEAVE: Step = { kind: 'leave', group: 'finance' };
const INHERITED = { groups: ['finance', 'paris'], inherited: { finance: 'paris' } };

describe('who is already so', () => {
  for (const [what, operation, steps, facts, guard] of [
    ['an activation', { kind: 'activate' }, ACTIVATE, {}, 'already active'],
    ['an activation without steps', { kind: 'activate' }, [], {}, 'already active'],
    [
      'a deactivation',
      { kind: 'deactivate', suffix: '_old' },
      DEACTIVATE,
      { active: false },
      'already deactivated',
    ],
    ['an undo', UNDO, ACTIVATE, {}, 'already as it was'],
    ['an undo without steps', UNDO, [], {}, 'already as it was'],
    ['an addition', ADD, [JOIN], { groups: ['finance', 'Sales'] }, 'already in finance, sales'],
    ['a removal', REMOVE, [LEAVE], { groups: [] }, 'not in finance, sales'],
    ['a removal without steps', REMOVE, [], { groups: [] }, 'not in finance, sales'],
  ] as const satisfies readonly (readonly [
    string,
    Operation,
    readonly Step[],
    Partial<DirectoryUser>,
    string,
  ])[]) {
    it(`is left out of ${what}: ${guard}`, () => {
      assert.deepEqual(guardFor(operation, steps, facts), { reason: 'already-so', detail: guard });
    });
  }

  it('is not who one of several steps is open for', () => {
    const renamed: readonly Step[] = [...DEACTIVATE, { kind: 'rename', to: 'ada_old' }];

    assert.equal(guardFor({ kind: 'deactivate', suffix: '_old' }, renamed, { active: false }), null);
    assert.equal(guardFor({ kind: 'activate' }, [{ kind: 'rename', to: 'a' }, ...ACTIVATE]), null);
    assert.equal(guardFor(ADD, [{ kind: 'join', group: 'finance' }, JOIN]), null);
  });

  it('is never who is to be deleted', () => {
    assert.equal(guardFor({ kind: 'delete' }, DELETE, { active: false }), null);
  });
});

describe('a move between groups', () => {
  it('leaves out who is in none of the old groups', () => {
    for (const steps of [[], [JOIN, LEAVE]]) {
      assert.deepEqual(guardFor(MOVE, steps, { groups: ['paris'] }), {
        reason: 'not-a-member',
        detail: 'not in finance',
      });
    }
  });

  it('takes who is in an old group, whatever new ones they have', () => {
    assert.equal(guardFor(MOVE, [LEAVE], { groups: ['finance', 'sales'] }), null);
    assert.equal(guardFor(MOVE, [JOIN, LEAVE]), null);
  });
});

describe('a membership that is only inherited', () => {
  for (const operation of [REMOVE, MOVE]) {
    it(`is left alone by ${operation.kind}, which names the group it comes through`, () => {
      for (const steps of [[], [LEAVE]]) {
        assert.deepEqual(guardFor(operation, steps, INHERITED), {
          reason: 'inherited',
          detail: 'in finance through paris',
        });
      }
    });
  }

  it('holds nothing back while there is one of the own to take', () => {
    const facts = { groups: ['finance', 'paris', 'sales'], inherited: { finance: 'paris' } };

    assert.equal(guardFor(REMOVE, [{ kind: 'leave', group: 'sales' }], facts), null);
  });

  it('is a membership for who is to be added', () => {
    assert.equal(guardFor({ ...ADD, groups: ['finance'] }, [], INHERITED)?.reason, 'already-so');
  });
});
