import type { Held, WhyNotice } from '../domain/house-notice.ts';
import { connectionOf } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import { daysOf } from '../domain/resolve-days.ts';
import type { DirectoryUser } from '../domain/user.ts';
import { guardsOf } from '../policy/guardrails/rules.ts';
import { idleDays } from '../roster/idle-days.ts';
import { loadGuardContext } from './guard-context.ts';
import { nameOf } from './people.ts';
import type { Services } from './services.ts';
import { theUser } from './the-user.ts';

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
    source: census.source(connectionOf(user.ref), now),
    now,
  };
}

/** Every guardrail that would keep a deactivation from the user, first the one that counts. */
export async function holdsOf(services: Services, user: DirectoryUser): Promise<readonly Held[]> {
  const context = await loadGuardContext(services, {
    connection: connectionOf(user.ref),
    operation: DEACTIVATE,
    canWrite: true,
    requestedBy: null,
    capLeft: null,
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
