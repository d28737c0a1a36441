import type { SandboxDirectory } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import { parseUserRef } from '../../src/domain/ids.ts';
import { actionsOf } from '../../src/domain/operation.ts';
import type { PlanTarget } from '../../src/domain/plan.ts';
import type { Run, RunCounts, TargetOutcome } from '../../src/domain/run.ts';
import type { Services } from '../../src/flows/services.ts';

/** What the last life of a storm finds of one run. */
export interface RunFindings {
  readonly id: string;
  readonly state: string;
  readonly targets: number;
  readonly steps: number;
  readonly counts: RunCounts;
  readonly skippedFor: readonly { readonly reason: string; readonly count: number }[];
  readonly outcomes: number;
  readonly remaining: number;
  readonly isReadBack: boolean;
  readonly notAsLeft: number;
  /** Targets that count as done though the sandbox is not as their steps want it, or the other way round. */
  readonly mistold: number;
  /** Audit entries that the targets should have, and those there are. */
  readonly entriesDue: number;
  readonly entries: number;
}

/** What the last life of a storm finds. */
export interface Findings {
  readonly runs: readonly RunFindings[];
  /** Changes of the newest run that the sandbox carried out more than once, and write requests that reached it. */
  readonly changedTwice: number;
  readonly reached: number;
  readonly foundSo: number;
  readonly auditVerifies: boolean;
  readonly auditEntries: number;
  /** Users who lost access and count for the cap of today. */
  readonly taken: number;
  /** For an undo: users that are not as they were before the run it undoes. */
  readonly notRestored: number;
}

type Row = TargetOutcome & { readonly target: PlanTarget };
const PAGE = 500;

/** Looks through everything that is known of the runs of a storm. */
export async function findingsOf(services: Services, sandbox: SandboxDirectory): Promise<Findings> {
  const { storage, clock } = services;
  const runs = await storage.runs.list({ limit: 100, newestFirst: false });
  const newest = runs.at(-1);
  if (newest === undefined) throw new Error('no run');
  const since = runs.length > 1 && (await isUndo(services, newest)) ? newest.createdAt : 0;
  const writes = (await sandbox.writes()).filter(({ at }) => at >= since);
  const done = writes.filter(({ applied }) => applied === 'done');
  const changes = new Set(done.map(({ id, step, what }) => `${id} ${step} ${what}`));
  const verdict = await storage.audit.verify();
  const found: RunFindings[] = [];
  for (const run of runs)
    found.push(await runFindings(services, sandbox, run, run === newest || since === 0));
  return {
    runs: found,
    changedTwice: done.length - changes.size,
    reached: writes.length,
    foundSo: writes.length - done.length,
    auditVerifies: verdict.ok,
    auditEntries: await storage.audit.count({}),
    taken: await storage.ledger.taken(newest.connection, clock.now() - 24 * 60 * 60 * 1000),
    notRestored: since === 0 ? 0 : await notRestored(services, sandbox, runs[0] as Run),
  };
}

async function isUndo({ storage }: Services, { plan }: Run): Promise<boolean> {
  return (await storage.plans.load(plan))?.operation.kind === 'undo';
}

async function* rowsOf({ storage }: Services, run: Run): AsyncGenerator<readonly Row[]> {
  for (let from = 0; ; ) {
    const rows = await storage.ledger.outcomes(run.id, run.plan, from, PAGE);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    from = last.n + 1;
  }
}

async function runFindings(
  services: Services,
  sandbox: SandboxDirectory,
  run: Run,
  isNewest: boolean,
): Promise<RunFindings> {
  const { storage } = services;
  const sums = { outcomes: 0, steps: 0, mistold: 0, entriesDue: 0 };
  const actions = new Map<string, number>();
  for await (const rows of rowsOf(services, run)) {
    for (const { target, outcome } of rows) {
      sums.outcomes += 1;
      sums.steps += target.steps.length;
      for (const action of actionsOf(target.steps)) {
        sums.entriesDue += 1;
        actions.set(action, 0);
      }
      if (!isNewest) continue;
      const user = await sandbox.user(target.ref, new AbortController().signal);
      const isSo = target.steps.every((step) => {
        if (step.kind === 'rename') return user?.username === step.to;
        return user?.active === (step.kind === 'activate');
      });
      if (isSo !== (outcome.kind === 'done')) sums.mistold += 1;
    }
  }
  let entries = 0;
  for (const action of actions.keys()) entries += await entriesOf(services, run, action);
  return {
    ...sums,
    entries,
    id: run.id,
    state: run.state,
    targets: run.total,
    counts: await storage.ledger.counts(run.id),
    skippedFor: await storage.ledger.reasons(run.id),
    remaining: (await storage.ledger.remaining(run.id, run.plan, 0, 10)).length,
    isReadBack: run.readBack !== null,
    notAsLeft: run.readBack?.unexpected ?? 0,
  };
}

async function entriesOf({ storage }: Services, run: Run, action: string): Promise<number> {
  let count = 0;
  for (let beforeSeq = Number.MAX_SAFE_INTEGER; ; ) {
    const events = await storage.audit.read({ action: action as never, beforeSeq, limit: PAGE });
    const last = events.at(-1);
    if (last === undefined) return count;
    count += events.filter(({ key }) => key.startsWith(`target/${run.id}/`)).length;
    beforeSeq = last.seq;
  }
}

/** Users whose status, name or groups differ from what they were before a run. */
async function notRestored(services: Services, sandbox: SandboxDirectory, run: Run): Promise<number> {
  let count = 0;
  for await (const rows of rowsOf(services, run)) {
    for (const { target, before } of rows) {
      const now = await sandbox.user(target.ref, new AbortController().signal);
      const words = (user: typeof before | undefined) =>
        JSON.stringify([user?.active, user?.username, user?.groups, user?.seat]);
      if (before !== null && words(now) !== words(before)) count += 1;
    }
  }
  return count;
}

/** Targets that a kill caught at work: with nothing, a part or all of their steps carried out. */
export async function caughtAtWork(
  { storage }: Services,
  sandbox: SandboxDirectory,
): Promise<readonly [unwritten: number, partly: number, wholly: number]> {
  const caught: [number, number, number] = [0, 0, 0];
  for (const run of await storage.runs.list({ states: ['running'], limit: 100 })) {
    for (const { target, before } of await storage.ledger.remaining(run.id, run.plan, 0, run.total)) {
      if (before === null) continue;
      const id = parseUserRef(target.ref)?.id;
      const done = (await sandbox.writes(target.ref)).filter(
        (write) => write.id === id && write.at >= run.createdAt,
      );
      caught[done.length === 0 ? 0 : done.length < target.steps.length ? 1 : 2] += 1;
    }
  }
  return caught;
}
