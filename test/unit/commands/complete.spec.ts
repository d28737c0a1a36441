import assert from 'node:assert/strict';
import { CATALOGUE } from '../../../src/commands/catalogue.ts';
import { complete } from '../../../src/commands/complete.ts';

const VOCABULARY = {
  commands: CATALOGUE,
  groups: ['confluence-users', 'support staff', 'support-staff'],
  directories: ['Internal Directory', 'Crowd'],
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
    assert.deepEqual(offered('us'), ['users ', 'user ']);
    assert.deepEqual(offered('/aum APPRO'), ['/aum approvals', '/aum approve ']);
    assert.deepEqual(offered('exp'), ['export users ']);
    assert.deepEqual(offered('export u'), ['export users ']);
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
    assert.deepEqual(offered('audit action:"user d'), ['audit action:"User Deactivated"']);
    assert.deepEqual(offered('help fil'), ['help filters']);
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
