import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'libsql';
import { MongoClient } from 'mongodb';
import { freshDatabase } from '../support/mongodb.ts';

/** The single-document operations of one job: asked for, locked, begun, looked at again and removed. */
interface JobSteps {
  enqueue(key: string): Promise<void>;
  run(): Promise<boolean>;
}

/** Jobs a second on bare drivers, with as many under way at once. */
export interface RawRate {
  readonly enqueue: number;
  readonly drain: number;
}

async function measure(steps: JobSteps, count: number, concurrency: number): Promise<RawRate> {
  const begun = performance.now();
  for (let n = 0; n < count; n += 1) await steps.enqueue(`${n}`);
  const enqueued = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (await steps.run());
    }),
  );
  const ended = performance.now();
  const perSecond = (ms: number) => (count * 1000) / ms;
  return { enqueue: perSecond(enqueued - begun), drain: perSecond(ended - enqueued) };
}

/** The MongoDB driver with majority writes, as the stores use it. */
export async function rawMongo(server: string, count: number, concurrency: number): Promise<RawRate> {
  const client = new MongoClient(freshDatabase(server), { writeConcern: { w: 'majority', journal: true } });
  const db = client.db();
  const jobs = db.collection('jobs');
  await jobs.createIndex({ name: 1, nextRunAt: 1, priority: -1, _id: 1 });
  await jobs.createIndex({ name: 1, 'data.key': 1 });
  const steps: JobSteps = {
    async enqueue(key) {
      const record = { name: 'job', priority: 0, nextRunAt: new Date(), lockedAt: null, data: { key } };
      const options = { upsert: true, returnDocument: 'after' } as const;
      await jobs.findOneAndUpdate({ 'data.key': key, name: 'job' }, { $setOnInsert: record }, options);
    },
    async run() {
      const due = { name: 'job', lockedAt: null, nextRunAt: { $lte: new Date() } };
      const sort = { nextRunAt: 1, priority: -1, _id: 1 } as const;
      const lock = { $set: { lockedAt: new Date() } };
      const job = await jobs.findOneAndUpdate(due, lock, { sort, returnDocument: 'after' });
      if (job === null) return false;
      await jobs.updateOne({ _id: job._id }, { $set: { nextRunAt: null, lastRunAt: new Date() } });
      await jobs.findOne({ _id: job._id });
      await jobs.deleteOne({ _id: job._id });
      return true;
    },
  };
  try {
    return await measure(steps, count, concurrency);
  } finally {
    await db.dropDatabase();
    await client.close();
  }
}

/** SQLite's driver with the durability of the stores, a commit for each write. */
export async function rawSqlite(count: number, concurrency: number): Promise<RawRate> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const db = new Sqlite(join(folder, 'raw.db'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  db.exec(
    'CREATE TABLE jobs (id INTEGER PRIMARY KEY, name TEXT, next_run_at INTEGER, locked_at INTEGER, key TEXT)',
  );
  db.exec('CREATE INDEX jobs_next ON jobs (name, locked_at, next_run_at, id)');
  db.exec('CREATE UNIQUE INDEX jobs_by_key ON jobs (name, key)');
  const insert = db.prepare("INSERT OR IGNORE INTO jobs (name, next_run_at, key) VALUES ('job', ?, ?)");
  const lock = db.prepare(`UPDATE jobs SET locked_at = ? WHERE id = (SELECT id FROM jobs
    WHERE name = 'job' AND locked_at IS NULL AND next_run_at <= ? ORDER BY next_run_at, id LIMIT 1) RETURNING id`);
  const begin = db.prepare('UPDATE jobs SET next_run_at = NULL WHERE id = ?');
  const look = db.prepare('SELECT * FROM jobs WHERE id = ?');
  const remove = db.prepare('DELETE FROM jobs WHERE id = ?');
  const steps: JobSteps = {
    async enqueue(key) {
      insert.run(Date.now(), key);
    },
    async run() {
      const row = lock.get(Date.now(), Date.now()) as { readonly id: number } | undefined;
      if (row === undefined) return false;
      begin.run(row.id);
      look.get(row.id);
      remove.run(row.id);
      return true;
    },
  };
  try {
    return await measure(steps, count, concurrency);
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}
