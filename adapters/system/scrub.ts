import { problemOf } from '../../src/domain/problem.ts';

/** Names of fields that hold a secret, whatever else their name says. */
const SECRET = /token|secret|passw|authori[sz]ation|cookie|credential|api-?_?key|private-?_?key/i;
/** Names of fields that hold personal data; kept out of the log from `info` up. */
const PERSONAL =
  /^(user)?name$|display-?name|e?-?mail|address|^text$|^person$|^account$|^inputs?$|^user$|^users$|^content$/i;
/** Secrets inside a text: what follows a scheme word, a query key or a user part of a URL. */
const IN_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[^\s"',;]+/gi, '$1 [hidden]'],
  [/([?&;\s]|^)([\w-]*(?:token|secret|password|api_?key)[\w-]*=)[^&\s"';]+/gi, '$1$2[hidden]'],
  [/(\/\/)[^/\s:@]+:[^/\s@]+@/g, '$1[hidden]@'],
];
const MAIL = /[^\s@<>"']{1,64}@[^\s@<>"']+\.[a-z]{2,}/gi;
const MAX_DEPTH = 6;
const HIDDEN = '[hidden]';

/** What may be written of a log line's fields: secrets never, personal data only when `personal` allows it. */
export function scrub(value: unknown, personal: boolean, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value, personal);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (value instanceof Error) return scrubError(value, personal, depth);
  if (Array.isArray(value)) return value.map((entry) => scrub(entry, personal, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      const counted = typeof entry === 'number' || typeof entry === 'boolean';
      const hide = !counted && (SECRET.test(key) || (!personal && PERSONAL.test(key)));
      return [key, hide ? HIDDEN : scrub(entry, personal, depth + 1)];
    }),
  );
}

function scrubText(text: string, personal: boolean): string {
  const clean = IN_TEXT.reduce((dirty, [pattern, replacement]) => dirty.replace(pattern, replacement), text);
  return personal ? clean : clean.replace(MAIL, '[mail]');
}

/** An error by its type, problem, stack and cause: a plain object would lose all of them. */
function scrubError(error: Error, personal: boolean, depth: number): unknown {
  const problem = problemOf(error);
  return {
    type: error.name,
    message: scrubText(error.message, personal),
    ...(problem === undefined ? {} : { problem: scrub(problem, personal, depth + 1) }),
    stack: scrubText(error.stack ?? '', personal),
    ...(error.cause === undefined ? {} : { cause: scrub(error.cause, personal, depth + 1) }),
  };
}
