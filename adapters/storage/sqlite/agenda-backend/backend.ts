import type { AgendaBackend } from 'agenda';
import type { Clock } from '../../../../src/ports/clock.ts';
import type { Database } from '../database.ts';
import { SqliteJobLog } from './job-log.ts';
import { SqliteJobRepository } from './job-repository.ts';
import { LocalChannel } from './local-channel.ts';

/**
 * Agenda on the storage's own connection. The storage holds the database's lock, so whatever is locked now
 * was locked by a process that is dead: those jobs are made due again at once instead of after their lock
 * lifetime.
 */
export function openAgendaBackend(db: Database, clock: Clock): AgendaBackend {
  db.run(
    `UPDATE jobs SET locked_at = NULL, next_run_at = min(coalesce(next_run_at, ?), ?)
     WHERE locked_at IS NOT NULL`,
    clock.now(),
    clock.now(),
  );
  return {
    name: 'SQLite',
    repository: new SqliteJobRepository(db, clock),
    notificationChannel: new LocalChannel(),
    logger: new SqliteJobLog(db),
    ownsConnection: false,
    // The storage opens and closes the connection.
    async connect() {},
    async disconnect() {},
  };
}
