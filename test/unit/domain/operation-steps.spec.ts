import assert from 'node:assert/strict';
import type { RunId } from '../../../src/domain/ids.ts';
import {
  needsOf,
  type Operation,
  type Step,
  type StepFacts,
  stepsFor,
} from '../../../src/domain/operation.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import { aDirectoryUser } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

type Asked = Exclude<Operation, { readonly kind: 'undo' }>;
const INHERITED = { groups: ['finance', 'paris'], inherited: { finance: 'paris' } };

function stepsOf(operation: Asked, user: Partial<DirectoryUser> = {}, facts: Partial<StepFacts> = {}) {
  return stepsFor(operation, deepFreeze(aDirectoryUser(user)), {
    canRename: true,
    formerName: null,
    ...facts,
  });
}

const join = (group: string): Step => ({ kind: 'join', group });
const leave = (group: string): Step => ({ kind: 'leave', group });

describe('the steps of an activation', () => {
  const OPERATION = { kind: 'activate' } as const;

  it('are one for a deactivated user and none for an active one', () => {
    assert.deepEqual(stepsOf(OPERATION, { active: false }), [{ kind: 'activate' }]);
    assert.deepEqual(stepsOf(OPERATION), []);
  });

  it('give back the name first, so that a taken one leaves nothing half-done', () => {
    assert.deepEqual(stepsOf(OPERATION, { active: false, username: 'ada_old' }, { formerName: 'ada' }), [
      { kind: 'rename', to: 'ada' },
      { kind: 'activate' },
    ]);
  });

  it('give back the name of who was enabled without it', () => {
    const facts = { formerName: 'ada' };

    assert.deepEqual(stepsOf(OPERATION, { username: 'ada_old' }, facts), [{ kind: 'rename', to: 'ada' }]);
  });

  it('leave the name alone where it is back already or cannot be given', () => {
    const user = { active: false, username: 'ada_old' };

    assert.deepEqual(stepsOf(OPERATION, user, { formerName: 'ada_old' }), [{ kind: 'activate' }]);
    assert.deepEqual(stepsOf(OPERATION, user, { formerName: 'ada', canRename: false }), [
      { kind: 'activate' },
    ]);
    assert.deepEqual(stepsOf(OPERATION, user), [{ kind: 'activate' }]);
  });
});

describe('the steps of a deactivation', () => {
  const SUFFIXED = { kind: 'deactivate', suffix: '_old' } as const;

  it('are one for an active user and none for a deactivated one, whatever its name', () => {
    for (const suffix of [null, '_old']) {
      assert.deepEqual(stepsOf({ kind: 'deactivate', suffix }, { active: false }), []);
    }
    assert.deepEqual(stepsOf({ kind: 'deactivate', suffix: null }), [{ kind: 'deactivate' }]);
  });

  it('put the suffix behind the name, afterwards', () => {
    assert.deepEqual(stepsOf(SUFFIXED), [{ kind: 'deactivate' }, { kind: 'rename', to: 'ada_old' }]);
  });

  it('put no suffix where it already is, in whatever case, or where names cannot be changed', () => {
    for (const username of ['ada_old', 'ada_OLD', 'ada_old_old']) {
      assert.deepEqual(stepsOf(SUFFIXED, { username }), [{ kind: 'deactivate' }], username);
    }
    assert.deepEqual(stepsOf(SUFFIXED, {}, { canRename: false }), [{ kind: 'deactivate' }]);
    assert.deepEqual(stepsOf({ kind: 'deactivate', suffix: '' }), [{ kind: 'deactivate' }]);
  });

  it('put it also where the name only holds it', () => {
    assert.deepEqual(stepsOf(SUFFIXED, { username: 'ada_old2' })[1], { kind: 'rename', to: 'ada_old2_old' });
  });
});

describe('the step of a deletion', () => {
  it('is the same for everybody: whether it may be is for the guardrails to say', () => {
    for (const active of [true, false]) {
      assert.deepEqual(stepsOf({ kind: 'delete' }, { active }), [{ kind: 'delete' }]);
    }
  });
});

describe('the steps of a change of groups', () => {
  it('add who is not yet a member, in the order asked', () => {
    const operation = { kind: 'add-to-groups', groups: ['sales', 'FINANCE', 'audit'] } as const;

    assert.deepEqual(stepsOf(operation), [join('sales'), join('audit')]);
    assert.deepEqual(stepsOf({ ...operation, groups: ['finance'] }, INHERITED), []);
  });

  it('remove who is a member by themselves', () => {
    const operation = { kind: 'remove-from-groups', groups: ['sales', 'Finance', 'paris'] } as const;

    assert.deepEqual(stepsOf(operation), [leave('Finance')]);
    assert.deepEqual(stepsOf(operation, INHERITED), [leave('paris')]);
    assert.deepEqual(stepsOf({ ...operation, groups: ['finance'] }, INHERITED), []);
  });
});

describe('the steps of a move between groups', () => {
  const move = (from: string, to: string) =>
    ({ kind: 'move-groups', from: from.split(','), to: to.split(',') }) as const;

  it('join the new groups before they leave the old ones', () => {
    assert.deepEqual(stepsOf(move('finance', 'sales,audit')), [
      join('sales'),
      join('audit'),
      leave('finance'),
    ]);
  });

  it('are none for who is in none of the old groups by themselves', () => {
    assert.deepEqual(stepsOf(move('support', 'sales')), []);
    assert.deepEqual(stepsOf(move('finance', 'sales'), INHERITED), []);
  });

  it('are what is missing for who is partly there', () => {
    const groups = ['finance', 'paris', 'sales'];

    assert.deepEqual(stepsOf(move('finance,support', 'sales,audit'), { groups }), [
      join('audit'),
      leave('finance'),
    ]);
    assert.deepEqual(stepsOf(move('finance', 'sales'), { groups }), [leave('finance')]);
    assert.deepEqual(stepsOf(move('finance,paris', 'sales'), INHERITED), [join('sales'), leave('paris')]);
  });

  it('never leave a group that is to be joined', () => {
    const groups = ['finance', 'paris'];

    assert.deepEqual(stepsOf(move('finance,paris', 'Paris'), { groups }), [leave('finance')]);
    assert.deepEqual(stepsOf(move('finance', 'FINANCE'), { groups }), []);
    assert.deepEqual(stepsOf(move('finance,paris', 'paris'), { groups: ['finance'] }), [
      join('paris'),
      leave('finance'),
    ]);
  });

  it('join a new group that was inherited through an old one, as it would go with it', () => {
    const user = { groups: ['europe', 'france', 'paris'], inherited: { europe: 'france', france: 'paris' } };

    assert.deepEqual(stepsOf(move('paris', 'europe'), user), [join('europe'), leave('paris')]);
  });
});

describe('what a connection has to be able to write', () => {
  const NEEDS: readonly (readonly [Operation, readonly Step['kind'][]])[] = [
    [{ kind: 'activate' }, ['activate']],
    [{ kind: 'deactivate', suffix: '_old' }, ['deactivate']],
    [{ kind: 'delete' }, ['delete']],
    [{ kind: 'add-to-groups', groups: [] }, ['join']],
    [{ kind: 'remove-from-groups', groups: [] }, ['leave']],
    [{ kind: 'move-groups', from: [], to: [] }, ['join', 'leave']],
    [{ kind: 'undo', run: 'R-1' as RunId, user: null, username: null }, []],
  ];
  for (const [operation, needs] of NEEDS) {
    it(`is ${needs.join(' and ') || 'nothing of its own'} for ${operation.kind}`, () => {
      assert.deepEqual(needsOf(operation), needs);
    });
  }
});
