import { ProblemError } from '../../../src/domain/problem.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

/** Brings a database to the newest schema, each step once; refuses one that a newer Rollcall has written. */
export function migrate(db: Database, clock: Clock, migrations: readonly string[] = MIGRATIONS): void {
  db.transact(() => {
    db.exec('CREATE TABLE IF NOT EXISTS migrations (n INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL)');
  });
  const applied = Number(db.one('SELECT coalesce(max(n), 0) AS n FROM migrations')?.n);
  if (applied > migrations.length) throw tooNew(db.path, applied, migrations.length);
  for (const [index, sql] of migrations.entries()) {
    const n = index + 1;
    if (n <= applied) continue;
    db.transact(() => {
      db.exec(sql);
      db.run('INSERT INTO migrations (n, applied_at) VALUES (?, ?)', n, clock.now());
    });
  }
}

/** Throws `misconfigured` unless the database has the newest schema already. */
export function requireNewestSchema(db: Database): void {
  const known = MIGRATIONS.length;
  const found = Number(db.one('SELECT max(n) AS n FROM migrations')?.n);
  if (found > known) throw tooNew(db.path, found, known);
  if (found === known) return;
  throw new ProblemError({
    kind: 'misconfigured',
    key: 'ROLLCALL_DATA',
    remedy: `${db.path} was written by an older Rollcall (schema ${found}, this one knows ${known}). Start this one on it once, which renews it, and stop it again.`,
  });
}

function tooNew(path: string, found: number, known: number): ProblemError {
  return new ProblemError({
    kind: 'misconfigured',
    key: 'ROLLCALL_DATA',
    remedy:
      `${path} was written by a newer Rollcall (schema ${found}, this one knows ${known}). ` +
      'Start that version again, or point to another folder.',
  });
}
