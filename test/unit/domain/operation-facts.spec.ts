import assert from 'node:assert/strict';
import type { RunId } from '../../../src/domain/ids.ts';
import {
  actionsOf,
  grantsAdmin,
  isNoop,
  restartsClock,
  type Step,
  stepWords,
  takesAccess,
  takesAway,
} from '../../../src/domain/operation.ts';
import { aDirectoryUser } from '../../support/builders.ts';

const STEPS = {
  activate: { kind: 'activate' },
  deactivate: { kind: 'deactivate' },
  rename: { kind: 'rename', to: 'ada_old' },
  delete: { kind: 'delete' },
  join: { kind: 'join', group: 'Sales' },
  leave: { kind: 'leave', group: 'Sales' },
} as const satisfies { readonly [K in Step['kind']]: Extract<Step, { kind: K }> };
const KINDS = Object.keys(STEPS) as Step['kind'][];
const OTHERS: readonly Step[] = [STEPS.rename, STEPS.join];
const SALES = new Set(['sales']);
const NOBODY = {};
const ASLEEP = { active: false, groups: ['finance'] };

function kindsWhere(test: (steps: readonly Step[]) => boolean): readonly Step['kind'][] {
  const alone = KINDS.filter((kind) => test([STEPS[kind]]));
  // One step is enough, wherever it stands; none does nothing.
  assert.equal(test([]), false);
  for (const kind of alone) assert.equal(test([...OTHERS, STEPS[kind], ...OTHERS]), true, kind);
  return alone;
}

describe('steps', () => {
  it('take away by deactivating, deleting and leaving', () => {
    assert.deepEqual(kindsWhere(takesAway), ['deactivate', 'delete', 'leave']);
  });

  it('take access by deactivating, deleting and leaving a group that grants a seat', () => {
    assert.deepEqual(
      kindsWhere((steps) => takesAccess(steps, SALES, NOBODY)),
      ['deactivate', 'delete', 'leave'],
    );
    assert.deepEqual(
      kindsWhere((steps) => takesAccess(steps, new Set(['finance']), NOBODY)),
      ['deactivate', 'delete'],
    );
  });

  it('take access also by leaving a group through which one that grants a seat comes', () => {
    const inherited = { 'Confluence-Users': 'emea', EMEA: 'sales' };

    assert.equal(takesAccess([STEPS.leave], new Set(['confluence-users']), { inherited }), true);
    assert.equal(takesAccess([STEPS.join], new Set(['confluence-users']), { inherited }), false);
  });

  it('grant administration by joining a group that grants it', () => {
    assert.deepEqual(
      KINDS.filter((kind) => grantsAdmin([STEPS[kind]], SALES, ASLEEP)),
      ['join'],
    );
    assert.equal(grantsAdmin([STEPS.leave, STEPS.join], SALES, ASLEEP), true);
    assert.equal(grantsAdmin([STEPS.join], new Set(['admins']), ASLEEP), false);
    assert.equal(grantsAdmin([], SALES, ASLEEP), false);
  });

  it('grant administration by activating a member of a group that grants it, also beside other steps', () => {
    const member = { active: false, groups: ['finance', 'SALES'] };

    assert.equal(grantsAdmin([STEPS.rename, STEPS.activate], SALES, member), true);
    assert.equal(grantsAdmin([STEPS.activate], SALES, { ...member, active: true }), false);
    assert.equal(grantsAdmin([STEPS.rename], SALES, member), false);
  });

  it('restart the idle clock by activating, and by any undo', () => {
    const undo = { kind: 'undo', run: 'R-1' as RunId, user: null, username: null } as const;

    assert.deepEqual(
      kindsWhere((steps) => restartsClock({ kind: 'activate' }, steps)),
      ['activate'],
    );
    for (const kind of KINDS) assert.equal(restartsClock(undo, [STEPS[kind]]), true);
  });

  it('are called in the audit log by their kinds, each once and in their order', () => {
    const { activate, deactivate, rename, join, leave } = STEPS;

    assert.deepEqual(
      KINDS.map((kind) => actionsOf([STEPS[kind]])),
      [
        ['User Activated'],
        ['User Deactivated'],
        ['User Renamed'],
        ['User Deleted'],
        ['Added to Group'],
        ['Removed from Group'],
      ],
    );
    assert.deepEqual(actionsOf([join, join, leave]), ['Added to Group', 'Removed from Group']);
    assert.deepEqual(actionsOf([leave, join]), ['Removed from Group', 'Added to Group']);
    assert.deepEqual(actionsOf([deactivate, rename]), ['User Deactivated']);
    assert.deepEqual(actionsOf([rename, activate]), ['User Activated']);
    assert.deepEqual(actionsOf([]), []);
  });

  it('are said in words for files', () => {
    assert.deepEqual(
      KINDS.map((kind) => stepWords(STEPS[kind])),
      ['activate', 'deactivate', 'rename to ada_old', 'delete', 'join Sales', 'leave Sales'],
    );
  });
});

describe('a step', () => {
  const user = aDirectoryUser({ groups: ['europe', 'paris'], inherited: { europe: 'paris' } });
  const noop = (step: Step, changes = {}) => isNoop(step, { ...user, ...changes });

  it('changes nothing for who is already so', () => {
    assert.equal(noop({ kind: 'activate' }), true);
    assert.equal(noop({ kind: 'activate' }, { active: false }), false);
    assert.equal(noop({ kind: 'deactivate' }), false);
    assert.equal(noop({ kind: 'deactivate' }, { active: false }), true);
    assert.equal(noop({ kind: 'rename', to: 'ada' }), true);
    assert.equal(noop({ kind: 'rename', to: 'Ada' }), false);
    assert.equal(noop({ kind: 'delete' }, { active: false }), false);
  });

  it('joins who is not yet a direct member, and lets only a direct member leave', () => {
    assert.equal(noop({ kind: 'join', group: 'PARIS' }), true);
    assert.equal(noop({ kind: 'join', group: 'europe' }), false);
    assert.equal(noop({ kind: 'join', group: 'sales' }), false);
    assert.equal(noop({ kind: 'leave', group: 'PARIS' }), false);
    assert.equal(noop({ kind: 'leave', group: 'europe' }), true);
    assert.equal(noop({ kind: 'leave', group: 'sales' }), true);
  });
});
