import type { ConnectionName } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import { adminGroupsOf } from '../domain/user.ts';
import type { GuardContext } from '../policy/guardrails.ts';
import type { Services } from './services.ts';

/** Everything the guardrails of one connection look at, as it stands now. */
export function guardContext(
  { census, rules }: Services,
  connection: ConnectionName,
  operation: Operation,
  canWrite: boolean,
): GuardContext {
  const header = census.entry(connection)?.header;
  return {
    operation,
    protectedUsers: rules.protectedUsers,
    protectedGroups: rules.protectedGroups,
    adminGroups: adminGroupsOf(header?.groups ?? []),
    activeAdmins: census.activeAdmins(connection),
    directories: new Map((header?.directories ?? []).map((directory) => [directory.name, directory])),
    canWrite,
  };
}
