import { Agenda, type AgendaBackend, type JobRepository, type NotificationChannel } from 'agenda';
import { problemOf } from '../src/domain/problem.ts';
import { problemLine } from '../src/domain/problem-line.ts';
import { OnceAMinute } from '../src/flows/once-a-minute.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { Logger } from '../src/ports/logger.ts';

/** How often Agenda looks for due jobs; a longer interval makes it miss isolated ones (performance.md §6). */
export const PROCESS_EVERY_MS = 1_000;

export interface AgendaParts {
  readonly backend: AgendaBackend;
  /** What Agenda uses instead of the backend's own. */
  readonly repository: JobRepository;
  readonly channel: NotificationChannel;
  readonly maxConcurrency: number;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** The only place that constructs Agenda. The backend is connected already and stays open after a drain. */
export function createAgenda({
  backend,
  repository,
  channel,
  maxConcurrency,
  logger,
  clock,
}: AgendaParts): Agenda {
  const agenda = new Agenda({
    backend: {
      name: backend.name,
      repository,
      ownsConnection: false,
      connect: () => backend.connect(),
      disconnect: () => backend.disconnect(),
    },
    notificationChannel: channel,
    processEvery: PROCESS_EVERY_MS,
    maxConcurrency,
  });
  // It looks for each kind of job once a second, and a store that is away fails every look.
  const told = new OnceAMinute();
  agenda.on('error', (error: Error) => {
    const job = LOCK_LOST.exec(error.message)?.[1];
    if (job !== undefined) {
      logger.warn('job given up here', { job, why: LOCK_ENDED });
      return;
    }
    const problem = problemOf(error);
    const kind = problem === undefined ? error.message : problemLine(problem);
    const untold = told.tell(kind, clock.now());
    if (untold !== undefined) logger.error('job queue failed', { untold, error });
  });
  return agenda;
}

/** What Agenda says (6.2.6) of a job whose lock it finds expired; the time it names is never the lock's real one. */
const LOCK_LOST = /^execution of '(.+)' canceled, /;
/** A lock is renewed long before its end, so that it ended is no fault of the queue, and the job is not lost. */
const LOCK_ENDED =
  'its lock ended before it could be renewed: this process stood still, or its database was away. ' +
  'Whoever is free does the job again; what was half done is looked at first';
