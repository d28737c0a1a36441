/**
 * Audit entries a second: appended one at a time and a hundred at once, with the chain and without it (the bare
 * INSERT of before; on MongoDB the raw driver), in turns within one run, then verified and deleted. On SQLite and, where
 * there is a server (see test/support/mongodb.ts), on MongoDB. `npx tsx test/bench/audit.ts`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUDIT_INDEXES } from '../../adapters/storage/mongodb/audit-links.ts';
import { MongoAuditLog } from '../../adapters/storage/mongodb/audit-log.ts';
import { Database as MongoDatabase } from '../../adapters/storage/mongodb/database.ts';
import { makeIndexes } from '../../adapters/storage/mongodb/indexes.ts';
import { SqliteAuditLog } from '../../adapters/storage/sqlite/audit-log.ts';
import { type Database, openDatabase } from '../../adapters/storage/sqlite/database.ts';
import { migrate } from '../../adapters/storage/sqlite/migrate.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import type { AuditDraft } from '../../src/domain/audit-event.ts';
import type { AuditLog } from '../../src/ports/audit-log.ts';
import { aDraft } from '../contract/stores-harness.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { dropDatabase, freshDatabase, mongoServer, NO_MONGODB } from '../support/mongodb.ts';

const ROUNDS = 5;
/** With the chain, at least this share of the rate without it, one at a time and a hundred at once. */
const GOALS = {
  // One statement more in the same transaction.
  SQLite: { 1: 0.4, 100: 0.4 },
  // One request more: the head is looked at before each write.
  MongoDB: { 1: 0.3, 100: 0.4 },
} as const;

type Append = (drafts: readonly AuditDraft[]) => Promise<void>;

function bare(db: Database): Append {
  return async (drafts) =>
    db.transact(() =>
      db.insert(
        'INSERT INTO audit (key, at, action, person, target, body)',
        drafts.map((draft) => [
          draft.key,
          draft.at,
          draft.action,
          draft.actor.person,
          draft.target,
          JSON.stringify(draft),
        ]),
        'ON CONFLICT (key) DO NOTHING',
      ),
    );
}

/** The raw driver, with the collection's indexes and a write concern as ours. */
function raw(db: MongoDatabase): Append {
  const rows = db.db.collection<{ _id: number }>('audit');
  let seq = 0;
  return async (drafts) => {
    const documents = drafts.map((draft) => {
      const { key, at, action, target, actor } = draft;
      seq += 1;
      return { _id: seq, key, at, action, person: actor.person, target, body: JSON.stringify(draft) };
    });
    const [only] = documents;
    if (documents.length === 1 && only !== undefined) await rows.insertOne(only);
    else await rows.insertMany(documents);
  };
}

/** A fresh log, and how entries are written to the same place without a chain. */
interface Bench {
  readonly bare: Append;
  readonly log: AuditLog;
}

type OnFreshLog = <T>(measure: (bench: Bench) => Promise<T>) => Promise<T>;

const onSqlite: OnFreshLog = async (measure) => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const db = openDatabase(join(folder, 'audit.db'));
  try {
    migrate(db, systemClock);
    return await measure({ bare: bare(db), log: new SqliteAuditLog(db, AUDIT_KEY) });
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
};

function onMongodb(server: string): OnFreshLog {
  return async (measure) => {
    const url = freshDatabase(server);
    const db = await MongoDatabase.open(url);
    try {
      await makeIndexes(db, AUDIT_INDEXES);
      return await measure({ bare: raw(db), log: new MongoAuditLog(db, AUDIT_KEY) });
    } finally {
      await db.close();
      await dropDatabase(url);
    }
  };
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (count * 1000) / (performance.now() - start);
}

function manyDrafts(entries: number): readonly AuditDraft[] {
  return Array.from({ length: entries }, (_, n) =>
    aDraft(`target/R-7f3k2/${n}`, { action: 'User Deactivated', target: `user${n}` }),
  );
}

function appendAll(append: Append, entries: number, batch: number): Promise<number> {
  const drafts = manyDrafts(entries);
  return perSecond(entries, async () => {
    for (let from = 0; from < entries; from += batch) await append(drafts.slice(from, from + batch));
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function run(name: keyof typeof GOALS, entries: number, onFreshLog: OnFreshLog): Promise<void> {
  for (const batch of [1, 100] as const) {
    const rates = { bare: [] as number[], chained: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.bare.push(await onFreshLog((bench) => appendAll(bench.bare, entries, batch)));
      rates.chained.push(
        await onFreshLog(({ log }) => appendAll((drafts) => log.append(drafts), entries, batch)),
      );
    }
    const [without, chained] = [median(rates.bare), median(rates.chained)];
    // Of two that ran one right after the other: a busy machine slows both.
    const ratio = median(rates.chained.map((rate, round) => rate / (rates.bare[round] ?? 0)));
    const goal = GOALS[name][batch];
    if (ratio < goal) process.exitCode = 1;
    print(
      `${name}, ${batch} at a time: ${chained.toFixed(0)}/s chained, ${without.toFixed(0)}/s without, ratio ${ratio.toFixed(2)} (goal ${goal})`,
    );
  }
  await onFreshLog(async ({ log }) => {
    const together = await perSecond(entries, async () => {
      await Promise.all(manyDrafts(entries).map((draft) => log.append([draft])));
    });
    print(`${name}, each asked for by itself and all at once: ${together.toFixed(0)}/s`);
    await measureWalks(name, entries, log);
  });
}

async function measureWalks(name: string, entries: number, log: AuditLog): Promise<void> {
  const verified = await perSecond(entries, async () => void (await log.verify()));
  let longest = 0;
  const pruned = await perSecond(entries, async () => {
    for (let calls = 0, more = 1; more > 0; calls += 1) {
      const start = performance.now();
      const at = Number.MAX_SAFE_INTEGER;
      const tombstone = aDraft(`tombstone/${calls}`, { action: 'Audit Entries Deleted', at });
      more = await log.prune(systemClock.now() * 2, tombstone);
      longest = Math.max(longest, performance.now() - start);
    }
  });
  print(
    `${name}: verified ${verified.toFixed(0)}/s, deleted ${pruned.toFixed(0)}/s, longest deletion ${longest.toFixed(0)} ms`,
  );
}

await run('SQLite', 20_000, onSqlite);
const server = await mongoServer();
if (server === null) print(NO_MONGODB);
else await run('MongoDB', 1_500, onMongodb(server));
