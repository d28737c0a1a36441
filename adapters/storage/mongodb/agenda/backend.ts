import { MongoJobLogger } from '@agendajs/mongo-backend';
import { type AgendaBackend, InMemoryNotificationChannel } from 'agenda';
import type { Clock } from '../../../../src/ports/clock.ts';
import type { Database } from '../database.ts';
import { mapError } from '../errors.ts';
import { JOBS, MongoJobs } from './job-repository.ts';

/** The indexes of Agenda's jobs, by collection. */
export const JOB_INDEXES = {
  [JOBS]: [
    // A job is looked for by name, in the order of time.
    { name: 'jobs_next', key: { name: 1, nextRunAt: 1, priority: -1, _id: 1 } },
    { name: 'jobs_by_lock', key: { name: 1, lockedAt: 1 } },
    { name: 'jobs_by_key', key: { name: 1, 'data.key': 1 } },
    // Of two instances that make one job at once, this lets one through.
    { name: 'jobs_slot', key: { slot: 1 }, unique: true, sparse: true },
  ],
} as const;

/**
 * Agenda's own MongoDB backend on the storage's connection, with what it lacks for several instances. `clock` is the
 * database's. Notices stay in the process; jobs of other instances are found by looking every second.
 */
export async function openAgendaBackend(database: Database, clock: Clock): Promise<AgendaBackend> {
  const { db } = database;
  const repository = mapErrors(database, new MongoJobs(db, clock));
  await repository.connect();
  return {
    name: 'MongoDB',
    repository,
    notificationChannel: new InMemoryNotificationChannel(),
    logger: mapErrors(database, new MongoJobLogger({ db, collectionName: 'job_log' })),
    ownsConnection: false,
    // The storage opens and closes the connection.
    async connect() {},
    async disconnect() {},
  };
}

/** The same object, whose failures are problems that say what to do. */
function mapErrors<T extends object>(database: Database, target: T): T {
  return new Proxy(target, {
    get(_, name) {
      const member = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...parameters: readonly unknown[]) => {
        try {
          await database.require();
          return await Reflect.apply(member, target, parameters);
        } catch (error) {
          throw mapError(error);
        }
      };
    },
  });
}
