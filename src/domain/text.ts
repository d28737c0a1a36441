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
