import assert from 'node:assert/strict';
import { renderAdaptiveCard } from '../../../cards/adaptive-card/render.ts';
import { cardFor } from '../../../cards/card-for.ts';
import { impersonalWords } from '../../../cards/impersonal-words.ts';
import { renderPlainText } from '../../../cards/plain-text/render.ts';
import { isOpen } from '../../../src/domain/approval.ts';
import type {
  ApprovalNotice,
  Notice,
  ReportNotice,
  RunNotice,
  SettingApprovalNotice,
} from '../../../src/domain/notice.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import type { SettingChange } from '../../../src/domain/setting-change.ts';
import { CONTEXT } from '../../support/cards.ts';
import { anApproval, aPlan, aUser, aVerdict, TOM, targets } from '../../support/notice-parts.ts';
import { ordinaryNotices } from '../../support/notices.ts';

const MARK = 'zz-target';
const TARGET = { username: `${MARK}-user`, displayName: `${MARK} Name`, email: `${MARK}@example.com` };
const PLAN = aPlan({
  filter: `user:${MARK}-user mail:${MARK}@example.com licensed:yes`,
  filterWords: `username ${MARK}-user · address ${MARK}@example.com · licensed`,
});

function shown(notice: Notice): string {
  const card = cardFor(notice, CONTEXT);
  return JSON.stringify(renderAdaptiveCard(card)) + renderPlainText(card) + JSON.stringify(card);
}

function ordinary<K extends Notice['kind']>(kind: K): Extract<Notice, { kind: K }>[] {
  return ordinaryNotices()
    .map(({ notice }) => notice)
    .filter((notice): notice is Extract<Notice, { kind: K }> => notice.kind === kind);
}

/** The undo of one user names it. */
function ofOne(operation: Operation): Operation {
  return operation.kind === 'undo' ? { ...operation, username: `${MARK}-user` } : operation;
}

function approvals(audience: 'names' | 'counts'): ApprovalNotice[] {
  const sample = targets(3).map((target) => ({ ...target, ...TARGET }));
  return ordinary('approval').map((notice) => ({
    ...notice,
    audience,
    sample,
    plan: { ...PLAN, operation: ofOne(notice.plan.operation), cap: notice.plan.cap },
    approval: { ...notice.approval, reason: `${MARK} left` },
    barred: [...notice.barred, { name: `${MARK} Approver`, why: 'who is one of the users' }],
  }));
}

/** Every change of a setting, about a marked user, person and reason. */
function settings(audience: 'names' | 'counts'): SettingApprovalNotice[] {
  return ordinary('setting-approval').map((notice) => ({
    ...notice,
    audience,
    change: marked(notice.change),
    approval: { ...notice.approval, reason: `${MARK} left` },
    barred: [...notice.barred, { name: `${MARK} Name`, why: 'who would get the role' }],
  }));
}

function marked(change: SettingChange): SettingChange {
  switch (change.kind) {
    case 'unprotect':
      return change.what === 'user' ? { ...change, name: `${MARK}-user` } : change;
    case 'end-exemption':
      return { ...change, username: `${MARK}-user` };
    case 'link-account':
      return { ...change, name: `${MARK} Name`, account: { ...change.account, id: MARK } };
    case 'link-user':
    case 'unlink-user':
      return { ...change, name: `${MARK} Name`, username: `${MARK}-user` };
    case 'give-role':
      return change.to.kind === 'person' ? { ...change, to: { ...change.to, name: `${MARK} Name` } } : change;
    default:
      return change;
  }
}

function runs(audience: 'names' | 'counts'): RunNotice[] {
  return ordinary('run').map((notice) => ({
    ...notice,
    audience,
    plan: PLAN,
    run: {
      ...notice.run,
      readBack: notice.run.readBack && {
        ...notice.run.readBack,
        unexpected: 1,
        unexpectedUsers: [`${MARK}-user`],
      },
    },
    troubles: [
      {
        n: 0,
        at: 0,
        before: aUser(0, TARGET),
        after: aUser(0, TARGET),
        username: `${MARK}-user`,
        outcome: {
          kind: 'failed',
          problem: { kind: 'rejected', source: 'x', message: `${MARK}-user is managed` },
        },
      },
    ],
  }));
}

function reports(audience: 'names' | 'counts'): ReportNotice[] {
  return ordinary('report').map((notice) => ({
    ...notice,
    audience,
    plan: PLAN,
    sample: targets(1).map((target) => ({ ...target, ...TARGET })),
    exclusions: notice.exclusions.map((row) => ({
      ...row,
      username: `${MARK}-user`,
      detail: `${MARK} detail`,
    })),
  }));
}

describe('cards: a channel gets counts, never names', () => {
  it('no card for a channel holds a name, an address or a message about a target', () => {
    const channel = [...approvals('counts'), ...settings('counts'), ...runs('counts'), ...reports('counts')];
    for (const notice of channel) {
      assert.equal(shown(notice).includes(MARK), false, shown(notice));
    }
  });

  it('the same cards name the targets to those who may see names', () => {
    const told = [
      ...approvals('names'),
      ...settings('names'),
      ...runs('names').slice(-2),
      ...reports('names'),
    ];
    for (const notice of told) {
      assert.ok(shown(notice).includes(MARK), notice.kind);
    }
  });

  it('the reason of a rejection, which may name somebody, stays out of a channel', () => {
    const [waiting] = approvals('counts') as [ApprovalNotice];
    const verdicts = [aVerdict('reject', TOM, `${MARK} is on leave`)];
    const rejected = { ...waiting, approval: anApproval({ state: 'rejected', verdicts }) };
    assert.equal(shown(rejected).includes(MARK), false);
    assert.ok(shown({ ...rejected, audience: 'names' }).includes(`${MARK} is on leave`));
  });

  it('offers names in a channel and only there', () => {
    for (const notice of approvals('counts').filter(({ approval }) => isOpen(approval))) {
      assert.match(shown(notice), /"verb":"show-names"/);
      assert.doesNotMatch(shown({ ...notice, audience: 'names' }), /"verb":"show-names"/);
    }
  });

  it('the filter keeps what names nobody, and hides what it cannot read', () => {
    assert.equal(
      impersonalWords('group:finance inactive:90d licensed:yes'),
      'in finance · idle 90 days or more · licensed',
    );
    assert.equal(impersonalWords('ada licensed:yes'), 'users named in the request · licensed');
    assert.equal(impersonalWords('text:ada licensed:yes'), 'users named in the request · licensed');
    assert.equal(impersonalWords('list:ada,bo licensed:yes'), 'users named in the request · licensed');
    assert.equal(impersonalWords('colour:ada'), 'users named in the request');
    assert.equal(impersonalWords(null), 'picked by hand');
  });
});
