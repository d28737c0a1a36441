import type { ConnectionName, RunId, UserRef } from '../../domain/ids.ts';
import type { Plan, PlanTarget } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';
import type { DirectoryUser } from '../../domain/user.ts';
import { liveRuns } from '../live-runs.ts';
import { loadPlan } from '../load.ts';
import type { Services } from '../services.ts';
import { beginRun } from './begin-run.ts';

/** One target to write next, with what was stored before a write that a crash interrupted. */
export interface Feeding {
  readonly run: Run;
  readonly plan: Plan;
  readonly target: PlanTarget;
  readonly before: DirectoryUser | null;
}

/** Targets fetched at a time for one run. */
const PAGE = 100;

interface Lane {
  readonly run: Run;
  readonly plan: Plan;
  /** Fetched and not yet handed out. */
  waiting: readonly Omit<Feeding, 'run' | 'plan'>[];
  /** The number after the last target fetched. */
  from: number;
  /** Nothing more to hand out: the plan is through, or the run was halted or cancelled. */
  isDry: boolean;
  inFlight: number;
}

/**
 * Hands out the targets of all live runs of a connection: single users first, then run after run in turn, so
 * that a long run never makes a short one wait for its end. New runs join as soon as they are approved.
 */
export class RunFeed {
  readonly #services: Services;
  readonly #connection: ConnectionName;
  readonly #lanes = new Map<RunId, Lane>();
  /** Users at work: two runs never write to one user at once. */
  readonly #busy = new Set<UserRef>();
  #turn = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(services: Services, connection: ConnectionName) {
    this.#services = services;
    this.#connection = connection;
  }

  /** The next target of any live run; undefined when none is left but such as wait for one at work. */
  next(): Promise<Feeding | undefined> {
    // One at a time: two workers must never be handed the same target.
    const next = this.#queue.then(() => this.#take());
    this.#queue = next.catch(() => undefined);
    return next;
  }

  /** Takes a target back that has ended. */
  release({ run, target }: Feeding): void {
    this.#busy.delete(target.ref);
    const lane = this.#lanes.get(run.id);
    if (lane !== undefined) lane.inFlight -= 1;
  }

  /** Runs with nothing left to hand out and nothing in flight, each told once. */
  takeEnded(): readonly RunId[] {
    const ended = [...this.#lanes.values()].filter((lane) => lane.isDry && lane.inFlight === 0);
    for (const lane of ended) this.#lanes.delete(lane.run.id);
    return ended.map((lane) => lane.run.id);
  }

  /** True while some run has targets to hand out, if only such as waited for one at work. */
  get hasMore(): boolean {
    return [...this.#lanes.values()].some((lane) => !lane.isDry);
  }

  async #take(): Promise<Feeding | undefined> {
    await this.#matchLanesToRuns();
    const open = [...this.#lanes.values()].filter((lane) => !lane.isDry);
    const singles = open.filter((lane) => lane.run.total === 1);
    const others = open.filter((lane) => lane.run.total !== 1);
    const start = this.#turn++ % Math.max(1, others.length);
    for (const lane of [...singles, ...others.slice(start), ...others.slice(0, start)]) {
      const row = await this.#takeFrom(lane);
      if (row === undefined) continue;
      lane.inFlight += 1;
      this.#busy.add(row.target.ref);
      return { run: lane.run, plan: lane.plan, ...row };
    }
    return undefined;
  }

  async #matchLanesToRuns(): Promise<void> {
    const { storage } = this.#services;
    const connection = this.#connection;
    const live = await liveRuns(this.#services, {
      states: ['queued', 'running'],
      connection,
      oldestFirst: true,
    });
    const mine = new Map(live.map((run) => [run.id, run]));
    for (const [id, lane] of this.#lanes) {
      if (mine.has(id)) continue;
      close(lane);
    }
    for (const [id, run] of mine) {
      const lane = this.#lanes.get(id);
      if (lane !== undefined && run.state === 'running') continue;
      if (lane !== undefined && lane.inFlight > 0) {
        // Queued again after a halt: it starts anew as soon as its last write is back.
        close(lane);
        continue;
      }
      const begun = await beginRun(this.#services, id);
      if (begun === undefined) continue;
      const plan = await loadPlan(storage, run.plan);
      this.#lanes.set(id, { run: begun, plan, waiting: [], from: 0, isDry: false, inFlight: 0 });
    }
  }

  async #takeFrom(lane: Lane): Promise<Omit<Feeding, 'run' | 'plan'> | undefined> {
    if (lane.waiting.length === 0) {
      const { ledger } = this.#services.storage;
      lane.waiting = await ledger.remaining(lane.run.id, lane.plan.id, lane.from, PAGE);
      const last = lane.waiting.at(-1);
      if (last !== undefined) lane.from = last.target.n + 1;
    }
    const [row, ...rest] = lane.waiting;
    if (row !== undefined && this.#busy.has(row.target.ref)) return undefined;
    lane.waiting = rest;
    if (row === undefined) lane.isDry = true;
    return row;
  }
}

/** Hands nothing more out of a lane. */
function close(lane: Lane): void {
  lane.isDry = true;
  lane.waiting = [];
}
