import { readChange, readDeactivate, readExport, readUsers } from './arguments.ts';
import { type CommandEntry, READERS, STAFF } from './command-entry.ts';
import { readMembership } from './read-group.ts';
import { readName } from './read-name.ts';

/** Listing users and asking for changes. */
export const USER_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'users',
    usage: 'users FILTER [sort:login|name] [page:N] [per:10|20|50|100]',
    summary: 'Lists the users a filter matches, with their count, to page through and act on.',
    examples: [
      'users inactive:90d,never licensed:yes',
      'users group:confluence-users -group:support-staff sort:name',
    ],
    roles: READERS,
    takes: { kind: 'filter', keys: ['sort', 'page', 'per'] },
    read: readUsers,
  },
  {
    name: 'user',
    usage: 'user NAME-OR-MAIL',
    summary: 'Shows one user: state, logins, groups and seat.',
    examples: ['user ada', 'user ada@example.com'],
    roles: READERS,
    takes: { kind: 'name' },
    read: readName('user'),
  },
  {
    name: 'why',
    usage: 'why NAME-OR-MAIL',
    summary: 'Explains which guardrails hold for one user and what their idle days count from.',
    examples: ['why ada', 'why ada@example.com'],
    roles: STAFF,
    takes: { kind: 'name' },
    read: readName('why'),
  },
  {
    name: 'activate',
    usage: 'activate FILTER',
    summary: 'Asks to activate the deactivated users a filter matches; somebody else approves.',
    examples: ['activate user:ada', 'activate list:ada,bo'],
    roles: ['operator'],
    takes: { kind: 'filter', keys: ['sort'] },
    read: readChange({ kind: 'activate' }),
  },
  {
    name: 'deactivate',
    usage: 'deactivate FILTER [suffix:_old]',
    summary: 'Asks to deactivate the users a filter matches; somebody else approves.',
    examples: ['deactivate inactive:90d -group:support-staff', 'deactivate user:ada,bo suffix:_old'],
    roles: ['operator'],
    takes: { kind: 'filter', keys: ['sort', 'suffix'] },
    read: readDeactivate,
  },
  {
    name: 'users delete',
    usage: 'users delete FILTER',
    summary: 'Asks to delete the users a filter matches; others approve, and nothing undoes it.',
    examples: ['users delete user:ada', 'users delete list:ada,bo'],
    roles: ['operator'],
    takes: { kind: 'filter', keys: ['sort'] },
    read: readChange({ kind: 'delete' }),
  },
  {
    name: 'group add',
    usage: 'group add to:A,B FILTER',
    summary: 'Asks to add the users a filter matches to groups; somebody else approves.',
    examples: ['group add to:review-required inactive:60d', 'group add to:"support staff",ops user:ada'],
    roles: ['operator'],
    takes: { kind: 'filter', keys: ['to', 'sort'] },
    read: readMembership('add-to-groups'),
  },
  {
    name: 'group remove',
    usage: 'group remove from:A,B FILTER',
    summary: 'Asks to take the users a filter matches out of groups; somebody else approves.',
    examples: [
      'group remove from:confluence-users inactive:90d',
      'group remove from:contractors,"temp access" list:ada,bo',
    ],
    roles: ['operator'],
    takes: { kind: 'filter', keys: ['from', 'sort'] },
    read: readMembership('remove-from-groups'),
  },
  {
    name: 'group move',
    usage: 'group move from:A to:B FILTER',
    summary: 'Asks to move the users a filter matches between groups; somebody else approves.',
    examples: [
      'group move from:contractors to:staff user:ada',
      'group move from:marketing to:sales,crm group:marketing',
    ],
    roles: ['operator'],
    takes: { kind: 'filter', keys: ['from', 'to', 'sort'] },
    read: readMembership('move-groups'),
  },
  {
    name: 'export users',
    usage: 'export users FILTER [columns:username,email,…] [sort:login|name]',
    summary: 'Writes the users a filter matches to a CSV file that only you get.',
    examples: ['export users status:any', 'export users inactive:90d columns:username,email,"last login"'],
    roles: READERS,
    takes: { kind: 'filter', keys: ['sort', 'columns'] },
    read: readExport,
  },
];
