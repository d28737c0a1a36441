import assert from 'node:assert/strict';
import { entryFor } from '../../../src/commands/catalogue.ts';
import type { Intent } from '../../../src/commands/intent.ts';
import { MAX_COMMAND_LENGTH, parseIntent } from '../../../src/commands/parse-intent.ts';
import { intentOf, problemWith, suggestionFor } from './support.ts';

describe('reading a command', () => {
  it('answers nothing at all, a bare prefix and a question mark with help', () => {
    for (const text of ['', '   ', '/aum', 'aum', '/', '?', '--help', '-h']) {
      assert.deepEqual(intentOf(text), { kind: 'help', topic: null }, text);
    }
  });

  it('takes the same words with any prefix and in any case', () => {
    for (const text of ['whoami', '/aum whoami', '/whoami', 'aum WhoAmI', ' /AUM  whoami ', 'WHOAMI!']) {
      assert.deepEqual(intentOf(text), { kind: 'whoami' }, text);
    }
  });

  it('reads a list with its order, page and size', () => {
    assert.deepEqual(intentOf('users inactive:90d sort:-name page:3 PER:50'), {
      kind: 'users',
      filter: { terms: [{ kind: 'idle', days: 90, never: false }] },
      order: { by: 'name', descending: true },
      page: 3,
      per: 50,
    });
    assert.deepEqual(intentOf('users'), {
      kind: 'users',
      filter: { terms: [] },
      order: { by: 'login', descending: false },
      page: 1,
      per: 20,
    });
  });

  it('reads changes without adding anything to their filter', () => {
    const intent = intentOf('activate ada sort:name');
    assert.deepEqual(intent, {
      kind: 'change',
      operation: { kind: 'activate' },
      filter: { terms: [{ kind: 'word', word: 'ada' }] },
      order: { by: 'name', descending: false },
    });
    assert.equal(entryFor(intent).name, 'activate');
  });

  it('keeps pages out of changes and exports', () => {
    assert.equal(suggestionFor('deactivate inactive:90d page:2'), 'deactivate inactive:90d');
    assert.equal(suggestionFor('export users per:50 never'), 'export users never');
  });

  it('reads the columns of an export, all when not said', () => {
    const columns = (text: string) => (intentOf(text) as Extract<Intent, { kind: 'export-users' }>).columns;
    assert.deepEqual(columns('export users never columns:email,"Last Login",display-name,email'), [
      'email',
      'last login',
      'display name',
    ]);
    assert.equal(columns('EXPORT  Users never').length, 10);
    assert.equal(
      suggestionFor('export users never columns:username,emial'),
      'export users never columns:username,email',
    );
    assert.equal(
      suggestionFor('export users never columns:lastlogn'),
      'export users never columns:"last login"',
    );
  });

  it('reads a user by a name of one or several words or an address', () => {
    assert.deepEqual(intentOf('user Ada@Example.com'), { kind: 'user', name: 'Ada@Example.com' });
    assert.deepEqual(intentOf('user Ada  Okafor'), { kind: 'user', name: 'Ada Okafor' });
    assert.deepEqual(intentOf('user "Ada, Okafor"'), { kind: 'user', name: 'Ada, Okafor' });
    assert.equal(suggestionFor('user inactive:90d'), 'users inactive:90d');
    assert.equal(problemWith('user').kind, 'not-understood');
  });

  it('takes the ids of approvals and runs in any case, with any dash and without', () => {
    for (const id of ['A-7f3k2', 'a-7F3K2', 'A–7f3k2', 'A—7f3k2', 'a7f3k2', '"A-7f3k2"', 'A-7f3k2.']) {
      assert.deepEqual(intentOf(`approve ${id}`), { kind: 'approve', approval: 'A-7f3k2' }, id);
    }
    assert.deepEqual(intentOf('withdraw a-7f3'), { kind: 'withdraw', approval: 'A-7f3' });
    assert.deepEqual(intentOf('run r-7f3k2'), { kind: 'run', run: 'R-7f3k2' });
    assert.deepEqual(intentOf('cancel R7F3K2'), { kind: 'cancel', run: 'R-7f3k2' });
  });

  it('explains an id of the wrong kind and offers its sibling', () => {
    const problem = problemWith('approve R-7f3k2');
    assert.match(problem.message, /^R-7f3k2 is a run; approvals start with A-\./);
    assert.equal(problem.position, 8);
    assert.equal(problem.suggestion, 'approve A-7f3k2');
    assert.match(problemWith('cancel a-7f3k2').message, /A-7f3k2 is an approval; runs start with R-\./);
    assert.equal(suggestionFor('cancel a-7f3k2'), 'cancel R-7f3k2');
    assert.equal(suggestionFor('run V-7f3k2'), 'run R-7f3k2');
  });

  it('offers the whole id for its suffix and a list for none', () => {
    assert.equal(suggestionFor('approve 7f3k2'), 'approve A-7f3k2');
    assert.equal(suggestionFor('approve abcde'), 'approve A-abcde');
    assert.equal(suggestionFor('approve'), 'approvals');
    assert.equal(suggestionFor('cancel'), 'runs');
    assert.equal(suggestionFor('run everything'), 'runs');
    assert.equal(suggestionFor('approve A-7f3k2 A-aaaaa'), 'approve A-7f3k2');
  });

  it('reads why something is rejected, in quotes or not', () => {
    const reason = (rest: string) => (intentOf(`reject A-7f3k2${rest}`) as { reason: string | null }).reason;
    assert.equal(reason(''), null);
    assert.equal(reason('  ""'), null);
    assert.equal(reason(' "still needed"'), 'still needed');
    assert.equal(reason(' “still needed”'), 'still needed');
    assert.equal(reason(' they\'re needed: ask "Bo'), 'they\'re needed: ask "Bo');
    assert.equal(reason(': too many'), 'too many');
    assert.equal(reason(' "say \\"no\\""'), 'say "no"');
    assert.match(problemWith(`reject A-7f3k2 ${'x'.repeat(1001)}`).message, /1,000 characters/);
  });

  it('lets stop be said in a hurry but not of one run', () => {
    for (const text of ['stop', 'stop everything', 'STOP all now!', 'stop!']) {
      assert.deepEqual(intentOf(text), { kind: 'stop' }, text);
    }
    assert.equal(suggestionFor('stop R-7f3k2'), 'cancel R-7f3k2');
    assert.equal(suggestionFor('stop the-machine'), 'stop');
  });

  it('refuses more words than a command takes', () => {
    for (const name of ['status', 'doctor', 'whoami', 'approvals', 'runs', 'resume']) {
      assert.equal(suggestionFor(`/aum ${name} please`), name);
      assert.equal(problemWith(`/aum ${name} please`).position, name.length + 6);
    }
  });

  it('keeps what help is asked about', () => {
    assert.deepEqual(intentOf('help  export   users'), { kind: 'help', topic: 'export users' });
  });
});

describe('a command that is not understood', () => {
  const meant: readonly (readonly [string, string])[] = [
    ['inactve', 'users inactive:90d'],
    ['usrs inactive:90d', 'users inactive:90d'],
    ['aprove A-7f3k2', 'approve A-7f3k2'],
    ['exprt users never', 'export users never'],
    ['export never', 'export users never'],
    ['deactive group:a', 'deactivate group:a'],
    ['disable user:ada', 'deactivate user:ada'],
    ['inactive:90d group:a', 'users inactive:90d group:a'],
    ['grup:a never', 'users group:a never'],
    ['never', 'users never'],
    ['list never', 'users never'],
    ['show runs', 'runs'],
    ['ada@example.com', 'user ada@example.com'],
    ['qwertyuiop', 'help'],
    ['dashboard', 'help'],
    ['usrs delete user:ada', 'users delete user:ada'],
    ['grup add to:a never', 'group add to:a never'],
    ['group ad to:a never', 'group add to:a never'],
    ['group mvoe from:a to:b never', 'group move from:a to:b never'],
    ['group', 'help group'],
    ['groups create a', 'help group'],
    ['add to:a never', 'group add to:a never'],
    ['add group to:a never', 'group add to:a never'],
    ['save filter mine never', 'filter save mine never'],
    ['filtr', 'filter'],
    ['filter sav mine never', 'filter save mine never'],
    ['filters', 'filter list'],
    ['export audit date:2026-11', 'audit export date:2026-11'],
    ['audit exprt date:2026-11', 'audit export date:2026-11'],
    ['audit verfy', 'audit verify'],
    ['roles giv priya auditor', 'roles give priya auditor'],
    ['protect remov user:ada', 'protect remove user:ada'],
    ['unprotect user:ada', 'protect remove user:ada'],
    ['revert R-7f3k2', 'undo R-7f3k2'],
    ['puase R-7f3k2', 'pause R-7f3k2'],
    ['usrs "delete"', 'users "delete"'],
    ['users deactivate never', 'deactivate never'],
    ['users export never', 'export users never'],
  ];
  for (const [text, suggestion] of meant) {
    it(`offers "${suggestion}" for "${text}"`, () => {
      assert.equal(suggestionFor(text), suggestion);
      assert.equal(parseIntent(suggestion, { files: [] }).ok, true);
    });
  }

  it('says which word and that nothing was changed', () => {
    const problem = problemWith('inactve');
    assert.equal(problem.message, 'I don\'t know "inactve". Nothing was changed.');
    assert.equal(problem.word, 'inactve');
    assert.equal(problem.position, 0);
  });

  it('counts the position in what was typed, prefix and invisible characters included', () => {
    assert.equal(problemWith('/aum \u200b\u200busers — never').position, 13);
    const text = '/aum users “a\u200bb” grup:x';
    assert.equal(problemWith(text).position, text.indexOf('grup'));
  });

  it('says where a quote was opened that never closes', () => {
    const problem = problemWith('users group:"support staff');
    assert.equal(problem.position, 12);
    assert.match(problem.message, /never closed/);
  });

  it('refuses more characters than it reads and says where long lists go', () => {
    const text = `users list:${'a,'.repeat(25_000)}`;
    assert.match(problemWith(text).message, /50,011 characters; at most 50,000.*list:/);
    assert.equal(intentOf(text.slice(0, MAX_COMMAND_LENGTH)).kind, 'users');
  });

  it('does not take names of object properties for words it knows', () => {
    for (const word of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      assert.equal(parseIntent(word, { files: [] }).ok, false);
      assert.equal(parseIntent(`users sort:${word}`, { files: [] }).ok, false);
      assert.equal(parseIntent(`users status:${word}`, { files: [] }).ok, false);
      assert.equal(parseIntent(`audit ${word}:a`, { files: [] }).ok, false);
      assert.deepEqual(intentOf(`user ${word}`), { kind: 'user', name: word });
    }
  });

  it('offers the help of the command that was mistyped, and of filters where it takes one', () => {
    for (const [text, help] of [
      ['users inactve:90d', 'filters'],
      ['deactivate suffix:', 'filters'],
      ['inactve', 'filters'],
      ['exempt ada', 'exempt'],
      ['cap A-7f3k2 many', 'cap'],
      ['audit frm:ada', 'audit'],
      ['roles give ada king', 'roles give'],
      ['undo', 'undo'],
      ['frobnicate', undefined],
    ] as const) {
      const problem = problemWith(text);
      assert.equal(problem.kind === 'not-understood' ? problem.help : problem.kind, help, text);
    }
  });
});
