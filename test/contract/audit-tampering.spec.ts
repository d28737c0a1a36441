import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../adapters/storage/sqlite/database.ts';
import { migrate } from '../../adapters/storage/sqlite/migrate.ts';
import { MIGRATIONS } from '../../adapters/storage/sqlite/migrations.ts';
import { databasePath, openSqlite, type SqliteStorage } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { bodyOf } from '../../src/domain/audit-chain.ts';
import { problemOf } from '../../src/domain/problem.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { anApproval, NOW } from '../support/builders.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { quietLogger } from '../support/quiet.ts';
import {
  auditTamperingContract,
  COUNT,
  type Intruder,
  inWords,
  manyDrafts,
  type TamperingHarness,
} from './audit-tampering.ts';
import { aDraft } from './stores-harness.ts';

const COLUMNS = 'seq, key, at, action, person, target, body, hash';

function aFolder(): string {
  return mkdtempSync(join(tmpdir(), 'rollcall-tampering-'));
}

function openIn(folder: string, auditKey = AUDIT_KEY): Promise<SqliteStorage> {
  return openSqlite({
    folder,
    clock: new FakeClock(),
    ids: new FakeIds(),
    logger: quietLogger,
    auditKey: () => auditKey,
  });
}

function intruderOn(db: Database): Intruder {
  return {
    entries: async (from, to) =>
      db.all(`SELECT ${COLUMNS} FROM audit WHERE seq BETWEEN ? AND ? ORDER BY seq`, from, to) as never,
    async remove(from, to) {
      db.run('DELETE FROM audit WHERE seq BETWEEN ? AND ?', from, to);
    },
    async put(entries) {
      db.insert(
        `INSERT INTO audit (${COLUMNS})`,
        entries.map(({ seq, key, at, action, person, target, body, hash }) => [
          seq,
          key,
          at,
          action,
          person,
          target,
          body,
          hash,
        ]),
      );
    },
  };
}

async function openHarness(): Promise<TamperingHarness> {
  const folder = aFolder();
  let storage = await openIn(folder);
  return {
    get audit() {
      return storage.audit;
    },
    async tamper(change) {
      await storage.close();
      const db = openDatabase(databasePath(folder));
      await change(intruderOn(db));
      db.close();
      storage = await openIn(folder);
    },
    async end() {
      await storage.close();
      rmSync(folder, { recursive: true });
    },
  };
}

auditTamperingContract('SQLite', openHarness);

describe('An audit log in SQLite whose file somebody else wrote to', () => {
  let folder: string;
  let storage: SqliteStorage;
  const open = (auditKey = AUDIT_KEY) => openIn(folder, auditKey);

  beforeEach(async () => {
    folder = aFolder();
    storage = await open();
    await storage.audit.append(manyDrafts());
  });
  afterEach(async () => {
    await storage.close();
    rmSync(folder, { recursive: true });
  });

  describe('and its key', () => {
    it('does not open with another key, and says what to do', async () => {
      await storage.close();
      await assert.rejects(open(Buffer.from('another key')), (error) => {
        const problem = problemOf(error);
        assert.ok(problem?.kind === 'misconfigured');
        assert.equal(problem.key, 'ROLLCALL_AUDIT_KEY');
        return (
          /have the audit\.key that belongs to it/.test(problem.remedy) &&
          problem.remedy.includes(databasePath(folder))
        );
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
      folder = aFolder();
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

  it('changes nothing when an entry under the key of a later one was put in', async () => {
    await storage.close();
    const db = openDatabase(databasePath(folder));
    const draft = aDraft('decided/A-x/2');
    const [last] = db.all('SELECT hash FROM audit WHERE seq = 700');
    await intruderOn(db).put([
      {
        seq: COUNT + 1,
        key: draft.key,
        at: draft.at,
        action: draft.action,
        person: draft.actor.person,
        target: '',
        body: bodyOf(draft),
        hash: String(last?.hash),
      },
    ]);
    db.close();
    storage = await open();
    await assert.rejects(
      storage.approvals.create(anApproval(), { audit: [draft] }),
      (error) => problemOf(error)?.kind === 'guarded',
    );
    assert.equal(await storage.approvals.load(anApproval().id), undefined);
  });
});
