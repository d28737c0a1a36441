import type { AgendaBackend } from 'agenda';
import { JOB_INDEXES, openAgendaBackend } from '../../adapters/storage/mongodb/agenda/backend.ts';
import { Database } from '../../adapters/storage/mongodb/database.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** The jobs of one instance on a connection of its own. */
export interface MongoJobs {
  readonly backend: AgendaBackend;
  close(): Promise<void>;
}

/** Opens the jobs of a database without the rest of the storage, as one instance does. */
export async function openMongoJobs(url: string, clock: Clock): Promise<MongoJobs> {
  const db = await Database.open(url);
  for (const { name, key, ...options } of JOB_INDEXES.jobs) await db.rows('jobs').index(name, key, options);
  return { backend: await openAgendaBackend(db, clock), close: () => db.close() };
}
