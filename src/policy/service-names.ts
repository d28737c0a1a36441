import { caseless } from '../domain/caseless.ts';

/**
 * A test for usernames that one of the patterns fits, whatever the case; `*` stands for any characters or none.
 * Matched part by part, so that no pattern makes it slow.
 */
export function serviceNames(patterns: readonly string[]): (username: string) => boolean {
  const all = patterns.map((pattern) => caseless(pattern).split('*'));
  return (username) => {
    const name = caseless(username);
    return all.some((parts) => fits(name, parts));
  };
}

/** Parts are what stands between the stars: the first begins the name, the last ends it. */
function fits(name: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return name === first;
  const end = name.length - last.length;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
}
