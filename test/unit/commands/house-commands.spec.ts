import assert from 'node:assert/strict';
import { parseIntent } from '../../../src/commands/parse-intent.ts';
import { choicesFor, intentOf, problemWith, suggestionFor } from './support.ts';

function assertOffers(meant: readonly (readonly [text: string, suggestion: string])[]): void {
  for (const [text, suggestion] of meant) {
    assert.equal(suggestionFor(text), suggestion, text);
    assert.equal(parseIntent(suggestion, { files: [] }).ok, true, suggestion);
  }
}

describe('an exemption', () => {
  it('says who, until which day, and why', () => {
    const ada = { kind: 'exempt', name: 'ada', until: '2026-12-31', reason: 'on leave' };
    for (const text of [
      'exempt ada until 2026-12-31 "on leave"',
      'exempt ada until:2026-12-31 “on leave”',
      'exempt ada UNTIL: 2026-12-31 on leave',
      'exempt "ada" until "2026-12-31" "on leave"',
    ]) {
      assert.deepEqual(intentOf(text), ada, text);
    }
    assert.deepEqual(intentOf('exempt Ada Okafor until 2026-12-31 x'), {
      ...ada,
      name: 'Ada Okafor',
      reason: 'x',
    });
  });

  it('asks for what is missing', () => {
    assert.match(
      problemWith('exempt ada until 2026-12-31').message,
      /^An exemption needs a reason, as in: exempt/,
    );
    assert.match(problemWith('exempt ada until 2026-12-31 ""').message, /^An exemption needs a reason/);
    assert.match(problemWith('exempt ada until').message, /^Until which day, and why\?/);
    assert.match(problemWith('exempt until 2026-12-31 x').message, /^Which user\?/);
    assert.match(problemWith('exempt ada "on leave"').message, /^Whom, until which day, and why\?/);
    assert.equal(suggestionFor('exempt ada 2026-12-31 x'), 'exempt ada until 2026-12-31 x');
  });

  it('answers another day with the ISO form that was meant', () => {
    assertOffers([
      ['exempt ada until 31.12.2026 x', 'exempt ada until 2026-12-31 x'],
      ['exempt ada until 11 Jul 2026 x', 'exempt ada until 2026-07-11 x'],
      ['exempt ada until:31.12.2026 x', 'exempt ada until:2026-12-31 x'],
      ['exempt ada until 2026-12 x', 'exempt ada until 2026-12-31 x'],
      ['exempt ada until 2026-01-01..2026-03-31 x', 'exempt ada until 2026-03-31 x'],
    ]);
    assert.deepEqual(choicesFor('exempt ada until 1/2/2026 x'), [
      'exempt ada until 2026-02-01 x',
      'exempt ada until 2026-01-02 x',
    ]);
    assert.equal(suggestionFor('exempt ada until tomorrow x'), undefined);
    assert.equal(suggestionFor('exempt ada until 2026-12-31.. x'), undefined);
  });

  it('is for one user, not for a filter', () => {
    assertOffers([
      ['exempt user:ada until 2026-12-31 x', 'exempt ada until 2026-12-31 x'],
      ['exempt group:a until 2026-12-31 x', 'users group:a'],
    ]);
  });

  it('is ended by name', () => {
    assert.deepEqual(intentOf('exempt remove Ada Okafor'), { kind: 'end-exemption', name: 'Ada Okafor' });
    assert.equal(suggestionFor('exempt remove'), 'exempt list');
  });
});

describe('a protection', () => {
  it('is of one user or one group, and is ended so', () => {
    assert.deepEqual(intentOf('protect user:ada'), { kind: 'protect', what: 'user', name: 'ada' });
    assert.deepEqual(intentOf('protect Group:"support staff"'), {
      kind: 'protect',
      what: 'group',
      name: 'support staff',
    });
    assert.deepEqual(intentOf('protect remove user:ada'), { kind: 'unprotect', what: 'user', name: 'ada' });
  });

  it('asks whether a name is a user or a group', () => {
    assert.match(problemWith('protect ada').message, /^Say whether "ada" is a user or a group: /);
    assertOffers([
      ['protect ada', 'protect user:ada'],
      ['protect lisa', 'protect user:lisa'],
      ['protect "support staff"', 'protect user:"support staff"'],
      ['protect users:ada', 'protect user:ada'],
      ['protect grup:a', 'protect group:a'],
      ['protect mail:ada@example.com', 'protect user:ada@example.com'],
      ['protect user ada', 'protect user:ada'],
      ['protect group: a', 'protect group:a'],
      ['protect -group:a', 'protect group:a'],
      ['protect user>ada', 'protect user:ada'],
      ['protect remove ada', 'protect remove user:ada'],
      ['protect remove', 'protect list'],
    ]);
    for (const text of ['protect user:', 'protect ""', 'protect group']) {
      assert.equal(suggestionFor(text), undefined, text);
    }
  });

  it('takes one name at a time', () => {
    assertOffers([
      ['protect user:ada,bo', 'protect user:ada'],
      ['protect user:ada group:a', 'protect user:ada'],
      ['protect group:support staff', 'protect group:"support staff"'],
    ]);
  });
});

describe('a role', () => {
  it('is given to and taken from a person or a group', () => {
    const priya = { kind: 'person', name: 'Priya Nair' };
    assert.deepEqual(intentOf('roles give Priya Nair Approver'), {
      kind: 'give-role',
      to: priya,
      role: 'approver',
    });
    assert.deepEqual(intentOf('roles take "Priya Nair" approver'), {
      kind: 'take-role',
      from: priya,
      role: 'approver',
    });
    assert.deepEqual(intentOf('roles give group:"it ops" operator'), {
      kind: 'give-role',
      to: { kind: 'group', name: 'it ops' },
      role: 'operator',
    });
    assert.deepEqual(intentOf('roles give "admin" admin'), {
      kind: 'give-role',
      to: { kind: 'person', name: 'admin' },
      role: 'admin',
    });
  });

  it('is added and removed as well', () => {
    assert.deepEqual(intentOf('roles add priya admin'), intentOf('roles give priya admin'));
    assert.deepEqual(intentOf('roles remove group:a admin'), intentOf('roles take group:a admin'));
  });

  it('offers what was meant', () => {
    assertOffers([
      ['roles give priya aprover', 'roles give priya approver'],
      ['roles give priya role:auditor', 'roles give priya auditor'],
      ['roles give priya operator,approver', 'roles give priya operator'],
      ['roles give approver priya', 'roles give priya approver'],
      ['roles give approver to Priya Nair', 'roles give Priya Nair approver'],
      ['roles take approver from group:a', 'roles take group:a approver'],
      ['roles give user:priya approver', 'roles give priya approver'],
      ['roles give group:it ops operator', 'roles give group:"it ops" operator'],
      ['roles give -group:a operator', 'roles give group:"a" operator'],
      ['roles give approver', 'roles'],
      ['roles take', 'roles'],
    ]);
  });

  it('says which roles there are', () => {
    assert.match(
      problemWith('roles give priya').message,
      /^Which role\? "priya" is none; a role is admin, operator, approver or auditor\./,
    );
    assert.equal(suggestionFor('roles give priya'), undefined);
    assert.equal(suggestionFor('roles give group: operator'), undefined);
    assert.equal(parseIntent('roles give priya constructor', { files: [] }).ok, false);
  });
});

describe('who is whom', () => {
  const account = { kind: 'account', account: { platform: 'slack', tenant: 'T012', id: 'U034' } };

  it('is a person, then an account, a mention or a user', () => {
    for (const text of [
      'people link Ada Okafor slack/T012/U034',
      'people link “Ada Okafor” @slack/T012/U034',
      'people add "Ada Okafor" slack/T012/U034',
    ]) {
      assert.deepEqual(intentOf(text), { kind: 'link', name: 'Ada Okafor', to: account }, text);
    }
    assert.deepEqual(intentOf('people link @slack/T012/U9 USER:"ada o"'), {
      kind: 'link',
      name: '@slack/T012/U9',
      to: { kind: 'user', name: 'ada o' },
    });
    assert.deepEqual(intentOf('people unlink slack/T012/U034'), { kind: 'unlink', from: account });
    assert.deepEqual(intentOf('people remove user:ada'), {
      kind: 'unlink',
      from: { kind: 'user', name: 'ada' },
    });
    assert.deepEqual(intentOf('people list'), { kind: 'people' });
  });

  it('offers what was meant', () => {
    assertOffers([
      ['people link', 'people'],
      ['people link slack/T012/U034', 'people'],
      ['people link ada bo', 'people link ada user:bo'],
      ['people link slack/T012/U034 Ada Okafor', 'people link Ada Okafor slack/T012/U034'],
      ['people link user:ada "Ada Okafor"', 'people link "Ada Okafor" user:ada'],
      ['people link Ada user:ada,bo', 'people link Ada user:ada'],
      ['people unlink', 'people'],
      ['people unlink ada', 'people unlink user:ada'],
      ['people unlink Ada slack/T012/U034', 'people unlink slack/T012/U034'],
      ['people unlink slack/T012/U034 Ada', 'people unlink slack/T012/U034'],
      ['people lnk Ada user:ada', 'people link Ada user:ada'],
      ['link Ada user:ada', 'people link Ada user:ada'],
    ]);
  });

  it('refuses what is no account, and more than one user', () => {
    const message = /is no account; say an account as "whoami" prints it/;
    for (const text of ['people link Ada slack/T012', 'people link Ada group:a', 'people unlink a/b/c/d']) {
      assert.match(problemWith(text).message, message, text);
    }
    assert.match(problemWith('people link Ada user:bo lindqvist').message, /with spaces is quoted/);
    assert.match(problemWith('people link user:ada user:bo').message, /^One user at a time/);
    assert.match(problemWith('people link Ada user:').message, /right behind "user:"/);
  });
});

describe('a saved filter', () => {
  it('is kept under a name and forgotten by it', () => {
    assert.deepEqual(intentOf('filter save Long_idle-2 inactive:180d filter:base'), {
      kind: 'save-filter',
      name: 'Long_idle-2',
      filter: {
        terms: [
          { kind: 'idle', days: 180, never: false },
          { kind: 'saved', name: 'base' },
        ],
      },
    });
    assert.deepEqual(intentOf('filter delete Long_idle-2'), { kind: 'delete-filter', name: 'Long_idle-2' });
  });

  it('has a name of 1 to 40 letters, digits, dashes or underscores', () => {
    assert.match(
      problemWith('filter save a.b never').message,
      /^A saved filter is named with 1 to 40 letters/,
    );
    assertOffers([
      ['filter save "long idle" never', 'filter save long-idle never'],
      [`filter save ${'a'.repeat(41)} never`, `filter save ${'a'.repeat(40)} never`],
      ['filter delete filter:mine', 'filter delete mine'],
      ['filter save', 'filter list'],
      ['filter delete', 'filter list'],
      ['filter delete a b', 'filter delete a'],
    ]);
    for (const text of ['filter save "" never', 'filter save inactive:90d', 'filter save @@ never']) {
      assert.equal(suggestionFor(text), undefined, text);
    }
  });

  it('is some filter, without a page', () => {
    assert.match(
      problemWith('filter save mine').message,
      /^Which filter\? .*"filter save mine inactive:90d"/,
    );
    assert.equal(suggestionFor('filter save mine never page:2'), 'filter save mine never');
  });

  it('takes the last day that four digits can name for an exemption', () => {
    const intent = intentOf('exempt ada until 9999-12-31 "for good"');
    assert.deepEqual(intent, { kind: 'exempt', name: 'ada', until: '9999-12-31', reason: 'for good' });
  });
});
