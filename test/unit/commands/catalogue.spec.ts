import assert from 'node:assert/strict';
import { CATALOGUE, entryFor, entryNamed } from '../../../src/commands/catalogue.ts';
import type { IntentKind } from '../../../src/commands/intent.ts';
import { printFilter } from '../../../src/commands/print-filter.ts';
import type { OperationKind } from '../../../src/domain/operation.ts';
import { intentOf } from './support.ts';

/** Every kind of intent with the commands that give it; the compiler asks for a kind that is missing here. */
const COMMANDS: Readonly<Record<IntentKind, readonly string[]>> = {
  help: ['help'],
  status: ['status'],
  doctor: ['doctor'],
  whoami: ['whoami'],
  users: ['users'],
  user: ['user'],
  why: ['why'],
  change: [...['activate', 'deactivate', 'users delete'], ...['group add', 'group remove', 'group move']],
  'export-users': ['export users'],
  approvals: ['approvals'],
  approve: ['approve'],
  reject: ['reject'],
  withdraw: ['withdraw'],
  take: ['take'],
  cap: ['cap'],
  runs: ['runs'],
  run: ['run'],
  pause: ['pause'],
  continue: ['continue'],
  cancel: ['cancel'],
  undo: ['undo'],
  stop: ['stop'],
  resume: ['resume'],
  audit: ['audit'],
  'audit-export': ['audit export'],
  'audit-verify': ['audit verify'],
  'audit-retention': ['audit retention'],
  protections: ['protect list'],
  protect: ['protect'],
  unprotect: ['protect remove'],
  exemptions: ['exempt list'],
  exempt: ['exempt'],
  'end-exemption': ['exempt remove'],
  roles: ['roles'],
  'give-role': ['roles give'],
  'take-role': ['roles take'],
  people: ['people'],
  link: ['people link'],
  unlink: ['people unlink'],
  filters: ['filter list'],
  'save-filter': ['filter save'],
  'delete-filter': ['filter delete'],
};

const OPERATIONS: Readonly<Record<OperationKind, string>> = {
  activate: 'activate',
  deactivate: 'deactivate',
  delete: 'users delete',
  'add-to-groups': 'group add',
  'remove-from-groups': 'group remove',
  'move-groups': 'group move',
  undo: 'undo',
};

describe('the catalogue', () => {
  for (const entry of CATALOGUE) {
    it(`has two examples of "${entry.name}" that are read as that command`, () => {
      assert.equal(new Set(entry.examples).size, 2);
      for (const example of entry.examples) assert.equal(entryFor(intentOf(example)), entry, example);
    });

    it(`says in one sentence what "${entry.name}" does, and how it is typed`, () => {
      assert.match(entry.summary, /^[A-Z][^.]*\.$/);
      assert.ok(entry.usage.startsWith(entry.name.split(' ')[0] ?? entry.name));
    });
  }

  it('has an entry for every kind of intent, and no others', () => {
    const expected = Object.values(COMMANDS).flat().sort();
    assert.deepEqual(CATALOGUE.map((entry) => entry.name).sort(), expected);
    for (const [kind, names] of Object.entries(COMMANDS)) {
      for (const name of names) {
        const [example] = entryNamed(name).examples;
        assert.equal(intentOf(example).kind, kind, example);
      }
    }
  });

  it('has an entry for every operation', () => {
    for (const [kind, name] of Object.entries(OPERATIONS)) {
      const operation = { kind } as Parameters<typeof operationIntent>[0];
      assert.equal(entryFor(operationIntent(operation)).name, name);
    }
  });

  it('does not know other names', () => {
    assert.throws(() => entryNamed('dashboard'));
    assert.throws(() => entryNamed('constructor'));
  });
});

function operationIntent(
  operation: Extract<Parameters<typeof entryFor>[0], { kind: 'change' }>['operation'],
) {
  const order = { by: 'login', descending: false } as const;
  return { kind: 'change', operation, filter: { terms: [] }, order } as const;
}

describe('the longest name', () => {
  it('wins over a shorter one with a filter', () => {
    assert.equal(entryFor(intentOf('users delete user:ada')).name, 'users delete');
    assert.equal(entryFor(intentOf(' /aum  Users   DELETE user:ada')).name, 'users delete');
    assert.equal(entryFor(intentOf('users user:delete')).name, 'users');
    assert.equal(entryFor(intentOf('audit export')).name, 'audit export');
    assert.equal(entryFor(intentOf('audit target:export')).name, 'audit');
    assert.equal(entryFor(intentOf('exempt remove ada')).name, 'exempt remove');
  });

  it('is made of words without quotes', () => {
    assert.deepEqual(intentOf('users "delete"').kind, 'users');
    assert.deepEqual(intentOf('exempt "remove" until 2026-12-31 "on leave"').kind, 'exempt');
  });

  it('takes no word from a filter that was printed', () => {
    const behindUsers = CATALOGUE.filter(({ name }) => name.startsWith('users ')).map(({ name }) =>
      name.slice(6),
    );
    assert.deepEqual(behindUsers, ['delete']);
    assert.equal(printFilter({ terms: [{ kind: 'word', word: 'delete' }] }), '"delete"');
  });

  it('is a list where the first word stands alone', () => {
    assert.deepEqual(intentOf('filter'), { kind: 'filters' });
    assert.deepEqual(intentOf('protect'), { kind: 'protections' });
    assert.deepEqual(intentOf('exempt'), { kind: 'exemptions' });
    assert.deepEqual(intentOf('roles list'), { kind: 'roles' });
  });
});
