import type { ConnectionName, Instant, PlanId, RunId, UserRef } from '../domain/ids.ts';
import type { PlanExclusion, PlanTarget } from '../domain/plan.ts';
import type { RunCounts, TargetOutcome } from '../domain/run.ts';
import type { DirectoryUser } from '../domain/user.ts';
import type { Lease } from './leases.ts';
import type { Effects } from './records.ts';

/** Rows of plans. They are written before the plan's header and never change. */
export interface PlanRowStore {
  addTargets(plan: PlanId, rows: readonly PlanTarget[]): Promise<void>;
  addExclusions(plan: PlanId, rows: readonly PlanExclusion[]): Promise<void>;
  /** Rows with `n >= from`, ascending, at most `limit`. */
  targets(plan: PlanId, from: number, limit: number): Promise<readonly PlanTarget[]>;
  exclusions(plan: PlanId, from: number, limit: number): Promise<readonly PlanExclusion[]>;
  /** Which of the users are targets. */
  targetsAmong(plan: PlanId, refs: readonly UserRef[]): Promise<ReadonlySet<UserRef>>;
}

/** A target about to be written. */
export interface Beginning {
  readonly run: RunId;
  readonly n: number;
  readonly before: DirectoryUser;
  readonly at: Instant;
  /** The connection whose cap the write counts towards; null when it counts towards none. */
  readonly capOf: ConnectionName | null;
}

/** The per-target ledger of runs, keyed by run and target number. */
export interface RunLedger {
  /**
   * Stores the state before the write. `conflict` when the lease's fence is no longer the newest, so that an
   * owner that lost its lease starts nothing new. A target that was begun before keeps its first `before` and
   * counts towards the cap as begun now: what is written a day later takes access a day later.
   */
  begin(beginning: Beginning, lease: Lease): Promise<void>;
  /** Takes back a beginning from which no write has left; an outcome stays. */
  unbegin(run: RunId, n: number, lease: Lease): Promise<void>;
  /** Since when a target counts towards its connection's cap; null when it does not. */
  countedSince(run: RunId, n: number): Promise<Instant | null>;
  /** How many targets that count towards the connection's cap were begun at or after `since`. */
  taken(connection: ConnectionName, since: Instant): Promise<number>;
  /** Stores how a target ended, with its effects; the first outcome stays, a second call changes nothing. */
  record(run: RunId, row: TargetOutcome, lease: Lease, effects?: Effects): Promise<void>;
  /** Plan targets without an outcome, ascending from `from`, with what was stored before a begun write. */
  remaining(
    run: RunId,
    plan: PlanId,
    from: number,
    limit: number,
  ): Promise<readonly { readonly target: PlanTarget; readonly before: DirectoryUser | null }[]>;
  /** Targets that were begun and have no outcome, ascending, with what was stored before the write. */
  begun(
    run: RunId,
    plan: PlanId,
  ): Promise<readonly { readonly target: PlanTarget; readonly before: DirectoryUser }[]>;
  counts(run: RunId): Promise<RunCounts>;
  /** Outcomes with their targets, ascending from `from`. */
  outcomes(
    run: RunId,
    plan: PlanId,
    from: number,
    limit: number,
  ): Promise<readonly (TargetOutcome & { readonly target: PlanTarget })[]>;
  /** The first `limit` outcomes that are skipped or failed. */
  troubles(
    run: RunId,
    plan: PlanId,
    limit: number,
  ): Promise<readonly (TargetOutcome & { readonly target: PlanTarget })[]>;
  /** How many ended for each skip reason or problem kind, most first. */
  reasons(run: RunId): Promise<readonly { readonly reason: string; readonly count: number }[]>;
}
