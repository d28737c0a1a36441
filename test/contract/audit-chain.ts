import assert from 'node:assert/strict';
import { bodyOf, CHAIN_START, linkHash } from '../../src/domain/audit-chain.ts';
import type { AuditDraft } from '../../src/domain/audit-event.ts';
import type { AuditLog } from '../../src/ports/audit-log.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { anApproval, NOW } from '../support/builders.ts';
import { aDraft, assertConflict, type OpenHarness, onFreshStorage } from './stores-harness.ts';

const HOSTILE = [
  'a\0b',
  'lone \ud800 surrogate',
  '😀',
  `"\\'); DROP TABLE audit; --`,
  '\n\r\u2028',
  'é',
  'e\u0301',
];

function aTombstone(key: string): AuditDraft {
  return aDraft(key, { action: 'Audit Entries Deleted', at: NOW });
}

function manyDrafts(count: number, at: number): readonly AuditDraft[] {
  return Array.from({ length: count }, (_, n) => aDraft(`many/${n}`, { at }));
}

async function assertHolds(audit: AuditLog, entries: number, from = 1): Promise<void> {
  const verdict = await audit.verify();
  assert.deepEqual(verdict, { ok: true, entries, from, head: (await audit.head()) ?? null });
}

/** What every audit log promises of its chain. */
export function auditChainContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of the audit chain`, () => {
    linkTests(open);
    pruneTests(open);
  });
}

function linkTests(open: OpenHarness): void {
  describe('links', () => {
    onFreshStorage(open, (harness) => {
      it('has no head and nothing to fault while it is empty', async () => {
        const { audit } = harness().storage;
        assert.equal(await audit.head(), undefined);
        await assertHolds(audit, 0);
      });

      it('hashes every entry with the one before it, and gives the last as its head', async () => {
        const drafts = ['a', 'b', 'c', 'd'].map((key) => aDraft(key));
        await harness().storage.audit.append(drafts.slice(0, 3));
        const { audit } = await harness().reopen();
        await audit.append(drafts.slice(3));
        let { hash } = CHAIN_START;
        const hashes = drafts.map((draft, n) => {
          hash = linkHash(AUDIT_KEY, hash, n + 1, bodyOf(draft));
          return hash;
        });
        const events = await audit.read({ limit: 9 });
        assert.deepEqual(events.map((event) => event.hash).reverse(), hashes);
        assert.deepEqual(await audit.head(), { seq: 4, hash });
        await assertHolds(audit, 4);
      });

      it('does not move for a key it knows, or for a record that was not written', async () => {
        const { audit, approvals } = harness().storage;
        await approvals.create(anApproval(), { audit: [aDraft('a')] });
        const head = await audit.head();
        await audit.append([aDraft('a', { description: 'again' })]);
        await assertConflict(approvals.create(anApproval(), { audit: [aDraft('b')] }));
        assert.deepEqual(await audit.head(), head);
        await assertHolds(audit, 1);
      });

      it('holds over texts of every kind, and finds them by their target', async () => {
        const { audit } = harness().storage;
        await audit.append(
          HOSTILE.map((text, n) => aDraft(`${text}/${n}`, { target: text, description: text, before: text })),
        );
        await assertHolds(
          await harness()
            .reopen()
            .then((storage) => storage.audit),
          HOSTILE.length,
        );
        for (const target of HOSTILE) {
          const found = await harness().storage.audit.read({ target, limit: 9 });
          assert.deepEqual(
            found.map((event) => event.target),
            [target],
          );
        }
      });

      it('holds when many append at once, records and all, and others verify meanwhile', async () => {
        const { audit, approvals } = harness().storage;
        const verdicts = await Promise.all(
          Array.from({ length: 50 }, async (_, n) => {
            await audit.append([aDraft(`${n}/a`), aDraft(`${n}/b`)]);
            await approvals.create(anApproval({ id: `A-${n}` as never }), { audit: [aDraft(`${n}/c`)] });
            return audit.verify();
          }),
        );
        assert.ok(verdicts.every(({ ok }) => ok));
        await assertHolds(audit, 150);
      });

      it('verifies 10,000 entries and lets other work through', async () => {
        const { audit } = harness().storage;
        await audit.append(manyDrafts(10_000, NOW));
        let turns = 0;
        let isOver = false;
        const count = () => {
          turns += 1;
          if (!isOver) setImmediate(count);
        };
        setImmediate(count);
        await assertHolds(audit, 10_000);
        isOver = true;
        assert.ok(turns >= 10, `${turns} turns`);
      });
    });
  });
}

function pruneTests(open: OpenHarness): void {
  describe('deletion of old entries', () => {
    onFreshStorage(open, (harness) => {
      it('deletes the oldest up to the first that stays, with a tombstone that says where', async () => {
        const { audit } = harness().storage;
        await audit.append([10, 20, 90, 30].map((at) => aDraft(`at ${at}`, { at })));
        const last = (await audit.read({ limit: 1, beforeSeq: 3 }))[0];
        assert.ok(last);
        assert.equal(await audit.prune(50, aTombstone('t')), 2);
        const events = await audit.read({ limit: 9 });
        assert.deepEqual(
          events.map(({ seq, key }) => [seq, key]),
          [
            [5, 't'],
            [4, 'at 30'],
            [3, 'at 90'],
          ],
        );
        assert.deepEqual(events[0]?.cut, { seq: 2, hash: last.hash });
        await assertHolds((await harness().reopen()).audit, 3, 3);
      });

      it('does nothing when nothing is old enough', async () => {
        const { audit } = harness().storage;
        assert.equal(await audit.prune(50, aTombstone('t')), 0);
        await audit.append([aDraft('a', { at: 50 }), aDraft('b', { at: 10 })]);
        assert.equal(await audit.prune(50, aTombstone('t')), 0);
        await assertHolds(audit, 2);
      });

      it('holds after several in a row, and when nothing but the tombstone is left', async () => {
        const { audit } = harness().storage;
        await audit.append([1, 2, 3, 4, 5].map((at) => aDraft(`at ${at}`, { at })));
        assert.equal(await audit.prune(3, aTombstone('t1')), 2);
        assert.equal(await audit.prune(5, aTombstone('t2')), 2);
        await audit.append([aDraft('after')]);
        await assertHolds(audit, 4, 5);
        assert.equal(await audit.prune(NOW + 1, aTombstone('t3')), 4);
        await assertHolds(audit, 1, 9);
        await audit.append([aDraft('last')]);
        await assertHolds((await harness().reopen()).audit, 2, 9);
      });

      it('deletes some thousands at a time, and everything when it is called again', async () => {
        const { audit } = harness().storage;
        await audit.append([...manyDrafts(12_000, 10), aDraft('young', { at: NOW })]);
        let deleted = 0;
        let calls = 0;
        for (let more = 1; more > 0; calls += 1) {
          more = await audit.prune(50, aTombstone(`t${calls}`));
          deleted += more;
        }
        assert.equal(deleted, 12_000);
        assert.ok(calls > 2, `${calls} calls`);
        assert.equal((await audit.read({ limit: 99 })).at(-1)?.key, 'young');
        await assertHolds(audit, calls, 12_001);
      });

      it('deletes nothing under a tombstone whose key is known', async () => {
        const { audit } = harness().storage;
        await audit.append([aDraft('old', { at: 1 }), aDraft('t')]);
        await assertConflict(audit.prune(50, aTombstone('t')));
        await assertHolds(audit, 2);
      });

      it('holds and is deleted later when a crash left the tombstone but all entries', async () => {
        const { audit } = harness().storage;
        await audit.append([1, 2, 3].map((at) => aDraft(`at ${at}`, { at })));
        const [second] = await audit.read({ limit: 1, beforeSeq: 3 });
        assert.ok(second);
        await audit.append([{ ...aTombstone('t1'), cut: { seq: 2, hash: second.hash } }]);
        await assertHolds(audit, 2, 3);
        assert.equal(await audit.count({}), 2);
        assert.deepEqual(
          (await audit.read({ limit: 9 })).map(({ key }) => key),
          ['t1', 'at 3'],
        );
        await audit.prune(4, aTombstone('t2'));
        await assertHolds(audit, 2, 4);
      });

      it('is not taken for a removal by a verification under way', async () => {
        const { audit } = harness().storage;
        await audit.append([...manyDrafts(4000, 10), aDraft('young')]);
        const [early, deleted, late] = await Promise.all([
          audit.verify(),
          audit.prune(50, aTombstone('t')),
          audit.verify(),
        ]);
        assert.equal(deleted, 4000);
        assert.ok(early.ok && late.ok, JSON.stringify([early, late]));
      });
    });
  });
}
