import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { bindAuditKey } from '../../adapters/storage/mongodb/audit-key.ts';
import { auditRows } from '../../adapters/storage/mongodb/audit-links.ts';
import { MongoAuditLog } from '../../adapters/storage/mongodb/audit-log.ts';
import type { AuditDraft } from '../../src/domain/audit-event.ts';
import { problemOf } from '../../src/domain/problem.ts';
import type { AuditLog } from '../../src/ports/audit-log.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { around, loseFirstAnswer } from '../support/break-rows.ts';
import { NOW } from '../support/builders.ts';
import { Child } from '../support/child.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { type LedgerParts, openParts } from './ledger-mongodb-parts.ts';
import { aDraft, assertConflict } from './stores-harness.ts';

function drafts(name: string, count: number, at = NOW): readonly AuditDraft[] {
  return Array.from({ length: count }, (_, n) => aDraft(`${name}/${n}`, { at }));
}

function aTombstone(key: string): AuditDraft {
  return aDraft(key, { action: 'Audit Entries Deleted', at: NOW });
}

/** Appends one after the other, so that each is a request of its own. */
async function oneByOne(audit: AuditLog, all: readonly AuditDraft[]): Promise<void> {
  for (const draft of all) await audit.append([draft]);
}

async function assertHolds(audit: AuditLog, entries: number, from = 1): Promise<void> {
  assert.deepEqual(await audit.verify(), { ok: true, entries, from, head: (await audit.head()) ?? null });
}

describe('The audit log on MongoDB', () => {
  let url: string;
  let one: LedgerParts;
  let two: LedgerParts;
  let server: string;

  before(async function () {
    server = await requireMongo(this);
  });
  beforeEach(async () => {
    url = freshDatabase(server);
    one = await openParts(url);
    two = await openParts(url);
  });
  afterEach(async () => {
    await Promise.all([one.close(), two.close()]);
    await dropDatabase(url);
  });

  describe('of two instances', () => {
    it('is one chain without gap or fork when both append at once, one by one and many together', async () => {
      await Promise.all([
        oneByOne(one.audit, drafts('one', 150)),
        oneByOne(two.audit, drafts('two', 150)),
        ...drafts('one/more', 200).map((draft) => one.audit.append([draft])),
        two.audit.append(drafts('two/more', 2500)),
      ]);
      await assertHolds(one.audit, 3000);
      await assertHolds(two.audit, 3000);
      const keys = (await two.audit.read({ limit: 9999 })).map(({ key }) => key).reverse();
      const ofOne = keys.filter((key) => /^one\/\d/.test(key));
      assert.deepEqual(
        ofOne,
        drafts('one', 150).map(({ key }) => key),
      );
    });

    it('lets neither wait for the end of the other', async () => {
      let isOver = false;
      const endless = async () => {
        for (let n = 0; !isOver; n += 1) await one.audit.append(drafts(`one/${n}`, 5));
      };
      const busy = endless();
      await oneByOne(two.audit, drafts('two', 50));
      isOver = true;
      await busy;
      assert.equal((await two.audit.verify()).ok, true);
    });

    it('records a key once though both append it at once', async () => {
      const all = drafts('same', 120);
      await Promise.all([
        one.audit.append(all),
        two.audit.append(all.toReversed()),
        oneByOne(two.audit, all.slice(40, 60)),
        oneByOne(one.audit, all.slice(50, 70)),
      ]);
      await assertHolds(one.audit, 120);
    });

    it('keeps all that was acknowledged when one is killed, and goes on', async () => {
      const children = ['x', 'y'].map(
        (name) => new Child('test/contract/ledger-mongodb-child.ts', [url, name], tmpdir(), {}),
      );
      const [first, second] = children;
      assert.ok(first && second);
      await Promise.all(children.map((child) => child.printed(/appended 20\n/)));
      const killed = await first.stop('SIGKILL');
      await oneByOne(one.audit, drafts('one', 30));
      const other = await second.stop('SIGKILL');
      const kept = new Set((await one.audit.read({ limit: 99_999 })).map(({ key }) => key));
      for (const [name, { out }] of [
        ['x', killed],
        ['y', other],
      ] as const) {
        for (const [, n] of out.matchAll(/appended (\d+)\n/g)) {
          assert.ok(kept.has(`${name}/${n}/a`) && kept.has(`${name}/${n}/b`), `${name}/${n}`);
        }
      }
      await two.audit.append([aDraft('after')]);
      await assertHolds(two.audit, kept.size + 1);
    });

    it('verifies and deletes while the other appends', async () => {
      await one.audit.append(drafts('old', 1500, 10));
      let isOver = false;
      const endless = async () => {
        for (let n = 0; !isOver; n += 1) await two.audit.append(drafts(`two/${n}`, 3));
      };
      const busy = endless();
      assert.equal((await one.audit.verify()).ok, true);
      assert.equal(await one.audit.prune(50, aTombstone('t')), 1500);
      assert.equal((await one.audit.verify()).ok, true);
      isOver = true;
      await busy;
      const first = (await two.audit.read({ limit: 99_999 })).at(-1);
      assert.equal(first?.seq, 1501);
      assert.equal((await two.audit.verify()).ok, true);
    });

    it('takes no deletion of the other for a removal', async () => {
      await one.audit.append([...drafts('old', 4000, 10), aDraft('young')]);
      let isOver = false;
      const endless = async () => {
        while (!isOver) {
          const verdict = await two.audit.verify();
          assert.ok(verdict.ok, JSON.stringify(verdict));
        }
      };
      const watching = endless();
      for (const upTo of [800, 1600, 2400]) await one.audit.append(drafts(`at ${upTo}`, 1, upTo));
      assert.equal(await one.audit.prune(50, aTombstone('t')), 4000);
      isOver = true;
      await watching;
      await assertHolds(two.audit, 5, 4001);
    });

    it('deletes each entry once when both delete at once, and never over what the other kept', async () => {
      await one.audit.append([...drafts('oldest', 300, 10), ...drafts('old', 300, 20), aDraft('young')]);
      const results = await Promise.allSettled([
        one.audit.prune(15, aTombstone('less')),
        two.audit.prune(50, aTombstone('more')),
      ]);
      const deleted = results.map((result) => (result.status === 'fulfilled' ? result.value : -1));
      assert.ok(!deleted.includes(-1), JSON.stringify(results));
      assert.equal((deleted[0] ?? 0) + (deleted[1] ?? 0), 600);
      const verdict = await one.audit.verify();
      assert.deepEqual([verdict.ok, verdict.ok && verdict.from], [true, 601]);
    });
  });

  describe('after a crash', () => {
    it('between tombstone and deletion takes a key that was deleted for a new one', async () => {
      await one.audit.append(drafts('old', 3, 10));
      const [last] = await one.audit.read({ limit: 1 });
      assert.ok(last);
      await one.audit.append([{ ...aTombstone('t'), cut: { seq: last.seq, hash: last.hash } }]);
      await two.audit.append([aDraft('new'), aDraft('old/1')]);
      assert.deepEqual(
        (await two.audit.read({ limit: 9 })).map(({ seq, key }) => `${seq} ${key}`),
        ['6 old/1', '5 new', '4 t'],
      );
      await assertHolds(one.audit, 3, 4);
    });

    it('between tombstone and deletion deletes later though nothing more is old', async () => {
      await one.audit.append([...drafts('old', 3, 10), aDraft('young')]);
      const [last] = await one.audit.read({ limit: 1, beforeSeq: 4 });
      assert.ok(last);
      await one.audit.append([{ ...aTombstone('t'), cut: { seq: last.seq, hash: last.hash } }]);
      assert.equal(await two.audit.prune(50, aTombstone('t2')), 0);
      assert.equal(await auditRows(two.db).count({}), 2);
      await assertHolds(one.audit, 2, 4);
    });
  });

  describe('whose server carries out a write and loses the answer', () => {
    it('records drafts once and says that they are recorded', async () => {
      const audit = new MongoAuditLog(around(one.db, 'audit', 'insertAll', loseFirstAnswer()), AUDIT_KEY);
      await audit.append(drafts('a', 3));
      await audit.append(drafts('a', 4));
      await assertHolds(two.audit, 4);
    });

    it('deletes under the tombstone it wrote', async () => {
      await one.audit.append([...drafts('old', 3, 10), aDraft('young')]);
      const audit = new MongoAuditLog(around(one.db, 'audit', 'insertAll', loseFirstAnswer()), AUDIT_KEY);
      assert.equal(await audit.prune(50, aTombstone('t')), 3);
      await assertHolds(two.audit, 2, 4);
    });

    it('says so when nobody answers after that either', async () => {
      let isGone = false;
      const gone = around(one.db, 'audit', 'insertAll', async (call) => {
        if (!isGone) await call();
        isGone = true;
        return loseFirstAnswer()(async () => undefined);
      });
      await assert.rejects(
        new MongoAuditLog(
          around(gone, 'audit', 'all', async () => loseFirstAnswer()(async () => [])),
          AUDIT_KEY,
        ).append(drafts('a', 1)),
        (error) => problemOf(error)?.kind === 'unavailable',
      );
    });
  });

  describe('that somebody else wrote to', () => {
    const forge = (seq: number, key: string) =>
      auditRows(one.db).insert({
        _id: seq,
        key,
        at: NOW,
        action: 'Users Exported',
        person: null,
        target: '',
        body: '{}',
        hash: '0'.repeat(64),
      });

    it('keeps out the entry whose key is taken and none that is appended at the same time', async () => {
      await forge(1, 'taken');
      const ends = await Promise.allSettled([
        one.audit.append([aDraft('first')]),
        one.audit.append([aDraft('a')]),
        one.audit.append([aDraft('taken'), aDraft('b')]),
        one.audit.append([aDraft('c')]),
      ]);
      assert.deepEqual(
        ends.map(({ status }) => status),
        ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
      );
      const kept = (await one.audit.read({ limit: 9 })).map(({ key }) => key);
      for (const key of ['first', 'a', 'c'])
        assert.equal(kept.filter((other) => other === key).length, 1, key);
      const [, , refused] = ends;
      const problem = refused?.status === 'rejected' ? problemOf(refused.reason) : undefined;
      assert.ok(problem?.kind === 'guarded' && problem.message.includes('Entry 1 '));
    });

    it('does not go on from a row that has no number', async () => {
      await one.audit.append([aDraft('a')]);
      await one.db
        .rows('audit')
        .insert({ _id: 'z', key: 'z', action: 'Audit Entries Deleted', at: 0, body: '{}' });
      await two.audit.append([aDraft('b')]);
      await assertHolds(one.audit, 2);
      assert.equal(await one.audit.count({}), 2);
    });
  });

  describe('and its key', () => {
    const misconfigured = (pattern: RegExp) => (error: unknown) => {
      const problem = problemOf(error);
      return problem?.kind === 'misconfigured' && pattern.test(problem.remedy);
    };

    it('is the first one for every instance', async () => {
      await Promise.all([bindAuditKey(one.db, AUDIT_KEY), bindAuditKey(two.db, AUDIT_KEY)]);
      await one.audit.append([aDraft('a')]);
      await bindAuditKey(two.db, AUDIT_KEY);
      await assert.rejects(
        bindAuditKey(two.db, Buffer.from('another key')),
        misconfigured(/every instance the same ROLLCALL_AUDIT_KEY/),
      );
    });

    it('is one of two that come at the same time', async () => {
      const keys = [AUDIT_KEY, Buffer.from('another key')];
      const ends = await Promise.allSettled(
        keys.map((key, n) => bindAuditKey((n === 0 ? one : two).db, key)),
      );
      assert.deepEqual(ends.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    });

    it('vouches for no entries that were there before it, and for none without a hash', async () => {
      await one.audit.append([aDraft('a'), aDraft('b')]);
      await assert.rejects(bindAuditKey(one.db, AUDIT_KEY), misconfigured(/not chained.*Restore a backup/));
      await auditRows(one.db).remove({});
      await bindAuditKey(one.db, AUDIT_KEY);
      await one.audit.append([aDraft('a'), aDraft('b')]);
      await one.db.rows<{ _id: number }>('audit').update({ _id: 2 }, { $unset: { hash: '' } });
      await assert.rejects(bindAuditKey(one.db, AUDIT_KEY), misconfigured(/not chained/));
    });
  });

  it('refuses a tombstone whose key is known', async () => {
    await one.audit.append([...drafts('old', 2, 1), aDraft('t')]);
    await assertConflict(two.audit.prune(50, aTombstone('t')));
    await assertHolds(one.audit, 3);
  });
});
