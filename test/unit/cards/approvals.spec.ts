import assert from 'node:assert/strict';
import type { Card } from '../../../cards/card.ts';
import { cardFor } from '../../../cards/card-for.ts';
import type { Approval } from '../../../src/domain/approval.ts';
import type { ApprovalNotice, Notice, Reader } from '../../../src/domain/notice.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { CONTEXT } from '../../support/cards.ts';
import { ordinaryNotices } from '../../support/notices.ts';

function ordinary(name: string): Notice {
  const found = ordinaryNotices().find((each) => each.name === name);
  assert.ok(found !== undefined, name);
  return found.notice;
}

function cardOf(name: string): Card {
  return cardFor(ordinary(name), CONTEXT);
}

function changed(name: string, plan: Partial<Plan>, approval: Partial<Approval> = {}): Card {
  const notice = ordinary(name) as ApprovalNotice;
  return cardFor(
    { ...notice, plan: { ...notice.plan, ...plan }, approval: { ...notice.approval, ...approval } },
    CONTEXT,
  );
}

/** The value of a fact; undefined when the card does not have it. */
function factOf({ blocks }: Card, name: string): string | undefined {
  const facts = blocks.flatMap((block) => (block.kind === 'facts' ? block.facts : []));
  return facts.find((fact) => fact.name === name)?.value;
}

function linesOf({ blocks }: Card): string[] {
  return blocks.flatMap((block) =>
    block.kind === 'text'
      ? [block.spans.map((span) => (typeof span === 'string' ? span : span.text)).join('')]
      : [],
  );
}

describe('cards: requests for a second pair of eyes', () => {
  it('a deletion says first that it cannot be undone', () => {
    assert.match(cardOf('approval-delete').evidence[0] ?? '', /^This cannot be undone/);
    assert.doesNotMatch(cardOf('approval-waiting').evidence.join(), /undone/);
    const held = changed('approval-held', { operation: { kind: 'delete' } });
    assert.match(held.evidence[0] ?? '', /^This cannot be undone/);
  });

  it('two approvals are counted, and it is said when too few may decide', () => {
    assert.equal(cardOf('approval-delete').badge?.text, 'waiting · 0 of 2 approvals');
    assert.match(factOf(cardOf('approval-delete'), 'Needs') ?? '', /^Tom Weiss and Ines Duarte \(/);
    const alone = factOf(cardOf('approval-delete-alone'), 'Needs');
    assert.match(alone ?? '', /^2 more, but only Tom Weiss may decide/);
  });

  it('the cap is told with what was used of it, and not where there is none', () => {
    const cap = { limit: 25, used: 5, left: 20, eligible: 20 };
    assert.equal(
      factOf(changed('approval-waiting', { cap }), 'Cap'),
      '25 users may lose access in 24 hours; 5 have already, or will in a run under way',
    );
    assert.equal(factOf(changed('approval-waiting', { cap: null }), 'Cap'), undefined);
  });

  it('what was planned beyond the cap says how many days all take', () => {
    assert.match(
      factOf(cardOf('approval-suffix'), 'Left out') ?? '',
      /78 beyond today's cap of 25 \(5 days in all\)/,
    );
  });

  it('a plan says what its connection cannot do', () => {
    assert.deepEqual(linesOf(cardOf('approval-suffix')), [
      'Corporate LDAP cannot rename: usernames there stay as they are.',
    ]);
  });

  it('seats are told for every operation, when none moves too', () => {
    assert.equal(factOf(cardOf('approval-add'), 'Seats'), 'no seat is taken');
    assert.equal(factOf(cardOf('approval-move'), 'Seats'), 'no seat is freed or taken');
    assert.match(factOf(cardOf('approval-undo'), 'Takes') ?? '', /^24 seats/);
  });

  it('an undo says who goes back and who cannot', () => {
    const card = cardOf('approval-undo');
    assert.equal(card.headline, 'Undo R-2c8w5?');
    assert.equal(card.evidence[0], '24 users go back to how they were; 2 cannot: changed since.');
    const leftOut = [
      { reason: 'changed-since', count: 2 },
      { reason: 'gone', count: 1 },
    ] as const;
    assert.equal(
      changed('approval-undo', { leftOut }).evidence[0],
      '24 users go back to how they were; 3 cannot: 2 changed since · 1 no longer in the directory.',
    );
    const one = changed('approval-undo-one', { leftOut: [] });
    assert.equal(one.headline, 'Undo R-2c8w5 for 1 user?');
    assert.equal(one.evidence[0], '1 user goes back to how it was.');
  });

  it('the decision says what moved since the plan, and nothing while it waits', () => {
    assert.deepEqual(linesOf(cardOf('approval-approved-moved')), [
      'Since the plan: 3 logged in · 1 gone; they are left alone.',
    ]);
    assert.deepEqual(linesOf(cardOf('approval-approved')), ['Since the plan: nothing has changed.']);
    assert.deepEqual(linesOf(cardOf('approval-waiting')), []);
    assert.deepEqual(linesOf(cardOf('approval-rejected')), []);
  });
});

describe('cards: requests beyond the cap', () => {
  it('say what is eligible, what the cap is and how many days it takes', () => {
    const card = cardOf('approval-held');
    assert.equal(card.headline, "2,412 users are eligible, today's cap is 600");
    assert.equal(
      card.evidence[0],
      '3,000 users match, 2,412 are eligible: 600 of them today, all of them in 5 days',
    );
    assert.equal(card.badge?.text, 'beyond the cap');
  });

  it('offer to take what is left today, or a higher cap for all of them', () => {
    const card = cardOf('approval-held-part');
    assert.deepEqual(
      card.buttons.map(({ label, verb, typed }) => [label, verb, typed]),
      [
        ['Take the 595 longest idle', 'take', 'take A-7f3k2'],
        ['Ask for a higher cap…', 'cap', 'cap A-7f3k2 2417 "why"'],
      ],
    );
    assert.deepEqual(
      card.buttons[1]?.asks?.fields.map((field) => field.id),
      ['cap', 'reason'],
    );
  });

  it('take the longest idle whatever the plan is sorted by, which is what `take` does', () => {
    for (const by of ['login', 'name'] as const) {
      const card = changed('approval-held', { order: { by, descending: true } });
      assert.equal(card.buttons[0]?.label, 'Take the 600 longest idle');
    }
  });

  it('count the days from what is left today, and ask for a cap above all that were used', () => {
    const card = changed('approval-held', { cap: { limit: 25, used: 40, left: 0, eligible: 30 } });
    assert.equal(
      card.evidence[0],
      '3,000 users match, 30 are eligible: none of them today, all of them in 3 days',
    );
    assert.equal(card.buttons.at(-1)?.typed, 'cap A-7f3k2 70 "why"');
  });

  it('say when there is room again once nothing is left of the cap', () => {
    const card = cardOf('approval-held-nothing-left');
    assert.deepEqual(
      card.buttons.map(({ verb }) => verb),
      ['cap'],
    );
    assert.match(linesOf(card)[0] ?? '', /within 24 hours/);
    assert.equal(linesOf(cardOf('approval-held')).length, 0);
  });

  it('say of a single user that it is not today', () => {
    const card = changed('approval-held', { matched: 1, cap: { limit: 25, used: 25, left: 0, eligible: 1 } });
    assert.equal(card.evidence[0], '1 user matches, 1 is eligible: not today, but in 2 days');
  });

  it('never count days against a cap of nothing', () => {
    const card = changed('approval-held', { cap: { limit: 0, used: 0, left: 0, eligible: 3 } });
    assert.equal(card.evidence[0], '3,000 users match, 3 are eligible: none of them today');
  });
});

describe('cards: each reader of a request', () => {
  const readers: readonly Reader[] = ['anyone', 'decider', 'requester', 'decided', 'onlooker'];
  const verbsFor = (name: string, reader: Reader) => {
    const { buttons, menu } = cardFor({ ...(ordinary(name) as ApprovalNotice), reader }, CONTEXT);
    return [buttons, menu].map((each) => each.map(({ verb }) => verb).join(' '));
  };

  it('is offered what they can do about a plan, the first thing first', () => {
    assert.deepEqual(
      readers.map((reader) => verbsFor('approval-waiting', reader)),
      [
        ['approve reject', 'download-plan withdraw'],
        ['approve reject', 'download-plan'],
        ['withdraw', 'download-plan'],
        ['download-plan', ''],
        ['download-plan', ''],
      ],
    );
  });

  it('is offered what they can do about a setting', () => {
    assert.deepEqual(
      readers.map((reader) => verbsFor('setting-give-role', reader)),
      [
        ['approve reject', 'withdraw'],
        ['approve reject', ''],
        ['withdraw', ''],
        ['', ''],
        ['', ''],
      ],
    );
  });

  it('chooses how to go on beyond the cap only if they asked', () => {
    assert.deepEqual(
      readers.map((reader) => verbsFor('approval-held', reader)),
      [
        ['download-plan', ''],
        ['download-plan', ''],
        ['take cap', 'download-plan withdraw'],
        ['download-plan', ''],
        ['download-plan', ''],
      ],
    );
  });

  it('reads why there is nothing to press', () => {
    const notice = ordinary('approval-waiting') as ApprovalNotice;
    const said = (reader: Reader) => linesOf(cardFor({ ...notice, reader }, CONTEXT));
    assert.deepEqual(said('decided'), ['You have decided; each person counts once.']);
    assert.deepEqual(said('onlooker'), ['You cannot decide this one.']);
    for (const reader of ['anyone', 'decider', 'requester'] as const) assert.deepEqual(said(reader), []);
    assert.match(factOf(cardOf('approval-requester'), 'Needs') ?? '', /^1 of Tom Weiss, Ines Duarte/);
  });
});

describe('cards: requests that are open', () => {
  it('the headline counts what waits apart from what is beyond the cap', () => {
    assert.equal(cardOf('approvals').headline, '3 requests wait for a decision, 1 more is beyond the cap');
    assert.equal(
      cardOf('approvals-held').headline,
      '1 request is beyond the cap, nothing waits for a decision',
    );
    assert.equal(cardOf('approvals-none').headline, 'Nothing waits for a decision');
  });

  it('a change of a setting is named like a plan', () => {
    const titles = cardOf('approvals').blocks.flatMap((block) =>
      block.kind === 'part' ? [block.title] : [],
    );
    assert.deepEqual(titles, [
      'Deactivate 25 users',
      'Activate 25 users',
      'Deactivate 2,412 users',
      'Stop protecting the group board',
    ]);
  });
});
