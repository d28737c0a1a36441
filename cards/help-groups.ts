import type { HelpEntry } from '../src/domain/notice.ts';

/** Commands that belong together. */
export interface HelpGroup {
  readonly title: string;
  readonly detail: string;
  /** As the catalogue names them. */
  readonly names: readonly string[];
}

/** In the order of help; a command that is in none of them stands in the last. */
export const HELP_GROUPS: readonly [HelpGroup, ...HelpGroup[]] = [
  {
    title: 'Look',
    detail: 'nothing is changed',
    names: ['help', 'whoami', 'status', 'doctor', 'users', 'user', 'why', 'export users'],
  },
  {
    title: 'Change',
    detail: 'each makes a plan, and somebody else approves it',
    names: ['activate', 'deactivate', 'users delete', 'group add', 'group remove', 'group move', 'undo'],
  },
  {
    title: 'Decide',
    detail: 'on what was asked for',
    names: ['approvals', 'approve', 'reject', 'withdraw', 'take', 'cap'],
  },
  {
    title: 'Runs',
    detail: 'what was approved, while it is carried out',
    names: ['runs', 'run', 'pause', 'continue', 'cancel', 'stop', 'resume'],
  },
  {
    title: 'House',
    detail: 'who is left alone, who may what, and the record',
    names: [
      'filter list',
      'filter save',
      'filter delete',
      'exempt',
      'exempt list',
      'exempt remove',
      'protect',
      'protect list',
      'protect remove',
      'roles',
      'roles give',
      'roles take',
      'people',
      'people link',
      'people unlink',
      'audit',
      'audit export',
      'audit verify',
      'audit retention',
    ],
  },
];

/** The entries by group, without the groups that have none. */
export function grouped(
  entries: readonly HelpEntry[],
): readonly { readonly group: HelpGroup; readonly entries: readonly HelpEntry[] }[] {
  const last = HELP_GROUPS.at(-1);
  const groupOf = ({ name }: HelpEntry) => HELP_GROUPS.find(({ names }) => names.includes(name)) ?? last;
  return HELP_GROUPS.map((group) => ({
    group,
    entries: entries.filter((entry) => groupOf(entry) === group),
  })).filter((each) => each.entries.length > 0);
}
