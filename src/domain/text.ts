import type { LastLogin } from './user.ts';

/** A last login as files show it: ISO 8601 in UTC, `before …`, `never` or `unknown`. */
export function lastLoginText(login: LastLogin): string {
  switch (login.kind) {
    case 'at':
      return isoText(login.at);
    case 'before':
      return `before ${isoText(login.at)}`;
    case 'never':
    case 'unknown':
      return login.kind;
  }
}

/** How `toISOString` ends; years past 9999 make what comes before it longer. */
const MILLISECONDS = '.000Z';

/** An instant as files show it, ISO 8601 in UTC to the second. */
export function isoText(at: number): string {
  return `${new Date(at).toISOString().slice(0, -MILLISECONDS.length)}Z`;
}

/** A number with its thousands apart: "3,000". */
export function numberText(value: number): string {
  return value.toLocaleString('en-US');
}

/** A number with its noun: "1 user", "1,200 users". */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${numberText(value)} ${value === 1 ? noun : plural}`;
}
