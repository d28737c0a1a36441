import type { OperationKind } from '../domain/operation.ts';
import { ABOUT_COMMANDS } from './about-commands.ts';
import type { CommandEntry } from './command-entry.ts';
import { HOUSE_COMMANDS } from './house-commands.ts';
import type { Intent, IntentKind } from './intent.ts';
import { RUN_COMMANDS } from './run-commands.ts';
import { USER_COMMANDS } from './user-commands.ts';

/** Every command there is, in the order help shows them (spec S2). */
export const CATALOGUE: readonly CommandEntry[] = [
  ...ABOUT_COMMANDS,
  ...USER_COMMANDS,
  ...RUN_COMMANDS,
  ...HOUSE_COMMANDS,
];

/** The commands of intents that are not named like them. */
const NAMES: Readonly<Partial<Record<IntentKind, string>>> = {
  'export-users': 'export users',
  'audit-export': 'audit export',
  'audit-verify': 'audit verify',
  'audit-retention': 'audit retention',
  protections: 'protect list',
  unprotect: 'protect remove',
  exemptions: 'exempt list',
  'end-exemption': 'exempt remove',
  'give-role': 'roles give',
  'take-role': 'roles take',
  link: 'people link',
  unlink: 'people unlink',
  filters: 'filter list',
  'save-filter': 'filter save',
  'delete-filter': 'filter delete',
};
const OPERATION_NAMES: Readonly<Record<OperationKind, string>> = {
  activate: 'activate',
  deactivate: 'deactivate',
  delete: 'users delete',
  'add-to-groups': 'group add',
  'remove-from-groups': 'group remove',
  'move-groups': 'group move',
  undo: 'undo',
};

/** The entry of that very name; a name that is none is a fault of the caller. */
export function entryNamed(name: string): CommandEntry {
  const entry = CATALOGUE.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new Error(`no command is named ${name}`);
  return entry;
}

/** The entry an intent was read by. */
export function entryFor(intent: Intent): CommandEntry {
  if (intent.kind === 'change') return entryNamed(OPERATION_NAMES[intent.operation.kind]);
  return entryNamed(NAMES[intent.kind] ?? intent.kind);
}
