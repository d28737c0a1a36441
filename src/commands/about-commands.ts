import { readHelp, readNothing } from './arguments.ts';
import { type CommandEntry, NOTHING, READERS, STAFF } from './command-entry.ts';

/** What Rollcall is and how it is. */
export const ABOUT_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'help',
    usage: 'help [topic]',
    summary: 'Shows what you can do, one command in full, or the topics filters and roles.',
    examples: ['help', 'help filters'],
    roles: [],
    takes: { kind: 'topic' },
    read: readHelp,
  },
  {
    name: 'whoami',
    usage: 'whoami',
    summary: 'Shows who Rollcall takes you for, your roles and your directory accounts.',
    examples: ['whoami', '/aum whoami'],
    roles: [],
    takes: NOTHING,
    read: readNothing('whoami'),
  },
  {
    name: 'status',
    usage: 'status',
    summary: 'Shows users, seats, the age of the last directory read, and what waits or runs.',
    examples: ['status', '/aum status'],
    roles: STAFF,
    takes: NOTHING,
    read: readNothing('status'),
  },
  {
    name: 'doctor',
    usage: 'doctor',
    summary: 'Checks every connection and right, with a remedy for each fault.',
    examples: ['doctor', '/aum doctor'],
    roles: READERS,
    takes: NOTHING,
    read: readNothing('doctor'),
  },
];
