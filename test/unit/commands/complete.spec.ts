import assert from 'node:assert/strict';
import { CATALOGUE } from '../../../src/commands/catalogue.ts';
import { complete } from '../../../src/commands/complete.ts';

const VOCABULARY = {
  commands: CATALOGUE,
  groups: ['confluence-users', 'support staff', 'support-staff'],
  directories: ['Internal Directory', 'Crowd'],
  filters: ['leavers', 'contractors'],
};

/** The text after each suggestion was taken; the cursor stands at `|`, or at the end. */
function offered(text: string, vocabulary = VOCABULARY): readonly string[] {
  const cursor = text.includes('|') ? text.indexOf('|') : text.length;
  const typed = text.replace('|', '');
  const { from, to, suggestions } = complete(typed, cursor, vocabulary);
  return suggestions.map(({ insert }) => typed.slice(0, from) + insert + typed.slice(to));
}

describe('completion', () => {
  it('offers every command at the start, each with what it does', () => {
    const { suggestions } = complete('', 0, VOCABULARY);
    assert.equal(suggestions.length, CATALOGUE.length);
    assert.ok(suggestions.every(({ description }) => description.endsWith('.')));
    assert.equal(offered('/').length, CATALOGUE.length);
  });

  it('completes a command and keeps the prefix that was typed', () => {
    assert.deepEqual(offered('us'), ['users ', 'user ', 'users delete ']);
    assert.deepEqual(offered('/aum APPRO'), ['/aum approvals', '/aum approve ']);
    assert.deepEqual(offered('exp'), ['export users ']);
    assert.deepEqual(offered('export u'), ['export users ']);
  });

  it('goes on with names of two words, beside what the shorter one takes', () => {
    assert.deepEqual(offered('group '), ['group add ', 'group remove ', 'group move ']);
    assert.deepEqual(offered('group  a'), ['group add ']);
    assert.deepEqual(offered('users del'), ['users delete ']);
    assert.deepEqual(offered('users never del'), []);
    assert.deepEqual(offered('protect '), [
      'protect list',
      'protect remove ',
      'protect user:',
      'protect group:',
    ]);
    assert.deepEqual(offered('roles '), ['roles give ', 'roles take ']);
    assert.deepEqual(offered('filter l'), ['filter list']);
    assert.deepEqual(offered('Users  Delete inac'), ['Users  Delete inactive:']);
  });

  it('offers a list to somebody who may not change it', () => {
    const vocabulary = {
      ...VOCABULARY,
      commands: CATALOGUE.filter((entry) => entry.roles.includes('auditor')),
    };
    assert.deepEqual(offered('protect ', vocabulary), ['protect list']);
    assert.deepEqual(offered('protect user:', vocabulary), []);
  });

  it('offers only commands the person may use, and nothing inside others', () => {
    const vocabulary = { ...VOCABULARY, commands: CATALOGUE.filter((entry) => entry.roles.length === 0) };
    assert.deepEqual(offered('', vocabulary), ['help ', 'whoami']);
    assert.deepEqual(offered('users ', vocabulary), []);
  });

  it('completes the keys and words of a filter, and those of showing it where they fit', () => {
    assert.deepEqual(offered('users gr'), ['users group:']);
    assert.deepEqual(offered('users -g'), ['users -group:']);
    assert.deepEqual(offered('users nev'), ['users never']);
    assert.ok(offered('users ').includes('users page:'));
    assert.ok(!offered('deactivate ').includes('deactivate page:'));
    assert.ok(offered('export users ').includes('export users columns:'));
  });

  it('completes values, behind a comma too', () => {
    assert.deepEqual(offered('users status:d'), ['users status:deactivated']);
    assert.deepEqual(offered('users group:sup'), [
      'users group:"support staff"',
      'users group:support-staff',
    ]);
    assert.deepEqual(offered('users -group:a,conf'), ['users -group:a,confluence-users']);
    assert.deepEqual(offered('users group:users'), ['users group:confluence-users']);
    assert.deepEqual(offered('users group:"support s'), ['users group:"support staff"']);
    assert.deepEqual(offered('users dir:int'), ['users dir:"Internal Directory"', 'users dir:internal']);
    assert.deepEqual(offered('export users never columns:email,disp'), [
      'export users never columns:email,"display name"',
    ]);
    assert.deepEqual(offered('audit action:"user deac'), ['audit action:"User Deactivated"']);
    assert.deepEqual(offered('help filters'), ['help filters']);
  });

  it('completes what each command takes', () => {
    assert.deepEqual(offered('deactivate never su'), ['deactivate never suffix:']);
    assert.deepEqual(offered('deactivate never suffix:'), ['deactivate never suffix:_old']);
    assert.deepEqual(offered('users su'), []);
    assert.deepEqual(offered('group add to'), ['group add to:']);
    assert.deepEqual(offered('group move from:a to:conf'), ['group move from:a to:confluence-users']);
    assert.deepEqual(offered('users filter:'), ['users filter:leavers', 'users filter:contractors']);
    assert.deepEqual(offered('filter delete l'), ['filter delete leavers']);
    assert.deepEqual(offered('filter save mine ina'), ['filter save mine inactive:']);
    assert.deepEqual(offered('roles give priya au'), ['roles give priya auditor']);
    assert.deepEqual(offered('roles give group:conf'), ['roles give group:confluence-users']);
    assert.deepEqual(offered('protect group:sup'), [
      'protect group:"support staff"',
      'protect group:support-staff',
    ]);
    assert.deepEqual(offered('exempt ada u'), ['exempt ada until ']);
    assert.deepEqual(offered('audit retention o'), ['audit retention off']);
    assert.deepEqual(offered('audit export da'), ['audit export date:']);
  });

  it('replaces the word at the cursor and leaves what follows', () => {
    assert.deepEqual(offered('users gr| never'), ['users group: never']);
  });

  it('offers nothing where nothing can stand', () => {
    assert.deepEqual(offered('approve A'), []);
    assert.deepEqual(offered('status '), []);
    assert.deepEqual(offered('users foo:'), []);
  });

  it('offers at most twenty', () => {
    const groups = Array.from({ length: 1000 }, (_, n) => `g${n}`);
    assert.equal(offered('users group:g', { ...VOCABULARY, groups }).length, 20);
  });
});
