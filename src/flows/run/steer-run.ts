import type { RunId } from '../../domain/ids.ts';
import { answerWith } from '../answer.ts';
import type { Origin } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { writeJob } from '../job-requests.ts';
import type { Services } from '../services.ts';
import { moveRun } from './move-run.ts';
import { stoppedBy } from './stop-service.ts';

/** What a person can do to one run under way. */
export type Steering = 'pause' | 'continue' | 'cancel';

interface Words {
  readonly description: string;
  readonly headline: (id: RunId) => string;
  readonly detail: string;
}

const WORDS: Readonly<Record<Steering, Words>> = {
  pause: {
    description: 'paused while',
    headline: (id) => `${id} is paused`,
    detail: 'Writes in flight are finished, nothing new starts until somebody says "continue".',
  },
  continue: {
    description: 'goes on, was',
    headline: (id) => `${id} goes on`,
    detail: 'Every user is checked again right before the change.',
  },
  cancel: {
    description: 'asked to end while',
    headline: (id) => `Cancelling ${id}`,
    detail: 'Writes in flight are finished, nothing new starts. What was done so far stays done.',
  },
};

/** Pauses, continues or ends one run; what was done stays done. */
export async function steerRun(
  services: Services,
  origin: Origin,
  event: Steering,
  id: RunId,
): Promise<Answer> {
  const { description, headline, detail } = WORDS[event];
  await moveRun(services, id, {
    event,
    origin,
    description: (run) => `${description} ${run.state}`,
    jobs: (run) => (event === 'pause' ? [] : [writeJob(run.connection)]),
  });
  const stopped = event === 'continue' ? await stoppedBy(services) : null;
  if (stopped === null) return answerWith({ kind: 'said', headline: headline(id), detail });
  return answerWith({ kind: 'said', headline: `${id} waits for "resume"`, detail: '', stopped });
}
