import { caseless } from '../../domain/caseless.ts';
import type { Protection } from '../../domain/house.ts';
import type { Held, WhyNotice } from '../../domain/house-notice.ts';
import { connectionOf, type Instant } from '../../domain/ids.ts';
import type { Operation } from '../../domain/operation.ts';
import { daysOf } from '../../domain/resolve-days.ts';
import type { DirectoryUser } from '../../domain/user.ts';
import { guardsOf } from '../../policy/guardrails/rules.ts';
import { idleDays } from '../../roster/idle-days.ts';
import { nameOf } from '../people.ts';
import { loadGuardContext } from '../plan/guard-context.ts';
import type { Services } from '../services.ts';
import { theUser } from '../the-user.ts';

/** Lists of a house are set by hand; the page only bounds memory. */
const MAX_PROTECTIONS = 100_000;
const DEACTIVATE: Operation = { kind: 'deactivate', suffix: null };

/** Which guardrails hold for one user, what their idle days count from and what exempts them. */
export async function showWhy(services: Services, name: string): Promise<WhyNotice> {
  const { census, clock, rules } = services;
  const user = theUser(services, name);
  const now = clock.now();
  const clockStart = census.roster.clockStart(user.ref);
  return {
    kind: 'why',
    user,
    clockStart,
    idleDays: idleDays(user, clockStart, now, rules.zone),
    holds: await holdsOf(services, user),
    exemption: await exemptionOf(services, user),
    protection: await protectionOf(services, user),
    isRestarted: isRestarted(user, clockStart),
    source: census.source(connectionOf(user.ref), now),
    now,
  };
}

/** Every guardrail that would keep a deactivation from the user, first the one that counts. */
export async function holdsOf(services: Services, user: DirectoryUser): Promise<readonly Held[]> {
  const connection = connectionOf(user.ref);
  const writes = services.connections.get(connection)?.directory.capabilities.writes ?? [];
  const context = await loadGuardContext(services, {
    connection,
    operation: DEACTIVATE,
    // Where nothing can be written a report names the user all the same.
    canWrite: writes.length > 0,
    requestedBy: null,
    approvals: null,
    only: user,
  });
  return guardsOf({ user, steps: [{ kind: 'deactivate' }] }, context);
}

async function exemptionOf(
  { storage, clock, rules }: Services,
  { ref }: DirectoryUser,
): Promise<WhyNotice['exemption']> {
  const entry = await storage.exemptions.load(ref);
  if (entry === undefined || entry.until < daysOf(rules.zone).dayOf(clock.now())) return null;
  return { until: entry.until, reason: entry.reason, owner: await nameOf(storage, entry.owner) };
}

/** The account by itself first: then it stays protected whatever groups it leaves. */
async function protectionOf(services: Services, user: DirectoryUser): Promise<WhyNotice['protection']> {
  const { rules, storage } = services;
  const username = caseless(user.username);
  const groups = new Map(user.groups.map((name) => [caseless(name), name]));
  const kept = await storage.protections.list({ limit: MAX_PROTECTIONS });
  const entry =
    kept.find(
      (each) => each.user === user.ref || (each.what === 'user' && caseless(each.name) === username),
    ) ?? kept.find(({ what, name }) => what === 'group' && groups.has(caseless(name)));
  if (rules.protectedUsers.has(username)) return { what: 'user', name: user.username, by: null };
  if (entry?.what === 'user') return keptBy(services, entry);
  const fixed = [...groups].find(([name]) => rules.protectedGroups.has(name));
  if (fixed !== undefined) return { what: 'group', name: fixed[1], by: null };
  return entry === undefined ? null : keptBy(services, entry);
}

async function keptBy(
  { storage }: Services,
  { what, name, by, at }: Protection,
): Promise<NonNullable<WhyNotice['protection']>> {
  return { what, name, by: { name: await nameOf(storage, by), at } };
}

/** A clock that starts at neither a login nor the creation was started anew by us. */
function isRestarted({ lastLogin, createdAt }: DirectoryUser, clockStart: Instant | null): boolean {
  const own = lastLogin.kind === 'never' ? createdAt : 'at' in lastLogin ? lastLogin.at : null;
  return clockStart !== null && clockStart !== own;
}
