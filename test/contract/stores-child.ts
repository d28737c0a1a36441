import { openDatabase } from '../../adapters/storage/sqlite/database.ts';
import { databasePath, openSqlite } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import { systemIds } from '../../adapters/system/ids.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { quietLogger } from '../support/quiet.ts';
import { aDraft } from './stores-harness.ts';

/** A process of its own for tests that kill one: opens a folder's database and appends until it is killed. */
const [folder = '', task] = process.argv.slice(2);
const storage = await openSqlite({
  folder,
  clock: systemClock,
  ids: systemIds,
  logger: quietLogger,
  auditKey: () => AUDIT_KEY,
});
process.stdout.write(`open ${databasePath(folder)}\n`);
if (task === 'append') {
  for (let n = 0; ; n += 1) {
    await storage.audit.append([aDraft(`${n}/a`), aDraft(`${n}/b`)]);
    process.stdout.write(`${n}\n`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
if (task === 'lock-job') {
  const db = openDatabase(databasePath(folder));
  db.run(
    `INSERT INTO jobs (name, type, priority, locked_at, last_run_at, data)
     VALUES ('refresh-cards', 'normal', 0, ?, ?, ?)`,
    systemClock.now() + 600_000,
    systemClock.now(),
    JSON.stringify({ key: 'left', payload: { subject: 'left' }, request: 'r', dueAt: 0 }),
  );
  process.stdout.write('locked\n');
}
// Stays until it is killed, holding the database's lock.
setInterval(() => undefined, 60_000);
