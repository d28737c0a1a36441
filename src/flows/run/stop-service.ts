import type { Place } from '../../domain/account.ts';
import type { Stopped } from '../../domain/house-notice.ts';
import type { Actor } from '../../domain/person.ts';
import { isProblem, ProblemError } from '../../domain/problem.ts';
import type { RunState } from '../../domain/run.ts';
import { counted } from '../../domain/text.ts';
import type { Effects, Halt } from '../../ports/records.ts';
import { answerWith } from '../answer.ts';
import { auditOf, type Origin, ROLLCALL } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { writeJob } from '../job-requests.ts';
import { liveRuns } from '../live-runs.ts';
import { nameOf } from '../people.ts';
import { acceptSuspects } from '../read-watches.ts';
import type { Services } from '../services.ts';
import { moveRun } from './move-run.ts';

interface StopOrigin {
  readonly actor: Actor;
  readonly place: Place;
}

/** More conflicts than this in a row are a broken store. */
const MAX_TRIES = 20;

/** Halts everything: the switch first, which every write looks at, then each run's own state for its card. */
export async function stopService(services: Services, origin: StopOrigin): Promise<Answer> {
  if (!(await flip(services, origin, true, null))) refuseFlip('Everything is already stopped.');
  const moved = await settleHalt(services, origin);
  return answerWith({
    kind: 'said',
    headline:
      moved === 0 ? 'Everything is stopped' : `Everything is stopped, ${counted(moved, 'run')} halted`,
    detail:
      'No further user is changed until somebody says "resume". Changes can be asked for and approved meanwhile; they wait.',
  });
}

/** Rollcall stops by itself, for a reason people read before they resume; whoever stopped first stays named. */
export async function stopByItself(services: Services, reason: string): Promise<void> {
  if (!(await flip(services, ROLLCALL, true, reason))) await addReason(services, reason);
  await settleHalt(services, ROLLCALL);
}

async function addReason(services: Services, reason: string): Promise<void> {
  const { halt } = services.storage;
  await readAgainOnConflict(async () => {
    const held = await halt.load('halt');
    if (held === undefined || !held.stopped || held.reason === reason) return;
    const next: Halt = { ...held, version: held.version + 1, reason };
    await halt.replace(next, effectsOf(services, ROLLCALL, next));
  });
}

/** Lifts the stop; halted runs go on where they were, and reads that looked wrong count as right. */
export async function resumeService(services: Services, origin: StopOrigin): Promise<Answer> {
  if (!(await flip(services, origin, false, null))) refuseFlip('Nothing is stopped.');
  const accepted = await acceptSuspects(services);
  const moved = await settleHalt(services, origin);
  return answerWith({
    kind: 'said',
    headline: moved === 0 ? 'Resumed' : `Resumed, ${counted(moved, 'run')} going on`,
    detail: `${accepted}Every user is checked again right before the change.`,
  });
}

/** Brings every run into the state the switch asks for; also a job, so that a crash half-way is made good. */
export async function settleHalt(services: Services, origin: Origin): Promise<number> {
  return (await isStopped(services))
    ? moveAll(services, origin, ['queued', 'running'], 'halt')
    : moveAll(services, origin, ['halted'], 'resume');
}

/** Who stopped everything, when and why; null while nothing is stopped. */
export async function stoppedBy({ storage }: Pick<Services, 'storage'>): Promise<Stopped | null> {
  const halt = await storage.halt.load('halt');
  if (!halt?.stopped) return null;
  const { by, at, reason } = halt;
  return { by: by === null ? null : await nameOf(storage, by), at, reason };
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
  let moved = 0;
  for (const { id } of await liveRuns(services, { states })) {
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

/** Sets the switch; false when it stands so already. */
async function flip(
  services: Services,
  origin: Origin,
  stopped: boolean,
  reason: string | null,
): Promise<boolean> {
  const { storage, clock } = services;
  return readAgainOnConflict(async () => {
    const halt = await storage.halt.load('halt');
    if ((halt?.stopped ?? false) === stopped) return false;
    const version = (halt?.version ?? 0) + 1;
    const by = origin.actor?.person.id ?? null;
    const next: Halt = { id: 'halt', version, stopped, by, at: clock.now(), reason };
    const effects = effectsOf(services, origin, next);
    if (halt === undefined) await storage.halt.create(next, effects);
    else await storage.halt.replace(next, effects);
    return true;
  });
}

/** Everybody may stop and resume at once: an edit of the switch starts over while somebody else was first. */
async function readAgainOnConflict<T>(edit: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await edit();
    } catch (error) {
      if (!isProblem(error, 'conflict') || tries >= MAX_TRIES) throw error;
    }
  }
}

function effectsOf(services: Services, origin: Origin, { version, stopped, reason }: Halt): Effects {
  const audit = auditOf(services, origin, {
    key: `halt/${version}`,
    action: stopped ? 'Service Stopped' : 'Service Resumed',
    status: 'done',
    target: '',
    description: stopped ? (reason ?? 'every run is halted') : 'halted runs go on',
  });
  const settle = { name: 'settle-halt', key: 'halt', payload: {} } as const;
  // Runs that were approved while everything stood still are queued, so every writer is woken.
  const jobs = stopped ? [settle] : [settle, ...[...services.connections.keys()].map(writeJob)];
  return { audit: [audit], jobs };
}

function refuseFlip(message: string): never {
  throw new ProblemError({ kind: 'conflict', message });
}
