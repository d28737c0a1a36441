import assert from 'node:assert/strict';
import { answerHelp } from '../../../src/commands/answer-help.ts';
import { CATALOGUE, entryNamed } from '../../../src/commands/catalogue.ts';
import type { PersonId } from '../../../src/domain/ids.ts';
import type { Person, Role } from '../../../src/domain/person.ts';
import { problemOf } from '../../../src/domain/problem.ts';
import { authorize, commandsFor, rolesThatMay } from '../../../src/policy/authorize.ts';

function person(...roles: Role[]): Person {
  return { id: 'ada' as PersonId, version: 1, name: 'Ada', roles, accounts: [], users: [] };
}

function mayUse(...roles: Role[]): readonly string[] {
  return commandsFor(person(...roles), CATALOGUE).map((entry) => entry.name);
}

function problemIn(ask: () => unknown) {
  try {
    ask();
  } catch (error) {
    return problemOf(error);
  }
  return assert.fail('nothing was thrown');
}

describe('who may use which command', () => {
  const OWN = ['help', 'whoami'];
  const READS = [
    ...[...OWN, 'status', 'doctor', 'users', 'user', 'why', 'export users'],
    ...['exempt list', 'filter list'],
  ];
  const FOLLOWS = ['approvals', 'runs', 'run'];

  it('gives an admin everything', () => {
    assert.equal(mayUse('admin').length, CATALOGUE.length);
  });

  it('gives an ordinary user what is about themselves', () => {
    assert.deepEqual(mayUse(), OWN);
  });

  it('lets an operator list, export, ask for changes and take them back', () => {
    const asks = [
      ...['activate', 'deactivate', 'users delete', 'group add', 'group remove', 'group move', 'undo'],
      ...['withdraw', 'take', 'cap', 'pause', 'continue', 'cancel', 'stop'],
      ...['exempt', 'exempt remove', 'filter save', 'filter delete'],
    ];
    assert.deepEqual([...mayUse('operator')].sort(), [...READS, ...FOLLOWS, ...asks].sort());
  });

  it('lets an approver decide and see what that needs', () => {
    const decides = ['approve', 'reject', 'pause', 'continue', 'cancel', 'stop', 'resume'];
    assert.deepEqual(
      [...mayUse('approver')].sort(),
      [...OWN, 'status', 'why', ...FOLLOWS, ...decides].sort(),
    );
  });

  it('lets an auditor read everything and change nothing', () => {
    const audits = ['audit', 'audit export', 'audit verify', 'protect list', 'roles', 'people'];
    assert.deepEqual([...mayUse('auditor')].sort(), [...READS, ...FOLLOWS, ...audits].sort());
  });

  it('keeps settings for admins', () => {
    const kept = CATALOGUE.filter(({ roles }) => roles.length === 1 && roles[0] === 'admin');
    assert.deepEqual(
      kept.map((entry) => entry.name),
      [
        'protect',
        'protect remove',
        'roles give',
        'roles take',
        'people link',
        'people unlink',
        'audit retention',
      ],
    );
  });

  it('adds up what several roles allow', () => {
    assert.equal(authorize(person('auditor', 'approver'), entryNamed('approve')), null);
    assert.equal(authorize(person('auditor', 'approver'), entryNamed('users')), null);
  });

  it('says which role is missing', () => {
    const problem = authorize(person('auditor'), entryNamed('stop'));
    assert.ok(problem?.kind === 'not-allowed');
    assert.equal(problem.needs, 'operator or approver or admin');
    assert.match(
      problem.message,
      /^"stop" needs the role operator or approver or admin\. Nothing was changed\./,
    );
    assert.deepEqual(rolesThatMay({ roles: ['admin'] }), ['admin']);
  });
});

describe('help', () => {
  it('shows only what the reader may do', () => {
    const entries = answerHelp(person('approver'), null).entries.map((entry) => entry.name);
    assert.deepEqual(entries, mayUse('approver'));
    assert.equal(answerHelp(person(), null).entries.length, 2);
  });

  it('shows one command, however its name is typed', () => {
    const notice = answerHelp(person('operator'), '/aum Export  USERS');
    assert.equal(notice.topic, 'export users');
    assert.deepEqual(
      notice.entries.map((entry) => entry.roles),
      [['operator', 'auditor']],
    );
  });

  it('shows the commands that start with a word, as far as the reader may use them', () => {
    const names = (topic: string, ...roles: Role[]) =>
      answerHelp(person(...roles), topic).entries.map((entry) => entry.name);
    assert.deepEqual(names('group', 'operator'), ['group add', 'group remove', 'group move']);
    assert.deepEqual(names('protect', 'admin'), ['protect', 'protect list', 'protect remove']);
    assert.deepEqual(names('protect', 'auditor'), ['protect list']);
    assert.deepEqual(names('roles', 'admin'), ['roles', 'roles give', 'roles take']);
    assert.deepEqual(names('roles', 'operator'), []);
    assert.deepEqual(names('filter', 'auditor'), ['users', 'filter list']);
    assert.equal(problemIn(() => answerHelp(person('approver'), 'group'))?.kind, 'not-allowed');
  });

  it('explains the words of a command', () => {
    const text = (topic: string) => answerHelp(person('admin'), topic).text.join('\n');
    assert.match(text('deactivate'), /^suffix:_old: .*\n"help filters"/);
    assert.match(text('group move'), /^to:a,b: the groups they get\.\nfrom:a,b: the groups they lose\./);
    assert.match(text('audit'), /date:2026-11: .*HEAD is .*30 days at least/s);
    assert.doesNotMatch(text('filters'), /suffix:|to:a|from:/);
    for (const entry of CATALOGUE.filter(({ takes }) => !['nothing', 'topic', 'name'].includes(takes.kind))) {
      if (entry.takes.kind !== 'subject') assert.notEqual(text(entry.name), '', entry.name);
    }
  });

  it('does not show a command the reader may not use', () => {
    assert.equal(problemIn(() => answerHelp(person('approver'), 'users'))?.kind, 'not-allowed');
    assert.equal(problemIn(() => answerHelp(person(), 'filters'))?.kind, 'not-allowed');
  });

  it('shows every key of the filter language', () => {
    const text = answerHelp(person('auditor'), 'filters').text.join('\n');
    for (const key of [
      'group:',
      '-group:',
      'dir:',
      'status:',
      'licensed:',
      'inactive:',
      'never',
      'once',
      'login:',
    ]) {
      assert.ok(text.includes(key), key);
    }
    for (const key of [
      'created:',
      'user:',
      'mail:',
      'text:',
      'domain:',
      'list:',
      'filter:',
      'sort:',
      'page:',
      'per:',
    ]) {
      assert.ok(text.includes(key), key);
    }
  });

  it('says what each role may and which ones the reader has', () => {
    const text = answerHelp(person('operator', 'auditor'), 'roles').text.join('\n');
    for (const role of ['admin:', 'operator:', 'approver:', 'auditor:', 'Everyone known: help, whoami.']) {
      assert.ok(text.includes(role), role);
    }
    assert.match(text, /You are operator and auditor/);
  });

  it('offers the nearest topic the reader may see', () => {
    const near = problemIn(() => answerHelp(person('operator'), 'filtrs'));
    assert.ok(near?.kind === 'not-understood' && near.suggestion === 'help filters');
    const hidden = problemIn(() => answerHelp(person('auditor'), 'aprove'));
    assert.ok(hidden?.kind === 'not-understood' && hidden.suggestion === 'help');
  });
});
