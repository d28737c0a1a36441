/**
 * Audit entries a second: appended one a transaction and a hundred at once, with the chain and without it (the
 * bare INSERT of before), in turns within one run, then verified and deleted. `npx tsx test/bench/audit.ts`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteAuditLog } from '../../adapters/storage/sqlite/audit-log.ts';
import { type Database, openDatabase } from '../../adapters/storage/sqlite/database.ts';
import { migrate } from '../../adapters/storage/sqlite/migrate.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import type { AuditDraft } from '../../src/domain/audit-event.ts';
import { aDraft } from '../contract/stores-harness.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';

const ROUNDS = 5;
const ENTRIES = 20_000;
/** With the chain, at least this share of the rate without it. */
const GOAL = 0.4;

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

async function onFreshLog<T>(measure: (db: Database, log: SqliteAuditLog) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const db = openDatabase(join(folder, 'audit.db'));
  try {
    migrate(db, systemClock);
    return await measure(db, new SqliteAuditLog(db, AUDIT_KEY));
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (count * 1000) / (performance.now() - start);
}

function appendAll(append: Append, batch: number): Promise<number> {
  const drafts = Array.from({ length: ENTRIES }, (_, n) =>
    aDraft(`target/R-7f3k2/${n}`, { action: 'User Deactivated', target: `user${n}` }),
  );
  return perSecond(ENTRIES, async () => {
    for (let from = 0; from < ENTRIES; from += batch) await append(drafts.slice(from, from + batch));
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

for (const batch of [1, 100]) {
  const rates = { bare: [] as number[], chained: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.bare.push(await onFreshLog((db) => appendAll(bare(db), batch)));
    rates.chained.push(await onFreshLog((_, log) => appendAll((drafts) => log.append(drafts), batch)));
  }
  const [without, chained] = [median(rates.bare), median(rates.chained)];
  const ratio = chained / without;
  if (ratio < GOAL) process.exitCode = 1;
  print(
    `${batch} a transaction: ${chained.toFixed(0)}/s chained, ${without.toFixed(0)}/s without, ratio ${ratio.toFixed(2)} (goal ${GOAL})`,
  );
}

await onFreshLog(async (_, log) => {
  await appendAll((drafts) => log.append(drafts), 100);
  const verified = await perSecond(ENTRIES, async () => void (await log.verify()));
  let longest = 0;
  const pruned = await perSecond(ENTRIES, async () => {
    for (let calls = 0, more = 1; more > 0; calls += 1) {
      const start = performance.now();
      const at = Number.MAX_SAFE_INTEGER;
      const tombstone = aDraft(`tombstone/${calls}`, { action: 'Audit Entries Deleted', at });
      more = await log.prune(systemClock.now() * 2, tombstone);
      longest = Math.max(longest, performance.now() - start);
    }
  });
  print(
    `verified ${verified.toFixed(0)}/s, deleted ${pruned.toFixed(0)}/s, longest deletion ${longest.toFixed(0)} ms`,
  );
});
