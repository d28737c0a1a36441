import type { ConnectionName } from '../../domain/ids.ts';
import { isProblem, type Problem, problemOf } from '../../domain/problem.ts';
import { problemLine } from '../../domain/problem-line.ts';
import { counted } from '../../domain/text.ts';
import type { FailedRead } from '../../ports/snapshots.ts';
import type { UserDirectory } from '../../ports/user-directory.ts';
import { auditOf, ROLLCALL } from '../audit.ts';
import { catchUp } from '../catch-up.ts';
import type { Connection, Services } from '../services.ts';
import { rebuildRoster } from './rebuild-roster.ts';
import { watchRead } from './watch-read.ts';

/** A failed read of an unchanged source is tried again after this, in milliseconds. */
const RETRY_MS = 60_000;
const UNKNOWN: Problem = {
  kind: 'unavailable',
  source: 'the directory',
  message: 'The read broke off; the log says more.',
};

/**
 * Reads every connection whose source says it changed or whose last read is old, then builds the roster
 * anew. A failed read is thrown after the others were tried; the last complete one stays in force.
 */
export function readDirectories(services: Services, signal: AbortSignal): Promise<void> {
  return services.census.oneAtATime(() => readAllDue(services, signal));
}

async function readAllDue(services: Services, signal: AbortSignal): Promise<void> {
  const errors: unknown[] = [];
  // What another instance has just read, or failed to read, is not due here.
  await catchUp(services);
  if (services.census.needsRebuild) await rebuildRoster(services);
  let isNew = false;
  for (const [name, connection] of services.connections) {
    try {
      if (await isDue(services, name, connection)) {
        if (await readDirectory(services, name, connection, signal)) isNew = true;
      }
    } catch (error) {
      signal.throwIfAborted();
      errors.push(error);
    }
  }
  if (isNew || services.census.needsRebuild) await rebuildRoster(services);
  if (errors.length > 0) throw errors[0];
}

async function isDue(
  { census, clock }: Services,
  name: ConnectionName,
  { directory, readEveryMs }: Connection,
): Promise<boolean> {
  const entry = census.entry(name);
  const failed = census.failedRead(name);
  const revision = await revisionOf(directory);
  // What has just failed fails again, unless the source changed since.
  if (failed !== undefined && failed.revision === revision && clock.now() - failed.at < RETRY_MS)
    return false;
  if (entry?.readAt == null || clock.now() - entry.readAt >= readEveryMs) return true;
  return revision !== null && revision !== entry.revision;
}

/** What the source looks like; one that cannot even be looked at is read all the same, to hear why. */
async function revisionOf(directory: UserDirectory): Promise<string | null> {
  try {
    return await directory.revision();
  } catch {
    return 'unreadable';
  }
}

/** False when another instance was faster, whose read is then in force. */
async function readDirectory(
  services: Services,
  name: ConnectionName,
  { directory }: Connection,
  signal: AbortSignal,
): Promise<boolean> {
  const { storage, census, clock, logger } = services;
  const writer = await storage.snapshots.begin(name);
  const shape = { users: 0, loggedIn: 0 };
  let revision: string | null = null;
  try {
    revision = await revisionOf(directory);
    const read = await directory.read(signal);
    for await (const users of read.users) {
      await writer.add(users);
      shape.users += users.length;
      for (const { lastLogin } of users) if ('at' in lastLogin) shape.loggedIn += 1;
      signal.throwIfAborted();
    }
    await watchRead(services, name, shape);
    await writer.commit({ header: read.header, readAt: clock.now(), revision });
  } catch (error) {
    await writer.abandon();
    if (isProblem(error, 'conflict')) {
      logger.info('directory read by another instance', { connection: name });
      return false;
    }
    logger.warn('directory not read', { connection: name, error });
    signal.throwIfAborted();
    await recordFailure(services, name, { problem: problemOf(error) ?? UNKNOWN, at: clock.now(), revision });
    throw error;
  }
  census.noteRead(name, null);
  logger.info('directory read', { connection: name, users: shape.users });
  await storage.audit.append([
    auditOf(services, ROLLCALL, {
      key: `read/${name}/${clock.now()}`,
      action: 'Directory Read',
      status: 'done',
      target: name,
      description: counted(shape.users, 'user'),
    }),
  ]);
  return true;
}

/** Remembers in every instance why a read failed, for `doctor` and for plans, and records it once however often it fails the same way. */
async function recordFailure(services: Services, name: ConnectionName, failed: FailedRead): Promise<void> {
  const { storage, census } = services;
  const description = problemLine(failed.problem);
  const before = census.failedRead(name);
  census.noteRead(name, failed);
  await storage.snapshots.note(name, failed);
  if (before !== undefined && problemLine(before.problem) === description) return;
  await storage.audit.append([
    auditOf(services, ROLLCALL, {
      key: `read-failed/${name}/${failed.at}`,
      action: 'Directory Read',
      status: 'failed',
      target: name,
      description,
    }),
  ]);
}
