import assert from 'node:assert/strict';
import type { Card } from '../../../cards/card.ts';
import { cardFor } from '../../../cards/card-for.ts';
import { renderPlainText } from '../../../cards/plain-text/render.ts';
import { settingWords } from '../../../cards/setting-words.ts';
import type { AuditNotice, WhyNotice } from '../../../src/domain/house-notice.ts';
import type { Notice } from '../../../src/domain/notice.ts';
import type { SettingChange } from '../../../src/domain/setting-change.ts';
import { CONTEXT } from '../../support/cards.ts';
import { anEvent, aUser, HEAD, PRIYA } from '../../support/notice-parts.ts';
import { ordinaryNotices } from '../../support/notices.ts';

function ordinary(name: string): Notice {
  const found = ordinaryNotices().find((each) => each.name === name);
  assert.ok(found !== undefined, name);
  return found.notice;
}

function cardOf(name: string): Card {
  return cardFor(ordinary(name), CONTEXT);
}

function textOf(notice: Notice): string {
  return renderPlainText(cardFor(notice, CONTEXT), 1000);
}

function why(changes: Partial<WhyNotice>): string {
  return textOf({ ...(ordinary('why-nothing') as WhyNotice), ...changes });
}

describe('cards: a change of a setting', () => {
  it('says in plain words what is loosened, for each of them', () => {
    const changes: readonly [SettingChange, string][] = [
      [
        { kind: 'unprotect', what: 'group', name: 'board', user: null, now: null },
        'Stop protecting the group board',
      ],
      [{ kind: 'end-exemption', user: aUser(0).ref, username: 'ada' }, 'End the exemption of ada'],
      [
        { kind: 'give-role', to: { kind: 'group', group: 'ops' }, role: 'admin' },
        'Give every member of ops the role admin',
      ],
      [{ kind: 'raise-cap', approval: 'A-7f3k2' as never, to: 1030 }, 'Raise the cap of A-7f3k2 to 1,030'],
      [
        {
          kind: 'link-account',
          person: PRIYA,
          name: 'Ada',
          account: { platform: 'a', tenant: 'b', id: 'c' },
        },
        'Link the account a/b/c to Ada',
      ],
      [
        { kind: 'unlink-user', person: PRIYA, name: 'Ada', user: aUser(0).ref, username: 'ada' },
        'Unlink the user ada from Ada',
      ],
      [{ kind: 'audit-retention', days: 1 }, 'Delete audit entries after 1 day'],
      [{ kind: 'audit-retention', days: null }, 'Keep audit entries for ever'],
    ];
    for (const [change, words] of changes) assert.equal(settingWords(change, 'names'), words);
  });

  it('asks before it is approved, and has the buttons of a plan', () => {
    const { buttons, menu } = cardOf('setting-give-role');
    assert.deepEqual(
      [...buttons, ...menu].map(({ label, typed }) => [label, typed]),
      [
        ['Approve…', 'approve A-7f3k2'],
        ['Reject…', 'reject A-7f3k2 "why"'],
      ],
    );
    assert.match(buttons[0]?.asks?.text ?? '', /this person may decide on what others asked for\.$/);
  });
});

describe('cards: why a user is left alone', () => {
  it('nothing keeps a user that no guardrail holds for, and the card says what to type', () => {
    const text = why({});
    assert.match(text, /^Nothing keeps Ada Okafor from being deactivated/);
    assert.match(text, /deactivate user:ada$/m);
    assert.match(text, /exempt ada until 2027-02-22 "why"$/m);
    assert.match(text, /Idle {8}100 days, counted from 16 Aug 2026/);
  });

  it('the guardrail that counts comes first, the others behind it', () => {
    const text = textOf(ordinary('why-protected'));
    assert.match(text, /^Ada Okafor is left alone/);
    assert.match(
      text,
      /Because {5}member of protected group board, by Tom Weiss since 15 Oct 2026.*\nAlso {8}an administrator, member of/,
    );
    assert.doesNotMatch(text, /deactivate user:/);
    assert.match(text, /protect remove group:board$/m);
    assert.match(text, /counted from 16 Aug 2026, the day of an activation or an undo/);
  });

  it('an exemption is told once, with its end and who answers for it', () => {
    const text = textOf(ordinary('why-exempt'));
    assert.match(text, /exempt until 31 Jan 2027: "on parental leave"; Ines Duarte answers for it/);
    assert.equal(text.split('parental').length, 2);
  });

  it('a deactivated user is not called left alone', () => {
    const text = textOf(ordinary('why-deactivated'));
    assert.match(text, /^Dmitri Волков is deactivated already/);
    assert.doesNotMatch(text, /Because/);
  });

  it('a name that cannot be typed as it is gets quotes, one that cannot be seen is not offered', () => {
    assert.match(why({ user: aUser(0, { username: 'ada o' }) }), /deactivate user:"ada o"$/m);
    assert.doesNotMatch(why({ user: aUser(0, { username: 'ada\u202E' }) }), /user:/);
  });
});

describe('cards: lists of the house', () => {
  it('an empty list says so and how to begin', () => {
    assert.match(textOf(ordinary('protections-none')), /^No user or group is protected.*protect user:NAME/s);
    assert.match(textOf(ordinary('exemptions-none')), /^No user is exempt.*exempt USER until/s);
    assert.match(textOf(ordinary('roles-none')), /^Nobody holds a role.*roles give PERSON/s);
    assert.match(textOf(ordinary('filters-none')), /^No filter is saved.*filter save NAME FILTER/s);
  });

  it('protections of the settings file and of people are told apart', () => {
    assert.match(
      textOf(ordinary('protections')),
      /ceo +user +the settings file\nboard +group +Tom Weiss, 24 Nov/,
    );
  });

  it('an exemption that is over says so', () => {
    assert.match(cardOf('exemptions').headline, /^1 user is exempt, 1 exemption is over$/);
    assert.match(textOf(ordinary('exemptions')), /31 Oct 2026, over/);
  });

  it('a role that comes through a group names it; who has none is not listed', () => {
    const text = textOf(ordinary('roles'));
    assert.match(text, /^2 people hold a role/);
    assert.match(text, /admin, approver \(through it-leads\)/);
    assert.doesNotMatch(text, /Lena/);
  });

  it('inherited groups of a user say through which', () => {
    const user = aUser(0, { groups: ['a', 'B', 'constructor'], inherited: { b: 'a' } });
    const notice = ordinary('user');
    assert.ok(notice.kind === 'user');
    assert.match(textOf({ ...notice, user }), /Groups {6}a, B \(through a\), constructor$/m);
  });
});

describe('cards: the end of the log', () => {
  it('is a number, a dash and sixteen digits, wherever it is told', () => {
    for (const name of ['audit', 'status-stopped', 'audit-verified']) {
      assert.match(textOf(ordinary(name)), /End of the log {2}1234-9f8e7d6c5b4a3f2e$/m, name);
    }
    for (const name of ['audit-none', 'status'])
      assert.doesNotMatch(textOf(ordinary(name)), /End of the log/);
  });

  it('every fault says which entry, how much holds, and what to do', () => {
    const faults = {
      edited: 'Audit entry 813 was changed after it was written',
      missing: 'What stood before audit entry 815 was removed',
      reordered: 'Audit entry 813 is not in its place',
      cut: 'The audit log was cut off: entry 813 is gone from its end',
    } as const;
    for (const [fault, headline] of Object.entries(faults)) {
      const text = textOf(ordinary(`audit-${fault}`));
      assert.ok(text.startsWith(headline), text);
      assert.match(text, /entry 812,? /);
      assert.match(text, /Keep the database.*Compare it with the last exported log.*Do not shorten/s);
    }
  });

  it('a log that holds says how many entries, and where older ones went', () => {
    assert.match(textOf(ordinary('audit-verified')), /^All 1,234 audit entries are as they were written/);
    assert.match(textOf(ordinary('audit-verified-short')), /Older entries, up to 500, were deleted/);
    assert.doesNotMatch(textOf(ordinary('audit-verified')), /Older/);
    assert.equal(HEAD.hash.length, 64);
  });

  it('a stop of its own says why, a stop by a person says who', () => {
    assert.match(
      textOf(ordinary('status-stopped-itself')),
      /Rollcall stopped every run by itself on .*\. The last read of Sandbox has 312 users instead of 1,204\. They go on after `resume`/,
    );
    assert.match(textOf(ordinary('status-stopped')), /Ines Duarte stopped every run on/);
  });
});

describe('cards: the audit log', () => {
  const audit = ordinary('audit') as AuditNotice;
  const rowsOf = (events: AuditNotice['events']) => textOf({ ...audit, events, total: events.length });

  it('tells the second, so that what happened in one minute has an order', () => {
    const [first, second] = [anEvent(1), anEvent(2, { at: anEvent(1).at + 7_000 })];
    assert.match(rowsOf([second, first]), /24 Nov 2026 09:15:07 CET.*\n24 Nov 2026 09:15:00 CET/);
  });

  it('says an outcome once, and leaves out what only the code calls it', () => {
    const done = anEvent(1, { action: 'User Deactivated', target: 'ada', description: 'R-7f3k2: done' });
    assert.match(rowsOf([done]), /User Deactivated ada: R-7f3k2 {2}done$/m);
    const undone = { ...done, description: 'R-9: undo of R-7f3k2, done' };
    assert.match(rowsOf([undone]), /ada: R-9: undo of R-7f3k2 {2}done$/m);
    const skipped = { ...done, status: 'skipped' as const, description: 'R-7f3k2: skipped, protected' };
    assert.match(rowsOf([skipped]), /R-7f3k2: skipped, protected/);
    const refused = { ...done, target: '', description: 'not-understood: I don\'t know "x".' };
    assert.match(rowsOf([refused]), /User Deactivated: I don't know "x"\./);
  });

  it('says how to see what it does not show, and only then', () => {
    assert.match(textOf(audit), /narrow with a day, a target or a person/);
    assert.doesNotMatch(rowsOf(audit.events), /narrow/);
  });
});
