import type { Instant } from '../src/domain/ids.ts';
import { type DirectoryUser, isLicensed } from '../src/domain/user.ts';
import type { Fact } from './card.ts';
import { count, day, instant } from './format.ts';
import { given } from './text.ts';

/** When the user was last seen. */
export function loginFact({ lastLogin }: DirectoryUser, zone: string): Fact {
  return { name: 'Last login', value: loginWords(lastLogin, zone) };
}

function loginWords(lastLogin: DirectoryUser['lastLogin'], zone: string): string {
  switch (lastLogin.kind) {
    case 'at':
      return instant(lastLogin.at, zone);
    case 'before':
      return `at least one, none since ${day(lastLogin.at, zone)}`;
    case 'never':
      return 'never';
    case 'unknown':
      return 'unknown: no source gives it';
  }
}

/** Idle days count from the clock start, which may be later than the last login; null when it is not known. */
export function idleFact(
  days: number | null,
  clockStart: Instant | null,
  zone: string,
  isRestarted = false,
): Fact | null {
  if (days === null || clockStart === null) return null;
  const why = isRestarted ? ', the day of an activation or an undo by Rollcall' : '';
  return { name: 'Idle', value: `${count(days, 'day')}, counted from ${day(clockStart, zone)}${why}` };
}

/** Why the user takes a seat, or that it takes none. */
export function seatFact(user: DirectoryUser): Fact {
  return { name: 'Seat', value: seatWords(user) };
}

function seatWords(user: DirectoryUser): string {
  if (!user.active) return 'none while deactivated';
  if (isLicensed(user)) {
    return user.seat.kind === 'group'
      ? `billed through ${given(user.seat.group)}`
      : 'granted to this user alone';
  }
  return user.seat.kind === 'none' ? 'none' : 'unknown';
}
