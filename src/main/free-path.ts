import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';

/** The name itself in the current folder, or with the first number that makes it new: `users-2.csv`. */
export function freePath(name: string): string {
  const safe = basename(name);
  const end = extname(safe);
  const stem = safe.slice(0, safe.length - end.length);
  let path = safe;
  for (let n = 2; existsSync(path); n += 1) path = `${stem}-${n}${end}`;
  return path;
}
