import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../adapters/storage/sqlite/database.ts';
import { migrate } from '../../adapters/storage/sqlite/migrate.ts';
import { MIGRATIONS } from '../../adapters/storage/sqlite/migrations.ts';
import { databasePath, openSqlite, type SqliteStorage } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { bodyOf, type ChainVerdict, linkHash } from '../../src/domain/audit-chain.ts';
import type { AuditDraft } from '../../src/domain/audit-event.ts';
import { problemOf } from '../../src/domain/problem.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { anApproval, NOW } from '../support/builders.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { quietLogger } from '../support/quiet.ts';
import { aDraft, assertConflict } from './stores-harness.ts';

const COUNT = 1200;
const TOMBSTONE = aDraft('tombstone', { action: 'Audit Entries Deleted' });

/** What is done to the file: SQL, or more than one statement can say. */
type Change = string | ((db: Database) => void);

/** Exchanges the numbers of two entries and with them their places. */
function swap(a: number, b: number): readonly string[] {
  return [
    `UPDATE audit SET seq = -1 WHERE seq = ${a}`,
    `UPDATE audit SET seq = ${a} WHERE seq = ${b}`,
    `UPDATE audit SET seq = ${b} WHERE seq = -1`,
  ];
}

describe('An audit log in SQLite whose file somebody else wrote to', () => {
  let folder: string;
  let storage: SqliteStorage;
  const open = (auditKey = AUDIT_KEY) =>
    openSqlite({
      folder,
      clock: new FakeClock(),
      ids: new FakeIds(),
      logger: quietLogger,
      auditKey: () => auditKey,
    });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-tampering-'));
    storage = await open();
    await storage.audit.append(
      Array.from({ length: COUNT }, (_, n) => aDraft(`e${n + 1}`, { at: n + 1, target: `user${n + 1}` })),
    );
  });
  afterEach(async () => {
    await storage.close();
    rmSync(folder, { recursive: true });
  });

  /** Stops Rollcall, changes its file, starts it again. */
  async function tamper(...change: readonly Change[]): Promise<void> {
    await storage.close();
    const db = openDatabase(databasePath(folder));
    for (const step of change) {
      if (typeof step === 'string') db.exec(step);
      else step(db);
    }
    db.close();
    storage = await open();
  }

  async function verdictAfter(...change: readonly Change[]): Promise<string> {
    await tamper(...change);
    return inWords(await storage.audit.verify());
  }

  describe('is found out', () => {
    it('by an entry whose text was edited, be it the first, one within or the last', async () => {
      for (const seq of [COUNT, 700, 1]) {
        const edit = `UPDATE audit SET body = replace(body, 'event e', 'event f') WHERE seq = ${seq}`;
        assert.equal(await verdictAfter(edit), `edited ${seq}`);
      }
    });

    it('by an entry whose text is no longer one', async () => {
      assert.equal(await verdictAfter("UPDATE audit SET body = '{' WHERE seq = 9"), 'edited 9');
    });

    for (const edit of [
      "action = 'User Deleted'",
      "person = 'tom'",
      'person = NULL',
      "target = 'somebody'",
      'at = at + 1',
      "key = 'another'",
    ]) {
      it(`by what filters look at: ${edit}`, async () => {
        assert.equal(await verdictAfter(`UPDATE audit SET ${edit} WHERE seq = 640`), 'edited 640');
      });
    }

    it('by a hash that was edited', async () => {
      assert.equal(
        await verdictAfter(`UPDATE audit SET hash = '${'0'.repeat(64)}' WHERE seq = 8`),
        'edited 8',
      );
    });

    it('by an entry that was removed, wherever a page of the walk ends', async () => {
      for (const seq of [1100, 501, 498, 2]) {
        assert.equal(await verdictAfter(`DELETE FROM audit WHERE seq = ${seq}`), `missing ${seq + 1}`);
      }
    });

    it('by a removed entry though those after it were renumbered to close the gap', async () => {
      const close = [
        'DELETE FROM audit WHERE seq = 600',
        'UPDATE audit SET seq = -seq WHERE seq > 600',
        'UPDATE audit SET seq = -seq - 1 WHERE seq < 0',
      ];
      assert.equal(await verdictAfter(...close), 'edited 600');
    });

    it('by entries in another order, neighbours or far apart', async () => {
      assert.equal(await verdictAfter(...swap(700, 701)), 'reordered 700');
      assert.equal(await verdictAfter(...swap(20, 1150)), 'edited 20');
    });

    it('by an entry that was moved to the end', async () => {
      assert.equal(
        await verdictAfter(`UPDATE audit SET seq = ${COUNT + 1} WHERE seq = 1190`),
        'reordered 1191',
      );
    });

    it('by an entry put in ahead of all others', async () => {
      const copy = `INSERT INTO audit SELECT 0, 'new', at, action, person, target, body, '${'0'.repeat(64)}' FROM audit WHERE seq = 1`;
      assert.equal(await verdictAfter(copy), 'reordered 0');
    });

    it('by a removed beginning', async () => {
      assert.equal(await verdictAfter('DELETE FROM audit WHERE seq <= 600'), 'missing 601');
    });

    it('by an entry that was added without the key, and by those that Rollcall adds to it', async () => {
      const forge = (db: Database) => {
        const draft = aDraft('forged');
        const last = db.one('SELECT hash FROM audit ORDER BY seq DESC LIMIT 1');
        const hash = linkHash(Buffer.from('a guess'), String(last?.hash), COUNT + 1, bodyOf(draft));
        db.insert('INSERT INTO audit (seq, key, at, action, person, target, body, hash)', [
          [COUNT + 1, draft.key, draft.at, draft.action, draft.actor.person, '', bodyOf(draft), hash],
        ]);
      };
      assert.equal(await verdictAfter(forge), `edited ${COUNT + 1}`);
      await storage.audit.append([aDraft('after')]);
      assert.equal(inWords(await storage.audit.verify()), `edited ${COUNT + 1}`);
    });

    it('not by a removed end, which leaves a log that holds: the noted head tells', async () => {
      const head = await storage.audit.head();
      assert.equal(await verdictAfter('DELETE FROM audit WHERE seq > 1000'), 'holds 1000');
      assert.notDeepEqual(await storage.audit.head(), head);
    });
  });

  describe('once its oldest entries were deleted by Rollcall', () => {
    beforeEach(async () => {
      assert.equal(await storage.audit.prune(301, TOMBSTONE), 300);
      assert.equal(inWords(await storage.audit.verify()), `holds ${COUNT - 299}`);
    });

    it('is found out by more that is deleted, with and without the tombstone', async () => {
      assert.equal(await verdictAfter('DELETE FROM audit WHERE seq = 301'), 'missing 302');
      assert.equal(await verdictAfter("DELETE FROM audit WHERE key = 'tombstone'"), 'missing 302');
    });

    it('is found out by a tombstone that was edited to fit a larger cut', async () => {
      const hash = (await storage.audit.read({ limit: 1, beforeSeq: 401 }))[0]?.hash;
      const edit = `UPDATE audit SET body = json_set(body, '$.cut.seq', 400, '$.cut.hash', '${hash}') WHERE key = 'tombstone'`;
      assert.equal(await verdictAfter('DELETE FROM audit WHERE seq <= 400', edit), `edited ${COUNT + 1}`);
    });

    it('is found out by a first entry that was edited, and shows nothing that was put before it', async () => {
      const edit = "UPDATE audit SET body = replace(body, 'event e', 'event f') WHERE seq = 301";
      assert.equal(await verdictAfter(edit), 'edited 301');
      await tamper("UPDATE audit SET body = replace(body, 'event f', 'event e') WHERE seq = 301");
      const put = `INSERT INTO audit SELECT 300, 'new', at, action, person, target, json_set(body, '$.key', 'new'), json_extract((SELECT body FROM audit WHERE key = 'tombstone'), '$.cut.hash') FROM audit WHERE seq = 301`;
      assert.equal(await verdictAfter(put), `holds ${COUNT - 299}`);
      assert.equal(
        await storage.audit.count({}),
        COUNT - 299,
        'what stands below the cut is not shown either',
      );
    });

    it('holds when a deletion was torn, and the next one takes what it left', async () => {
      const [last] = await storage.audit.read({ limit: 1, beforeSeq: 601 });
      assert.ok(last);
      await storage.audit.append([
        aDraft('torn', { action: 'Audit Entries Deleted', cut: { seq: last.seq, hash: last.hash } }),
      ]);
      const left = COUNT - 600 + 2;
      assert.equal(
        await verdictAfter('DELETE FROM audit WHERE seq BETWEEN 350 AND 420 OR seq = 301'),
        `holds ${left}`,
      );
      assert.equal(await storage.audit.count({}), left);
      await storage.audit.prune(701, aDraft('next', { action: 'Audit Entries Deleted' }));
      assert.equal(inWords(await storage.audit.verify()), `holds ${left - 100 + 1}`);
      await tamper((db) => assert.equal(db.one('SELECT min(seq) AS n FROM audit')?.n, 701));
    });

    it('deletes nothing under a tombstone that was put in for what somebody else removed', async () => {
      const forged = (seq: number) => (db: Database) => {
        const row = db.one('SELECT seq, hash FROM audit WHERE seq = 400');
        const draft = aDraft('forged', {
          action: 'Audit Entries Deleted',
          cut: { seq: 400, hash: String(row?.hash) },
        });
        db.run("DELETE FROM audit WHERE seq <= 400 OR key = 'tombstone'");
        db.insert('INSERT INTO audit (seq, key, at, action, person, target, body, hash)', [
          [seq, draft.key, draft.at, draft.action, draft.actor.person, '', bodyOf(draft), 'f'.repeat(64)],
        ]);
      };
      await tamper(forged(-5));
      await assertConflict(storage.audit.prune(500, aDraft('mine', { action: 'Audit Entries Deleted' })));
      assert.equal(inWords(await storage.audit.verify()), 'edited -5');
    });

    it('deletes nothing that was made to look old, edited or taken out of the middle', async () => {
      const next = aDraft('next tombstone', { action: 'Audit Entries Deleted' });
      await tamper('UPDATE audit SET at = 1 WHERE seq BETWEEN 301 AND 320');
      await assertConflict(storage.audit.prune(300, next));
      await tamper('UPDATE audit SET at = seq', "UPDATE audit SET body = '{}' WHERE seq = 301");
      await assertConflict(storage.audit.prune(400, next));
      assert.equal(await storage.audit.count({}), COUNT - 299);
    });
  });

  describe('and its key', () => {
    it('does not open with another key, and says what to do', async () => {
      await storage.close();
      await assert.rejects(open(Buffer.from('another key')), (error) => {
        const problem = problemOf(error);
        assert.ok(problem?.kind === 'misconfigured');
        assert.equal(problem.key, 'ROLLCALL_AUDIT_KEY');
        return /Put the audit\.key/.test(problem.remedy) && problem.remedy.includes(databasePath(folder));
      });
      storage = await open();
      assert.equal(inWords(await storage.audit.verify()), `holds ${COUNT}`);
    });

    /** What the next start says, and that it leaves the log as it is. */
    async function assertNotContinued(path: string): Promise<void> {
      const looked = () => {
        const db = openDatabase(path);
        const rows = db.all('SELECT seq, body FROM audit ORDER BY seq');
        db.close();
        return rows;
      };
      const before = looked();
      await assert.rejects(open(), (error) => {
        const problem = problemOf(error);
        assert.ok(problem?.kind === 'misconfigured');
        return /not chained.*Restore a backup, or start with a new data folder/.test(problem.remedy);
      });
      assert.deepEqual(looked(), before);
    }

    it('does not continue a log of before there was a chain', async () => {
      await storage.close();
      rmSync(folder, { recursive: true });
      folder = mkdtempSync(join(tmpdir(), 'rollcall-tampering-'));
      const db = openDatabase(databasePath(folder));
      migrate(db, new FakeClock(), MIGRATIONS.slice(0, 1));
      const draft = aDraft('old');
      db.insert('INSERT INTO audit (key, at, action, person, target, body)', [
        [draft.key, NOW, draft.action, draft.actor.person, '', bodyOf(draft)],
      ]);
      db.close();
      await assertNotContinued(databasePath(folder));
    });

    for (const [what, ...forge] of [
      [
        'made to look as if they came from before',
        'DELETE FROM audit_key',
        'UPDATE audit SET hash = NULL WHERE seq > 700',
      ],
      ['whose key was forgotten', 'DELETE FROM audit_key'],
      ['of which one lost its hash', 'UPDATE audit SET hash = NULL WHERE seq = 7'],
    ] as const) {
      it(`chains no entries ${what}: it does not start`, async () => {
        await storage.close();
        const db = openDatabase(databasePath(folder));
        for (const step of forge) db.exec(step);
        db.close();
        await assertNotContinued(databasePath(folder));
      });
    }
  });

  describe('does not take for recorded', () => {
    const forge =
      (seq: number, changes: Partial<AuditDraft> = {}) =>
      (db: Database) => {
        const draft = aDraft('decided/A-x/2', changes);
        const row = [draft.key, draft.at, draft.action, draft.actor.person, draft.target, bodyOf(draft)];
        const copied = String(db.one('SELECT hash FROM audit WHERE seq = 700')?.hash);
        db.insert('INSERT INTO audit (seq, key, at, action, person, target, body, hash)', [
          [seq, ...row, copied],
        ]);
      };
    const record = (): Promise<void> =>
      storage.approvals.create(anApproval(), { audit: [aDraft('decided/A-x/2')] });

    for (const seq of [-100, 0, COUNT + 1]) {
      it(`what was put in as entry ${seq} under the key of a later one, and changes nothing`, async () => {
        await tamper(forge(seq));
        await assert.rejects(record(), (error) => {
          const problem = problemOf(error);
          assert.ok(problem?.kind === 'guarded');
          return problem.message.includes(`Entry ${seq} `) && /audit verify/.test(problem.remedy);
        });
        assert.equal(await storage.approvals.load(anApproval().id), undefined);
      });
    }

    it('an entry whose filed key was edited to that of a later one', async () => {
      await tamper("UPDATE audit SET key = 'decided/A-x/2' WHERE seq = 700");
      await assert.rejects(record(), (error) => problemOf(error)?.kind === 'guarded');
    });

    it('but takes what was recorded, be it the first entry or the first after a deletion', async () => {
      await storage.audit.append([aDraft('e1'), aDraft('e700')]);
      await storage.audit.prune(301, TOMBSTONE);
      await storage.audit.append([aDraft('e301'), aDraft('tombstone'), aDraft('e1200')]);
      assert.equal((await storage.audit.head())?.seq, COUNT + 1);
    });
  });
});

function inWords(verdict: ChainVerdict): string {
  return verdict.ok ? `holds ${verdict.entries}` : `${verdict.fault} ${verdict.seq}`;
}
