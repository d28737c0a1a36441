import { Agenda, type AgendaBackend, type JobRepository, type NotificationChannel } from 'agenda';
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
}

/** The only place that constructs Agenda. The backend is connected already and stays open after a drain. */
export function createAgenda({ backend, repository, channel, maxConcurrency, logger }: AgendaParts): Agenda {
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
  agenda.on('error', (error: Error) => tell(logger, error));
  return agenda;
}

/** What Agenda says (6.2.6) of a job whose lock it finds expired; the time it names is never the lock's real one. */
const LOCK_LOST = /^execution of '(.+)' canceled, /;

/** A lock is renewed long before its end, so that it ended is no fault of the queue, and the job is not lost. */
function tell(logger: Logger, error: Error): void {
  const job = LOCK_LOST.exec(error.message)?.[1];
  if (job === undefined) {
    logger.error('job queue failed', { error });
    return;
  }
  const why =
    'its lock ended before it could be renewed: this process stood still, or its database was away. ' +
    'Whoever is free does the job again; what was half done is looked at first';
  logger.warn('job given up here', { job, why });
}
