import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../adapters/storage/sqlite/database.ts';
import { openSqliteSource, type SqliteSource } from '../../adapters/storage/sqlite/open-source.ts';
import { openSqlite, type SqliteStorage } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { isProblem, problemOf } from '../../src/domain/problem.ts';
import { problemLine } from '../../src/domain/problem-line.ts';
import { refuseHalfCopy } from '../../src/flows/archive/copy-note.ts';
import type { CopySource, CopyTarget } from '../../src/flows/archive/copy-parts.ts';
import { copyStore } from '../../src/flows/archive/copy-store.ts';
import type { Archive } from '../../src/ports/archive.ts';
import type { OpenSnapshot } from '../../src/ports/snapshots.ts';
import { assertSame, fill } from '../contract/archive.ts';
import { aDraft } from '../contract/stores-harness.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { quietLogger } from '../support/quiet.ts';

const quiet = (): void => undefined;

describe('copying a store', () => {
  const clock = new FakeClock();
  let root: string;
  let closers: (() => unknown)[];

  const storeIn = async (name: string): Promise<SqliteStorage> => {
    const folder = join(root, name);
    const options = { folder, clock, ids: new FakeIds(), logger: quietLogger, auditKey: () => AUDIT_KEY };
    const storage = await openSqlite(options);
    closers.push(() => storage.close());
    return storage;
  };
  const sourceIn = (name: string, auditKey = AUDIT_KEY): SqliteSource & CopySource => {
    const source = openSqliteSource({ folder: join(root, name), clock, ids: new FakeIds(), auditKey });
    closers.push(() => source.close());
    return { ...source, name };
  };
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  const targetIn = async (name: string): Promise<CopyTarget & SqliteStorage> => ({
    ...(await storeIn(name)),
    name,
  });

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'rollcall-copy-'));
    closers = [];
    const storage = await storeIn('old');
    await fill(storage, clock.now());
    await close();
  });
  afterEach(async () => {
    await close();
    rmSync(root, { recursive: true });
  });

  it('makes the other the same, counts both and follows the audit chain', async () => {
    const source = sourceIn('old');
    const target = await targetIn('new');
    const { counts, verdict, drafts } = await copyStore(source, target, quiet);
    assert.deepEqual([verdict.ok, verdict.head?.seq, drafts], [true, 2, 0]);
    assert.equal(counts.find(({ part }) => part === 'record')?.count, 8);
    await close();
    await assertSameReads();
    await close();
    await assertSame(await storeIn('old'), await storeIn('new'));
  });

  it('leaves the source as it was', async () => {
    const before = sourceIn('old');
    const stamp = await before.archive.stamp();
    await copyStore(before, await targetIn('new'), quiet);
    await close();
    assert.equal(await sourceIn('old').archive.stamp(), stamp);
  });

  it('goes and comes back equal', async () => {
    await copyStore(sourceIn('old'), await targetIn('there'), quiet);
    await close();
    await copyStore(sourceIn('there'), await targetIn('back'), quiet);
    await close();
    await assertSame(await storeIn('old'), await storeIn('back'));
  });

  it('goes on where it was broken off, wherever that was', async () => {
    const writes = await countWrites();
    assert.ok(writes > 10);
    for (let at = 0; at < writes; at += 1) {
      const name = `new${at}`;
      const half = await targetIn(name);
      await assert.rejects(copyStore(sourceIn('old'), failingAt(half, at), quiet), /cut/);
      if (at > 0) await assert.rejects(refuseHalfCopy(half), (error) => isProblem(error, 'guarded'));
      await close();
      const whole = await targetIn(name);
      await copyStore(sourceIn('old'), whole, quiet);
      await refuseHalfCopy(whole);
      await close();
      await assertSame(await storeIn('old'), await storeIn(name));
      await close();
    }
  });

  it('does not read again what it had copied before', async () => {
    const many = await storeIn('many');
    for (let n = 0; n < 2_000; n += 1) await many.deliveries.claim(`d-${n}`, 0, 9);
    await close();
    const half = await targetIn('new');
    await assert.rejects(copyStore(sourceIn('many'), failingAtDeliveries(half, 3), quiet), /cut/);
    await close();
    const told: number[] = [];
    await copyStore(sourceIn('many'), await targetIn('new'), (part, rows) => {
      if (part === 'delivery') told.push(rows);
    });
    assert.equal(told.at(-1), 500);
  });

  it('refuses a target that holds anything', async () => {
    const target = await targetIn('new');
    await target.adapter('console').put('k', 'v');
    await assertRefused(copyStore(sourceIn('old'), target, quiet), /holds data of its own/);
  });

  it('refuses a target that holds a finished copy, or a half of another store', async () => {
    const target = await targetIn('new');
    const source = sourceIn('old');
    await copyStore(source, target, quiet);
    await assertRefused(copyStore(source, target, quiet), /holds a copy of old/);
    const half = await targetIn('half');
    await assert.rejects(copyStore(source, failingAt(half, 3), quiet), /cut/);
    await assertRefused(copyStore({ ...source, name: 'another' }, half, quiet), /holds a copy of old/);
  });

  it('refuses to go on when the source was used since', async () => {
    await assert.rejects(copyStore(sourceIn('old'), failingAt(await targetIn('new'), 9), quiet), /cut/);
    await close();
    await (await storeIn('old')).audit.append([aDraft('meanwhile')]);
    await close();
    await assertRefused(copyStore(sourceIn('old'), await targetIn('new'), quiet), /was used since/);
  });

  it('says what differs when the copy is not like its source', async () => {
    const target = await targetIn('new');
    const archive: Archive = bound(target.archive, {
      put: async (kind, rows) => target.archive.put(kind, kind === 'delivery' ? [] : rows),
    });
    const failed = copyStore(sourceIn('old'), { ...target, archive }, quiet);
    await assertRefused(failed, /delivery: 1 expected, 0 found/);
  });

  it('copies a broken audit log as it is, and says so', async () => {
    const opened = openDatabase(join(root, 'old', 'rollcall.db'));
    opened.run("UPDATE audit SET body = replace(body, 'event first', 'event other') WHERE seq = 1");
    opened.close();
    const { verdict } = await copyStore(sourceIn('old'), await targetIn('new'), quiet);
    assert.deepEqual(verdict.ok ? verdict : [verdict.seq, verdict.fault], [1, 'edited']);
  });

  it('refuses a source with another key, one in use and one that is none', async () => {
    assert.throws(
      () => sourceIn('old', Buffer.from('another')),
      (error) => isProblem(error, 'misconfigured'),
    );
    assert.throws(
      () => sourceIn('nothing'),
      (error) => isProblem(error, 'not-found'),
    );
    await storeIn('old');
    assert.throws(
      () => sourceIn('old'),
      (error) => isProblem(error, 'unavailable'),
    );
  });

  /** The changes since a read are part of it over there. */
  async function assertSameReads(): Promise<void> {
    const [from, to] = [await storeIn('old'), await storeIn('new')];
    for (const connection of await from.archive.connections()) {
      const [was, is] = [await from.snapshots.open(connection), await to.snapshots.open(connection)];
      const users = await usersOf(was);
      assert.deepEqual(await usersOf(is), users);
      assert.deepEqual(is.failed, was.failed);
      assert.deepEqual(is.snapshot, was.snapshot && { ...was.snapshot, users: users.length });
    }
  }

  async function countWrites(): Promise<number> {
    const target = await targetIn('counted');
    let writes = 0;
    await copyStore(
      sourceIn('old'),
      interrupted(target, () => {
        writes += 1;
      }),
      quiet,
    );
    await close();
    return writes;
  }
});

/** A target whose writes call `before` first, which may throw as a crash would. */
function interrupted(target: CopyTarget, before: (kind: string) => void): CopyTarget {
  const archive = bound(target.archive, {
    put: async (kind, rows) => {
      before(kind);
      await target.archive.put(kind, rows);
    },
    putFile: async (file, chunks) => {
      before('file');
      await target.archive.putFile(file, chunks);
    },
  });
  const adapter: CopyTarget['adapter'] = (name) => {
    const corner = target.adapter(name);
    return {
      get: (key) => corner.get(key),
      put: async (key, value) => {
        before('note');
        await corner.put(key, value);
      },
      putAll: (entries) => corner.putAll(entries),
      add: (key, value) => corner.add(key, value),
      remove: (key) => corner.remove(key),
      list: (prefix, after, limit) => corner.list(prefix, after, limit),
    };
  };
  const { name, audit, snapshots } = target;
  return { name, audit, snapshots, archive, adapter };
}

async function usersOf(read: OpenSnapshot): Promise<readonly string[]> {
  const users: string[] = [];
  for await (const batch of read.users()) users.push(...batch.map((user) => JSON.stringify(user)));
  return users.sort();
}

function failingAt(target: CopyTarget, at: number): CopyTarget {
  let writes = 0;
  return interrupted(target, () => {
    if (writes === at) throw new Error('cut');
    writes += 1;
  });
}

function failingAtDeliveries(target: CopyTarget, at: number): CopyTarget {
  let pages = 0;
  return interrupted(target, (kind) => {
    if (kind !== 'delivery') return;
    if (pages === at) throw new Error('cut');
    pages += 1;
  });
}

function bound(archive: Archive, changes: Partial<Archive>): Archive {
  return {
    page: (kind, from, limit) => archive.page(kind, from, limit),
    put: (kind, rows) => archive.put(kind, rows),
    count: (kind) => archive.count(kind),
    bytes: (file) => archive.bytes(file),
    putFile: (file, chunks) => archive.putFile(file, chunks),
    connections: () => archive.connections(),
    stamp: () => archive.stamp(),
    ...changes,
  };
}

async function assertRefused(promise: Promise<unknown>, words: RegExp): Promise<void> {
  await assert.rejects(promise, (error) => {
    const problem = problemOf(error);
    assert.equal(problem?.kind, 'guarded', String(error));
    assert.match(problem === undefined ? '' : problemLine(problem), words);
    return true;
  });
}
