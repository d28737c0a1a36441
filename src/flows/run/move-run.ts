import type { AuditDraft } from '../../domain/audit-event.ts';
import type { RunId } from '../../domain/ids.ts';
import { isProblem, ProblemError } from '../../domain/problem.ts';
import { advance, type Run, type RunEvent } from '../../domain/run.ts';
import type { JobRequest } from '../../ports/scheduler.ts';
import { auditOf, type Origin } from '../audit.ts';
import { refreshJob } from '../job-requests.ts';
import { loadRun } from '../load.ts';
import type { Services } from '../services.ts';

/** A run moves a handful of times in its life; more conflicts than this in a row is a broken store. */
const MAX_TRIES = 20;

const ACTIONS = {
  pause: 'Run Paused',
  continue: 'Run Continued',
  cancel: 'Run Cancelled',
  halt: 'Run Halted',
  resume: 'Run Resumed',
  finish: 'Run Finished',
} as const;

export interface Move {
  readonly event: Exclude<RunEvent, 'start'>;
  readonly origin: Origin;
  readonly description: (run: Run) => string;
  readonly jobs?: (run: Run) => readonly JobRequest[];
}

/**
 * Moves a run and rewrites its card. Reads again when somebody else moved it first; `conflict` when the
 * table of moves does not allow the event from where the run is now.
 */
export async function moveRun(services: Services, id: RunId, move: Move): Promise<Run> {
  const { storage, clock } = services;
  for (let tries = 0; ; tries += 1) {
    const run = await loadRun(storage, id);
    const moved = advance(run, move.event, clock.now());
    if (moved === undefined) {
      throw new ProblemError({
        kind: 'conflict',
        message: `${id} is already ${run.state}. Nothing was changed.`,
      });
    }
    const audit: AuditDraft = auditOf(services, move.origin, {
      key: `${move.event}/${id}/${moved.version}`,
      action: ACTIONS[move.event],
      status: 'done',
      target: id,
      description: move.description(run),
    });
    try {
      await storage.runs.replace(moved, {
        audit: [audit],
        jobs: [refreshJob(id), ...(move.jobs?.(moved) ?? [])],
      });
      return moved;
    } catch (error) {
      if (!isProblem(error, 'conflict') || tries >= MAX_TRIES) throw error;
    }
  }
}
