import { type ConnectionName, connectionOf } from '../../domain/ids.ts';
import {
  type After,
  afterSteps,
  grantsAdmin,
  isMember,
  needsOf,
  type Operation,
  seatsFreed,
  takesAccess,
} from '../../domain/operation.ts';
import type { Plan, PlanExclusion, PlanTarget } from '../../domain/plan.ts';
import { ProblemError } from '../../domain/problem.ts';
import { isLicensed, isSeatUnknown } from '../../domain/user.ts';
import { beyondCap, type CapContext } from '../../policy/guardrails/beyond-cap.ts';
import type { Guard, GuardContext } from '../../policy/guardrails/guard.ts';
import { guardOf } from '../../policy/guardrails/rules.ts';
import { capToday } from '../cap.ts';
import { catchUp } from '../catch-up.ts';
import type { Services } from '../services.ts';
import { loadGuardContext } from './guard-context.ts';
import { type Candidate, candidates, canWrite, chosenUsers } from './plan-candidates.ts';
import { planHeader } from './plan-header.ts';
import type { PlanRequest } from './plan-request.ts';
import { createTally, type Tally } from './plan-tally.ts';

/** Names that are no account, stored at a time. */
const BATCH = 500;

/** How the guardrails of a connection are met, and how many more of its users may lose access. */
interface Ground {
  readonly context: GuardContext;
  readonly world: After;
  capLeft: number;
}

/**
 * Freezes what an operation would do: rows first, the header last. The plan is the dry run; nothing here
 * reaches a directory. Throws `ambiguous` when the targets live in several writable connections.
 */
export async function makePlan(services: Services, request: PlanRequest): Promise<Plan> {
  await catchUp(services);
  const writable = writableConnections(services, request);
  const grounds = await loadGrounds(services, request, writable);
  const tally = createTally();
  const { operation, choice, order } = request;
  await addMissing(services, request, tally);
  for await (const batch of candidates(services, operation, choice, order)) {
    await addBatch(services, request, grounds, writable, tally, batch);
    await services.breathe();
  }
  const plan = await planHeader(services, request, tally, writable.size > 0);
  await services.storage.plans.create(plan);
  return plan;
}

/** First of all whom nobody knows: a name with a typo must not look like somebody who was dealt with. */
async function addMissing(services: Services, { id, choice }: PlanRequest, tally: Tally): Promise<void> {
  if (choice.kind !== 'filter') return;
  const missing = services.census.roster.missingNames(choice.filter.filter);
  for (let at = 0; at < missing.length; at += BATCH) {
    const rows = missing.slice(at, at + BATCH).map((username): PlanExclusion => {
      const reason = 'no-account';
      const detail = 'not found: no account has this name or address';
      return { n: tally.leaveOut(reason), ref: null, username, displayName: '', reason, detail };
    });
    await services.storage.planRows.addExclusions(id, rows);
    await services.breathe();
  }
}

/** The connections that what was asked for reaches and that can carry it out; none makes a report. */
function writableConnections(services: Services, request: PlanRequest): ReadonlySet<ConnectionName> {
  const needed = needsOf(request.operation);
  const names = [...connectionsOf(services, request)].filter((name) => {
    const writes = services.connections.get(name)?.directory.capabilities.writes ?? [];
    return writes.length > 0 && needed.every((kind) => writes.includes(kind));
  });
  return new Set(names);
}

function connectionsOf(services: Services, { choice, order }: PlanRequest): ReadonlySet<ConnectionName> {
  if (services.connections.size === 1 || choice.kind === 'undo') return new Set(services.connections.keys());
  const names = new Set<ConnectionName>();
  for (const batch of chosenUsers(services, choice, order))
    for (const { ref } of batch) names.add(connectionOf(ref));
  return names;
}

async function loadGrounds(
  services: Services,
  { operation, requestedBy, upToCap, now }: PlanRequest,
  writable: ReadonlySet<ConnectionName>,
): Promise<ReadonlyMap<ConnectionName, Ground>> {
  const grounds = new Map<ConnectionName, Ground>();
  for (const connection of services.connections.keys()) {
    const context = await loadGuardContext(services, {
      connection,
      operation,
      requestedBy,
      canWrite: writable.size > 0,
      approvals: null,
    });
    const capLeft = upToCap ? (await capToday(services, connection)).left : Number.POSITIVE_INFINITY;
    grounds.set(connection, { context, world: services.census.world(connection, now), capLeft });
  }
  return grounds;
}

async function addBatch(
  services: Services,
  request: PlanRequest,
  grounds: ReadonlyMap<ConnectionName, Ground>,
  writable: ReadonlySet<ConnectionName>,
  tally: Tally,
  batch: readonly Candidate[],
): Promise<void> {
  const targets: PlanTarget[] = [];
  const exclusions: PlanExclusion[] = [];
  for (const candidate of batch) {
    const connection = connectionOf(candidate.user.ref);
    const ground = grounds.get(connection);
    const guard = guardFor(services, candidate, connection, ground, writable);
    if (guard === null && ground !== undefined) {
      claimConnection(tally, connection, writable.size > 0);
      targets.push(addTarget(request, tally, candidate, ground));
    } else if (guard !== null) {
      const { ref, username, displayName } = candidate.user;
      exclusions.push({ n: tally.leaveOut(guard.reason), ref, username, displayName, ...guard });
    }
  }
  const { planRows } = services.storage;
  if (targets.length > 0) await planRows.addTargets(request.id, targets);
  if (exclusions.length > 0) await planRows.addExclusions(request.id, exclusions);
}

function guardFor(
  services: Services,
  { user, steps, guard: settled }: Candidate,
  connection: ConnectionName,
  ground: Ground | undefined,
  writable: ReadonlySet<ConnectionName>,
): Guard | null {
  if (ground === undefined) return { reason: 'gone', detail: `connection ${connection} is not configured` };
  if (settled !== null) return settled;
  // The cap counts only whom nothing else holds back.
  const guard = guardOf({ user, steps }, ground.context) ?? beyondCap({ user, steps }, capOf(ground));
  if (guard !== null || writable.size === 0) return guard;
  if (!writable.has(connection))
    return { reason: 'read-only-connection', detail: `${connection} cannot be written` };
  const missing = steps.find((step) => !canWrite(services, connection, step.kind));
  if (missing === undefined) return null;
  return { reason: 'read-only-connection', detail: `${connection} cannot ${missing.kind} accounts` };
}

function capOf({ context, capLeft }: Ground): CapContext {
  return { seatGroups: context.seatGroups, capLeft };
}

function claimConnection(tally: Tally, connection: ConnectionName, writes: boolean): void {
  tally.connection ??= connection;
  if (!writes || tally.connection === connection) return;
  throw new ProblemError({
    kind: 'ambiguous',
    what: 'connection to change',
    name: `${tally.connection} and ${connection}`,
    choices: ['dir:NAME in the filter, so that one connection is left'],
  });
}

function addTarget(
  { operation }: PlanRequest,
  tally: Tally,
  { user, steps }: Candidate,
  ground: Ground,
): PlanTarget {
  const { seatGroups, adminGroups } = ground.context;
  const takes = takesAccess(steps, seatGroups, user);
  if (takes) ground.capLeft -= 1;
  const { ref, username, displayName, email, directory, lastLogin, active } = user;
  const after = afterSteps(steps, user, ground.world);
  const n = tally.add({
    ref,
    steps,
    seats: seatsFreed(user, after),
    seatUnknown: isSeatUnknown(user) || (after !== null && isSeatUnknown(after)),
    takesAccess: takes,
    grantsAdmin: grantsAdmin(steps, adminGroups, user),
    stays: after !== null && leftGroups(operation).some((group) => isMember(after, group)),
  });
  return {
    n,
    ref,
    username,
    displayName,
    email,
    directory,
    lastLogin,
    licensed: isSeatUnknown(user) ? null : isLicensed(user),
    active,
    steps,
  };
}

/** The groups an operation takes its targets out of. */
function leftGroups(operation: Operation): readonly string[] {
  if (operation.kind === 'move-groups') return operation.from;
  return operation.kind === 'remove-from-groups' ? operation.groups : [];
}
