import type { Instant } from '../src/domain/ids.ts';
import type { DirectoryUser } from '../src/domain/user.ts';
import { count, day, daysBetween } from './format.ts';
import { given } from './text.ts';

interface Now {
  readonly now: Instant;
  readonly zone: string;
}

/** One user's line in a list: "412 days ago · Internal · 3 groups". */
export function userDetail(user: DirectoryUser, moment: Now): string {
  const parts = [lastLoginWords(user, moment)];
  if (user.lastLogin.kind === 'never' && user.createdAt !== null) {
    parts.push(`created ${day(user.createdAt, moment.zone)}`);
  }
  parts.push(directoryWords(user.directory), count(user.groups.length, 'group'));
  return user.active ? parts.join(' · ') : ['deactivated', ...parts].join(' · ');
}

/** When somebody was last seen, in a few words. */
export function lastLoginWords({ lastLogin }: DirectoryUser, { now, zone }: Now): string {
  switch (lastLogin.kind) {
    case 'at': {
      const days = daysBetween(lastLogin.at, now, zone);
      return days === 0 ? 'today' : `${count(days, 'day')} ago`;
    }
    case 'before':
      return `not since ${day(lastLogin.at, zone)}`;
    case 'never':
      return 'never used';
    case 'unknown':
      return 'last login unknown';
  }
}

/** A directory's name without the word that every one of them ends in. */
export function directoryWords(name: string): string {
  return given(name.replace(/ directory$/i, '') || name);
}
