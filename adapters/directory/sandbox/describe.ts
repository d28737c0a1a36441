import { type ConnectionName, formatUserRef } from '../../../src/domain/ids.ts';
import type { DirectoryUser, LastLogin } from '../../../src/domain/user.ts';
import type { Change } from './memory.ts';
import { SEAT_GROUP } from './organisation.ts';
import type { Resident } from './population.ts';

/** A resident with what changed since; undefined when it was removed. */
export function changed(resident: Resident, change: Change): Resident | undefined {
  if (change.removed) return undefined;
  const { active, lastLogin, loginCount, groups } = change;
  return {
    ...resident,
    ...(active === undefined ? {} : { active }),
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
  const { id, username, email, displayName, directory, active, loginCount, groups, service } = resident;
  const lastLogin: LastLogin =
    resident.lastLogin === null ? { kind: 'never' } : { kind: 'at', at: resident.lastLogin - movedMs };
  return {
    ref: formatUserRef({ connection, directory, id }),
    username,
    email,
    displayName,
    directory,
    active,
    createdAt: resident.createdAt - movedMs,
    lastLogin,
    loginCount,
    groups,
    seat: groups.includes(SEAT_GROUP) ? { kind: 'group', group: SEAT_GROUP } : { kind: 'none' },
    service,
  };
}
