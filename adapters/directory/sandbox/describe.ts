import { type ConnectionName, formatUserRef } from '../../../src/domain/ids.ts';
import type { DirectoryUser, LastLogin } from '../../../src/domain/user.ts';
import type { Change } from './memory.ts';
import { groupsThrough, SEAT_GROUP } from './organisation.ts';
import type { Resident } from './population.ts';

/** A resident with what changed since; undefined when it was removed. */
export function changed(resident: Resident, change: Change): Resident | undefined {
  if (change.removed) return undefined;
  const { active, deactivatedAt = null, username, lastLogin, loginCount, groups } = change;
  return {
    ...resident,
    ...(active === undefined ? {} : { active, deactivatedAt: active ? null : deactivatedAt }),
    ...(username === undefined ? {} : { username }),
    ...(lastLogin === undefined ? {} : { lastLogin }),
    ...(loginCount === undefined ? {} : { loginCount }),
    ...(groups === undefined ? {} : { groups }),
  };
}

/**
 * A resident as the port describes users. The sandbox's clock may be ahead of the one everybody else reads, so
 * what it remembers lies that much further back for them.
 */
export function describe(resident: Resident, connection: ConnectionName, movedMs: number): DirectoryUser {
  const { id, username, email, displayName, directory, active, deactivatedAt, loginCount, service } =
    resident;
  const lastLogin: LastLogin =
    resident.lastLogin === null ? { kind: 'never' } : { kind: 'at', at: resident.lastLogin - movedMs };
  const inherited = inheritedBy(resident.groups);
  const groups = inherited.size === 0 ? resident.groups : [...resident.groups, ...inherited.keys()].sort();
  return {
    ref: formatUserRef({ connection, directory, id }),
    username,
    email,
    displayName,
    directory,
    active,
    ...(deactivatedAt === null ? {} : { deactivatedAt: deactivatedAt - movedMs }),
    createdAt: resident.createdAt - movedMs,
    lastLogin,
    loginCount,
    groups,
    ...(inherited.size === 0 ? {} : { inherited: Object.fromEntries(inherited) }),
    seat: groups.includes(SEAT_GROUP) ? { kind: 'group', group: SEAT_GROUP } : { kind: 'none' },
    service,
  };
}

/** What comes through somebody's own groups and is not among them, with the first of these that brings it. */
export function inheritedBy(own: readonly string[]): ReadonlyMap<string, string> {
  const inherited = new Map<string, string>();
  for (const through of own) {
    for (const name of groupsThrough(through)) {
      if (!own.includes(name) && !inherited.has(name)) inherited.set(name, through);
    }
  }
  return inherited;
}
