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
  agenda.on('error', (error: Error) => logger.error('job queue failed', { error }));
  return agenda;
}
