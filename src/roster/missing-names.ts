import { caseless } from '../domain/caseless.ts';
import type { Filter } from '../domain/filter.ts';
import { namesIn, namingTerms } from '../domain/named-users.ts';

/** Whether some account, enabled or not, has a name or an address; the text is caseless. */
export interface KnownNames {
  hasUsername(key: string): boolean;
  hasAddress(key: string): boolean;
}

/** The names and addresses in a filter that no account has, as typed, each once. */
export function missingNames(filter: Filter, known: KnownNames): readonly string[] {
  const missing = new Map<string, string>();
  for (const term of namingTerms(filter)) {
    for (const name of namesIn(term)) {
      const key = caseless(name);
      const isName = term.kind !== 'mail' && known.hasUsername(key);
      const isAddress = term.kind !== 'user' && known.hasAddress(key);
      if (!isName && !isAddress && !missing.has(key)) missing.set(key, name);
    }
  }
  return [...missing.values()];
}
