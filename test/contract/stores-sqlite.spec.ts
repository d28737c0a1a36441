import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SqliteAuditLog } from '../../adapters/storage/sqlite/audit-log.ts';
import { type Database, openDatabase } from '../../adapters/storage/sqlite/database.ts';
import { SqliteDeliveries } from '../../adapters/storage/sqlite/deliveries.ts';
import { mapError } from '../../adapters/storage/sqlite/errors.ts';
import { lockDatabase } from '../../adapters/storage/sqlite/lock-database.ts';
import { migrate } from '../../adapters/storage/sqlite/migrate.ts';
import { MIGRATIONS } from '../../adapters/storage/sqlite/migrations.ts';
import { databasePath, openSqlite } from '../../adapters/storage/sqlite/open-sqlite.ts';
import type { UserRef } from '../../src/domain/ids.ts';
import { problemOf } from '../../src/domain/problem.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { aPerson } from '../support/builders.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { quietLogger } from '../support/quiet.ts';
import { aDraft, people, SANDBOX } from './stores-harness.ts';

const CHILD = fileURLToPath(new URL('stores-child.ts', import.meta.url));

describe('The SQLite storage', () => {
  let folder: string;
  let children: ChildProcess[];
  const clock = new FakeClock();
  const open = () =>
    openSqlite({ folder, clock, ids: new FakeIds(), logger: quietLogger, auditKey: () => AUDIT_KEY });
  const path = () => databasePath(folder);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-sqlite-'));
    children = [];
  });
  afterEach(async () => {
    await Promise.all(children.map(kill));
    rmSync(folder, { recursive: true });
  });

  /** Starts a process on the folder and resolves when it has printed a line that satisfies `until`. */
  async function startChild(task: string, until: (line: string) => boolean): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['--import', 'tsx', CHILD, folder, task], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    for await (const line of createInterface({ input: child.stdout })) if (until(line)) return child;
    assert.fail('the process ended before its time');
  }

  describe('migrations', () => {
    it('apply each step once, also over several starts', async () => {
      for (let start = 0; start < 2; start += 1) await (await open()).close();
      const db = openDatabase(path());
      const applied = db.all('SELECT n FROM migrations').map((row) => row.n);
      db.close();
      assert.deepEqual(
        applied,
        MIGRATIONS.map((_, index) => index + 1),
      );
    });

    it('leave a directory user with whoever was known first, where two people had it', async () => {
      const db = openDatabase(path());
      const step = MIGRATIONS.findIndex((sql) => sql.includes('person_users'));
      migrate(db, clock, MIGRATIONS.slice(0, step));
      for (const [id, ...users] of [
        ['tom', 'sandbox/d/tom', 'sandbox/d/bo'],
        ['ines', 'sandbox/d/bo', 'sandbox/d/ines'],
      ]) {
        const body = JSON.stringify(aPerson(String(id), { users: users as UserRef[] }));
        db.run("INSERT INTO records (kind, id, version, body) VALUES ('person', ?, 1, ?)", String(id), body);
      }
      db.close();
      const storage = await open();
      const people = await storage.people.list({ limit: 9, newestFirst: false });
      assert.deepEqual(
        people.map(({ users }) => [...users].sort()),
        [['sandbox/d/bo', 'sandbox/d/tom'], ['sandbox/d/ines']],
      );
      for (const person of people) await storage.people.replace({ ...person, version: 2, roles: ['admin'] });
      await storage.close();
    });

    it('leave nothing of a step that fails and go on from there once it is mended', () => {
      const db = openDatabase(path());
      const first = 'CREATE TABLE a (x)';
      assert.throws(
        () => migrate(db, clock, [first, 'CREATE TABLE b (x); CREATE TABLE a (x)']),
        /already exists/,
      );
      migrate(db, clock, [first, 'CREATE TABLE b (x)']);
      assert.equal(db.all('SELECT * FROM migrations').length, 2);
      db.close();
    });

    it('keep a read of before its changes lay in a log of their own, and every change from then on', async () => {
      const db = openDatabase(path());
      migrate(db, clock, MIGRATIONS.slice(0, 3));
      const [ada, bob] = people(2);
      assert.ok(ada && bob);
      db.run(
        "INSERT INTO snapshots (connection, state, header, read_at, users) VALUES (?, 'current', '{}', 1, 2)",
        SANDBOX,
      );
      for (const [n, user] of [ada, bob].entries()) {
        db.run('INSERT INTO snapshot_users VALUES (1, ?, ?, ?)', n, user.ref, JSON.stringify(user));
      }
      db.close();
      const storage = await open();
      assert.equal((await storage.snapshots.remove(ada.ref)).number, 1);
      const opened = await storage.snapshots.open(SANDBOX);
      const users = [];
      for await (const batch of opened.users()) users.push(...batch);
      await storage.close();
      assert.deepEqual(users, [bob]);
      assert.deepEqual([opened.snapshot?.users, opened.read, opened.mark], [2, 0, 1]);
    });

    it('refuse a database that a newer Rollcall wrote, naming it, and leave it as it was', async () => {
      const db = openDatabase(path());
      migrate(db, clock, [...MIGRATIONS, 'CREATE TABLE later (x)']);
      db.close();
      await assert.rejects(open(), (error) => {
        const problem = problemOf(error);
        assert.equal(problem?.kind, 'misconfigured');
        return problem?.kind === 'misconfigured' && problem.remedy.includes(path());
      });
      lockDatabase(path()).release();
    });
  });

  describe('the lock', () => {
    it('keeps a second process out, saying which file is in use, until the first is killed', async () => {
      const child = await startChild('hold', (line) => line.startsWith('open '));
      await assert.rejects(open(), (error) => unavailableWith(error, path()));
      await kill(child);
      await (await open()).close();
    });

    it('keeps the same process from opening a folder twice, and is free after a close', async () => {
      const storage = await open();
      await assert.rejects(open(), (error) => unavailableWith(error, path()));
      await storage.close();
      await (await open()).close();
    });
  });

  describe('after a crash', () => {
    it('has an audit log in order and without gaps, with all that was acknowledged', async () => {
      const child = await startChild('append', (line) => line === '20');
      await kill(child);
      const storage = await open();
      const events = await storage.audit.read({ limit: 100_000 });
      assert.deepEqual(
        events.map(({ seq }) => seq),
        events.map((_, index) => events.length - index),
      );
      assert.equal(events.length % 2, 0);
      assert.ok(events.length >= 42, `${events.length}`);
      assert.deepEqual(events.at(-42)?.key, '20/b');
      await storage.audit.append([aDraft('after')]);
      assert.equal((await storage.audit.read({ limit: 1 }))[0]?.seq, events.length + 1);
      const verdict = await storage.audit.verify();
      assert.deepEqual([verdict.ok, verdict.head?.seq], [true, events.length + 1]);
      await storage.close();
    });

    it('removes what a read left half-written', async () => {
      const before = await open();
      await (await before.snapshots.begin(SANDBOX)).add(people(1200));
      await before.close();
      const after = await open();
      const writer = await after.snapshots.begin(SANDBOX);
      await writer.abandon();
      await after.close();
      const db = openDatabase(path());
      assert.deepEqual(db.all('SELECT count(*) AS n FROM snapshot_users'), [{ n: 0 }]);
      assert.deepEqual(db.all('SELECT count(*) AS n FROM snapshots'), [{ n: 0 }]);
      db.close();
    });

    it('removes half-written and ownerless files and keeps whole ones', async () => {
      const storage = await open();
      async function* chunks() {
        yield 'x';
      }
      const info = await storage.files.write(
        { name: 'x', mime: 'text/plain', expiresAt: clock.now() + 9 },
        chunks(),
      );
      await storage.close();
      const files = join(folder, 'files');
      for (const name of ['a.bytes.part', 'b.json.part', 'c.bytes']) writeFileSync(join(files, name), 'rest');
      await (await open()).close();
      assert.deepEqual(readdirSync(files).sort(), [`${info.id}.bytes`, `${info.id}.json`].sort());
    });
  });

  describe('the folder', () => {
    const modeOf = (name: string) => statSync(join(folder, name)).mode & 0o7777;

    it('is for its owner alone after a start, with all that an earlier one left open', async () => {
      await (await open()).close();
      writeFileSync(join(folder, 'files', 'a.bytes'), 'x');
      writeFileSync(join(folder, 'files', 'a.json'), '{}');
      writeFileSync(join(folder, 'notes.txt'), 'not ours');
      const names = ['rollcall.db', 'rollcall.db.lock', 'files/a.bytes', 'files/a.json', 'notes.txt'];
      for (const name of names) chmodSync(join(folder, name), 0o644);
      for (const name of ['.', 'files']) chmodSync(join(folder, name), 0o2755);
      await (await open()).close();
      assert.deepEqual(names.map(modeOf), [0o600, 0o600, 0o600, 0o600, 0o644]);
      assert.deepEqual([modeOf('.'), modeOf('files')], [0o2700, 0o2700]);
    });

    it('of everybody is left as it is, with a warning', async () => {
      chmodSync(folder, 0o1777);
      const warned: string[] = [];
      const logger = { ...quietLogger, warn: (message: string) => void warned.push(message) };
      await (
        await openSqlite({ folder, clock, ids: new FakeIds(), logger, auditKey: () => AUDIT_KEY })
      ).close();
      assert.equal(modeOf('.'), 0o1777);
      assert.deepEqual(warned, ['others may look into the data folder']);
    });
  });

  describe('files', () => {
    it('are readable by their owner alone and leave nothing behind when they fail', async () => {
      const storage = await open();
      async function* failing() {
        yield 'half';
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      }
      const file = { name: 'x', mime: 'text/plain', expiresAt: clock.now() + 9 };
      const files = join(folder, 'files');
      await assert.rejects(storage.files.write(file, failing()), (error) => unavailableWith(error, files));
      assert.deepEqual(readdirSync(files), []);
      async function* chunks() {
        yield 'x';
      }
      const info = await storage.files.write(file, chunks());
      assert.equal(statSync(join(files, `${info.id}.bytes`)).mode & 0o777, 0o600);
      await clock.advance(10);
      await storage.files.sweep(clock.now());
      assert.deepEqual(readdirSync(files), []);
      await storage.close();
    });
  });

  describe('faults', () => {
    const withDatabase = async (work: (db: Database, audit: SqliteAuditLog) => Promise<void>) => {
      const db = openDatabase(path(), 0);
      try {
        migrate(db, clock);
        await work(db, new SqliteAuditLog(db, AUDIT_KEY));
      } finally {
        db.close();
      }
    };

    it('of a full disk say where to free space, and writing goes on once there is some', () =>
      withDatabase(async (db, audit) => {
        db.all('PRAGMA max_page_count = 1');
        const big = Array.from({ length: 2000 }, (_, n) => aDraft(`${n}`, { description: 'x'.repeat(500) }));
        await assert.rejects(audit.append(big), (error) => unavailableWith(error, path(), /full/));
        assert.equal(await audit.count({}), 0);
        db.all('PRAGMA max_page_count = 100000');
        await audit.append(big);
        assert.equal(await audit.count({}), 2000);
      }));

    it('of a locked database name the other process, and leave nothing stuck', () =>
      withDatabase(async (db, audit) => {
        const deliveries = new SqliteDeliveries(db);
        const other = openDatabase(path());
        other.exec('BEGIN IMMEDIATE');
        await assert.rejects(audit.append([aDraft('a')]), (error) =>
          unavailableWith(error, path(), /locked/),
        );
        await assert.rejects(deliveries.claim('d', 0, 9), (error) =>
          unavailableWith(error, path(), /locked/),
        );
        other.exec('ROLLBACK');
        other.close();
        assert.equal(await deliveries.claim('d', 0, 9), true);
        await audit.append([aDraft('a')]);
      }));

    it('of a database that cannot be written say whose right is missing', () =>
      withDatabase(async (db, audit) => {
        db.exec('PRAGMA query_only = ON');
        await assert.rejects(audit.append([aDraft('a')]), (error) =>
          unavailableWith(error, path(), /write access/),
        );
      }));

    it('of a file that is no database say to restore a backup', async () => {
      writeFileSync(path(), 'this is no database '.repeat(500));
      await assert.rejects(open(), (error) => unavailableWith(error, path(), /backup/));
    });

    it('of a folder that cannot be one say what to check', async () => {
      mkdirSync(path());
      await assert.rejects(open(), (error) => unavailableWith(error, path(), /cannot be opened/));
    });

    it('that libsql has no name for are told by their number', () => {
      const error = Object.assign(new Error('attempt to write a readonly database'), {
        code: 'UNKNOWN_SQLITE_ERROR_1544',
      });
      assert.ok(unavailableWith(mapError(error, path()), path(), /write access/));
    });

    it('of a storage that was closed say so', async () => {
      const storage = await open();
      await storage.close();
      await assert.rejects(storage.check(), (error) => unavailableWith(error, '', /closed/));
    });
  });
});

function unavailableWith(error: unknown, text: string, pattern = /./): boolean {
  const problem = problemOf(error);
  assert.equal(problem?.kind, 'unavailable', String(error));
  return problem?.kind === 'unavailable' && problem.message.includes(text) && pattern.test(problem.message);
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
