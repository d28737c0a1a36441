import { createHash, type Hash } from 'node:crypto';
import type { Place } from '../domain/account.ts';
import type { FrozenFilter, Order } from '../domain/filter.ts';
import type { ConnectionName, Instant, PersonId, PlanId, UserRef } from '../domain/ids.ts';
import { connectionOf } from '../domain/ids.ts';
import { type Operation, stepsOf, traitsOf } from '../domain/operation.ts';
import type { LeftOut, Plan, PlanExclusion, PlanTarget, SkipReason } from '../domain/plan.ts';
import { ProblemError } from '../domain/problem.ts';
import { type DirectoryUser, isLicensed } from '../domain/user.ts';
import { type GuardContext, guardOf } from '../policy/guardrails.ts';
import { guardContext } from './guard-context.ts';
import type { Connection, Services } from './services.ts';

/** Users read, checked and stored at a time; the loop breathes between batches. */
const BATCH = 500;
/** Every target costs its re-read and its write. */
const REQUESTS_PER_TARGET = 2;

export interface PlanRequest {
  readonly id: PlanId;
  readonly operation: Operation;
  /** What was asked for: a filter, or users picked by hand. */
  readonly choice:
    | {
        readonly kind: 'filter';
        readonly filter: FrozenFilter;
        readonly text: string;
        readonly words: string;
      }
    | { readonly kind: 'picked'; readonly users: readonly UserRef[] };
  readonly order: Order;
  readonly requestedBy: PersonId;
  readonly requestedFrom: Place;
  readonly now: Instant;
}

/** What the loop over the matching users adds up. */
interface Tally {
  readonly hash: Hash;
  readonly leftOut: Map<SkipReason, number>;
  connection: ConnectionName | null;
  matched: number;
  targets: number;
  exclusions: number;
  seats: number;
}

/**
 * Freezes what an operation would do: rows first, the header last. The plan is the dry run; nothing here
 * reaches a directory. Throws `ambiguous` when the targets live in several writable connections.
 */
export async function makePlan(services: Services, request: PlanRequest): Promise<Plan> {
  const involved = connectionsOf(services, request);
  const canWrite = writableConnections(services, request.operation, involved);
  const contexts = new Map<ConnectionName, GuardContext>();
  for (const name of services.connections.keys()) {
    contexts.set(name, guardContext(services, name, request.operation, canWrite.size > 0));
  }
  const tally: Tally = {
    hash: createHash('sha256'),
    leftOut: new Map(),
    connection: null,
    matched: 0,
    targets: 0,
    exclusions: 0,
    seats: 0,
  };
  for (const batch of chosenUsers(services, request)) {
    await addBatch(services, request, contexts, canWrite, tally, batch);
    await services.breathe();
  }
  const plan = header(services, request, tally, canWrite.size > 0);
  await services.storage.plans.create(plan);
  return plan;
}

/** The connections that what was asked for reaches; which of them can be written decides plan or report. */
function connectionsOf(services: Services, request: PlanRequest): ReadonlySet<ConnectionName> {
  if (services.connections.size === 1) return new Set(services.connections.keys());
  const names = new Set<ConnectionName>();
  for (const batch of chosenUsers(services, request))
    for (const { ref } of batch) names.add(connectionOf(ref));
  return names;
}

function writableConnections(
  services: Services,
  operation: Operation,
  involved: ReadonlySet<ConnectionName>,
): ReadonlySet<ConnectionName> {
  const needed = stepsOf(operation).map((step) => step.kind);
  const names = [...services.connections]
    .filter(([name]) => involved.has(name))
    .filter(([, { directory }]) => needed.every((kind) => directory.capabilities.writes.includes(kind)))
    .map(([name]) => name);
  return new Set(names);
}

function* chosenUsers(
  { census }: Services,
  { choice, order }: PlanRequest,
): Iterable<readonly DirectoryUser[]> {
  if (choice.kind === 'filter') {
    yield* census.roster.each(choice.filter, order, BATCH);
    return;
  }
  for (let at = 0; at < choice.users.length; at += BATCH) {
    const refs = choice.users.slice(at, at + BATCH);
    yield refs.map((ref) => census.roster.user(ref)).filter((user) => user !== undefined);
  }
}

async function addBatch(
  { storage }: Services,
  request: PlanRequest,
  contexts: ReadonlyMap<ConnectionName, GuardContext>,
  canWrite: ReadonlySet<ConnectionName>,
  tally: Tally,
  users: readonly DirectoryUser[],
): Promise<void> {
  const targets: PlanTarget[] = [];
  const exclusions: PlanExclusion[] = [];
  for (const user of users) {
    tally.matched += 1;
    const connection = connectionOf(user.ref);
    const guard = guardFor(user, connection, contexts, canWrite);
    if (guard === null) {
      claimConnection(tally, connection, canWrite.size > 0);
      const target = targetOf(user, tally.targets++, request.operation);
      tally.hash.update(`${target.ref} ${JSON.stringify(target.steps)}\n`);
      if (takesSeat(user)) tally.seats += 1;
      targets.push(target);
    } else {
      tally.leftOut.set(guard.reason, (tally.leftOut.get(guard.reason) ?? 0) + 1);
      const { ref, username, displayName } = user;
      exclusions.push({ n: tally.exclusions++, ref, username, displayName, ...guard });
    }
  }
  if (targets.length > 0) await storage.planRows.addTargets(request.id, targets);
  if (exclusions.length > 0) await storage.planRows.addExclusions(request.id, exclusions);
}

function guardFor(
  user: DirectoryUser,
  connection: ConnectionName,
  contexts: ReadonlyMap<ConnectionName, GuardContext>,
  canWrite: ReadonlySet<ConnectionName>,
): { readonly reason: SkipReason; readonly detail: string } | null {
  const context = contexts.get(connection);
  if (context === undefined) return { reason: 'gone', detail: `connection ${connection} is not configured` };
  const guard = guardOf(user, context);
  if (guard !== null || canWrite.size === 0 || canWrite.has(connection)) return guard;
  return { reason: 'read-only-connection', detail: `${connection} cannot be written` };
}

function claimConnection(tally: Tally, connection: ConnectionName, writes: boolean): void {
  if (tally.connection === null) tally.connection = connection;
  else if (writes && tally.connection !== connection) {
    throw new ProblemError({
      kind: 'ambiguous',
      what: 'connection to change',
      name: `${tally.connection} and ${connection}`,
      choices: ['dir:NAME in the filter, so that one connection is left'],
    });
  }
}

function targetOf(user: DirectoryUser, n: number, operation: Operation): PlanTarget {
  const { ref, username, displayName, email, directory, lastLogin } = user;
  const licensed = isLicensed(user);
  return { n, ref, username, displayName, email, directory, lastLogin, licensed, steps: stepsOf(operation) };
}

/** True when the account's seat changes hands with its status. */
function takesSeat(user: DirectoryUser): boolean {
  return user.seat.kind === 'group' || user.seat.kind === 'individual';
}

function header(services: Services, request: PlanRequest, tally: Tally, writes: boolean): Plan {
  const { census, connections } = services;
  const connection = tally.connection ?? (connections.keys().next().value as ConnectionName);
  const { limiter } = connections.get(connection) as Connection;
  const requests = tally.targets * REQUESTS_PER_TARGET;
  const { choice, operation } = request;
  const unknown =
    choice.kind === 'filter' ? census.roster.select(choice.filter, request.order, 0, 0).unknown : 0;
  return {
    id: request.id,
    version: 1,
    operation,
    connection,
    kind: writes ? 'plan' : 'report',
    filter: choice.kind === 'filter' ? choice.text : null,
    filterWords: choice.kind === 'filter' ? choice.words : 'picked by hand',
    frozenAt: choice.kind === 'filter' ? choice.filter.frozenAt : request.now,
    order: request.order,
    matched: tally.matched,
    targets: tally.targets,
    leftOut: leftOut(tally),
    unknown,
    seats: {
      used: census.roster.figures(connection).licensed,
      total: census.seats(connection),
      freed: tally.seats * traitsOf(operation).freesSeats,
    },
    requests,
    estimateMs: Math.ceil((requests / limiter.ratePerSecond) * 1000),
    source: census.source(connection, request.now),
    requestedBy: request.requestedBy,
    requestedFrom: request.requestedFrom,
    fingerprint: tally.hash.digest('hex'),
  };
}

function leftOut(tally: Tally): readonly LeftOut[] {
  return [...tally.leftOut]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
}
