import type { RunId } from '../domain/ids.ts';
import { answerWith } from './answer.ts';
import type { Origin } from './audit.ts';
import type { Answer } from './bot.ts';
import { writeJob } from './job-requests.ts';
import { moveRun } from './move-run.ts';
import type { Services } from './services.ts';

/** Ends a run early: writes in flight finish, nothing new starts, what was done stays done. */
export async function cancelRun(services: Services, origin: Origin, id: RunId): Promise<Answer> {
  await moveRun(services, id, {
    event: 'cancel',
    origin,
    description: (run) => `asked to end while ${run.state}`,
    jobs: (run) => [writeJob(run.connection)],
  });
  return answerWith({
    kind: 'said',
    headline: `Cancelling ${id}`,
    detail: 'Writes in flight are finished, nothing new starts. What was done so far stays done.',
  });
}
