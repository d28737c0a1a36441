import type { Place } from '../domain/account.ts';
import type { Actor } from '../domain/person.ts';
import { isProblem, ProblemError } from '../domain/problem.ts';
import type { RunState } from '../domain/run.ts';
import type { Halt } from '../ports/stores.ts';
import { answerWith } from './answer.ts';
import { auditOf, type Origin } from './audit.ts';
import type { Answer } from './bot.ts';
import { writeJob } from './job-requests.ts';
import { moveRun } from './move-run.ts';
import type { Services } from './services.ts';

interface StopOrigin {
  readonly actor: Actor;
  readonly place: Place;
}

/** Runs that are live at once are few; the page only bounds memory. */
const MAX_LIVE_RUNS = 1000;

/** Halts everything: the switch first, which every write looks at, then each run's own state for its card. */
export async function stopService(services: Services, origin: StopOrigin): Promise<Answer> {
  await flip(services, origin, true);
  const moved = await settleHalt(services, origin);
  return answerWith({
    kind: 'said',
    headline: moved === 0 ? 'Everything is stopped' : `Everything is stopped, ${count(moved)} halted`,
    detail:
      'No further user is changed until somebody says "resume". Changes can be asked for and approved meanwhile; they wait.',
  });
}

/** Lifts the stop; halted runs go on where they were. */
export async function resumeService(services: Services, origin: StopOrigin): Promise<Answer> {
  await flip(services, origin, false);
  const moved = await settleHalt(services, origin);
  return answerWith({
    kind: 'said',
    headline: moved === 0 ? 'Resumed' : `Resumed, ${count(moved)} going on`,
    detail: 'Every user is checked again right before the change.',
  });
}

/** Brings every run into the state the switch asks for; also a job, so that a crash half-way is made good. */
export async function settleHalt(services: Services, origin: Origin): Promise<number> {
  return (await isStopped(services))
    ? moveAll(services, origin, ['queued', 'running'], 'halt')
    : moveAll(services, origin, ['halted'], 'resume');
}

/** True while `stop` holds. */
export async function isStopped({ storage }: Pick<Services, 'storage'>): Promise<boolean> {
  return (await storage.halt.load('halt'))?.stopped ?? false;
}

async function moveAll(
  services: Services,
  origin: Origin,
  states: readonly RunState[],
  event: 'halt' | 'resume',
): Promise<number> {
  const runs = await services.storage.runs.list({ states, limit: MAX_LIVE_RUNS });
  let moved = 0;
  for (const { id } of runs) {
    try {
      await moveRun(services, id, {
        event,
        origin,
        description: (run) => `was ${run.state}`,
        jobs: (run) => (event === 'resume' ? [writeJob(run.connection)] : []),
      });
      moved += 1;
    } catch (error) {
      // It ended by itself between the list and the move.
      if (!isProblem(error, 'conflict')) throw error;
    }
  }
  return moved;
}

async function flip(services: Services, origin: StopOrigin, stopped: boolean): Promise<void> {
  const { storage, clock, connections } = services;
  const halt = await storage.halt.load('halt');
  if ((halt?.stopped ?? false) === stopped) {
    const message = stopped ? 'Everything is already stopped.' : 'Nothing is stopped.';
    throw new ProblemError({ kind: 'conflict', message });
  }
  const version = (halt?.version ?? 0) + 1;
  const next: Halt = { id: 'halt', version, stopped, by: origin.actor.person.id, at: clock.now() };
  const audit = auditOf(services, origin, {
    key: `halt/${version}`,
    action: stopped ? 'Service Stopped' : 'Service Resumed',
    status: 'done',
    target: '',
    description: stopped ? 'every run is halted' : 'halted runs go on',
  });
  const settle = { name: 'settle-halt', key: 'halt', payload: {} } as const;
  // Runs that were approved while everything stood still are queued, so every writer is woken.
  const jobs = stopped ? [settle] : [settle, ...[...connections.keys()].map(writeJob)];
  if (halt === undefined) await storage.halt.create(next, { audit: [audit], jobs });
  else await storage.halt.replace(next, { audit: [audit], jobs });
}

function count(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`;
}
