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
    const problem = problemOf(error);
    const kind = problem === undefined ? error.message : problemLine(problem);
    const untold = told.tell(kind, clock.now());
    if (untold !== undefined) logger.error('job queue failed', { untold, error });
  });
  return agenda;
}
