import { caseless } from '../../domain/caseless.ts';
import { type Exemption, type Protection, protectionId } from '../../domain/house.ts';
import type { ConnectionName, PersonId, UserRef } from '../../domain/ids.ts';
import type { Operation } from '../../domain/operation.ts';
import { daysOf } from '../../domain/resolve-days.ts';
import type { DirectoryUser } from '../../domain/user.ts';
import type { GuardContext } from '../../policy/guardrails/guard.ts';
import type { Services } from '../services.ts';

/** Lists of a house are set by hand; the page only bounds memory. */
const MAX_ENTRIES = 100_000;

/** What a guard context is loaded for. */
export interface GuardScope {
  readonly connection: ConnectionName;
  readonly operation: Operation;
  readonly canWrite: boolean;
  readonly requestedBy: PersonId | null;
  /** How many people approved it; null while it is only planned. */
  readonly approvals: number | null;
  /** The one user it is for; all when absent. */
  readonly only?: Pick<DirectoryUser, 'ref' | 'username' | 'groups'>;
}

/** Everything the guardrails of one connection look at, as it stands now in the store and on the roster. */
export async function loadGuardContext(services: Services, scope: GuardScope): Promise<GuardContext> {
  const { storage, census, rules, clock } = services;
  const { connection, operation, canWrite, approvals, only } = scope;
  const header = census.entry(connection)?.header;
  const protections = await loadProtections(services, only);
  const groups = protections.filter(({ what }) => what === 'group').map(({ name }) => caseless(name));
  const asker = scope.requestedBy === null ? undefined : await storage.people.load(scope.requestedBy);
  return {
    operation,
    now: clock.now(),
    protectedUsers: rules.protectedUsers,
    protectedAccounts: new Set(protections.flatMap(({ user }) => user ?? [])),
    protectedGroups: new Set([...rules.protectedGroups, ...groups]),
    adminGroups: census.adminGroups(connection),
    seatGroups: census.seatGroups(connection),
    activeAdmins: census.activeAdmins(connection),
    directories: new Map((header?.directories ?? []).map((directory) => [directory.name, directory])),
    canWrite,
    ownAccount: header?.ownAccount ?? null,
    isServiceName: rules.isServiceName,
    exemptionOf: await loadExemptions(services, only?.ref),
    clockStartOf: (ref) => census.roster.clockStart(ref),
    requester: new Set(asker?.users),
    isNameTaken: (name, by) => census.roster.isNameTaken(connection, name, by),
    approvals,
  };
}

/** A run loads this for every step of every target: of one user no more than what bears on it is read. */
function loadProtections(
  { storage: { protections } }: Services,
  only: GuardScope['only'],
): Promise<readonly Protection[]> {
  if (only === undefined) return protections.list({ limit: MAX_ENTRIES });
  const groups = only.groups.map((name) => protectionId({ name, user: null }));
  return protections.concerning(groups, only.ref);
}

async function loadExemptions(
  { storage, clock, rules }: Services,
  only: UserRef | undefined,
): Promise<GuardContext['exemptionOf']> {
  const today = daysOf(rules.zone).dayOf(clock.now());
  const found =
    only === undefined
      ? await storage.exemptions.list({ limit: MAX_ENTRIES })
      : [await storage.exemptions.load(only)];
  const held = new Map<UserRef, Exemption>();
  for (const entry of found) if (entry !== undefined && entry.until >= today) held.set(entry.id, entry);
  return (ref) => {
    const entry = held.get(ref);
    return entry && `exempt until ${entry.until}: ${entry.reason}`;
  };
}
