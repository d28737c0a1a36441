import { describeFilter } from '../src/commands/describe-filter.ts';
import { parseFilterText } from '../src/commands/parse-filter.ts';
import type { Filter, Term } from '../src/domain/filter.ts';

const NAMED = 'users named in the request';

/** Which filter terms can name a person; a new kind of term has to be judged here. */
const NAMES_SOMEBODY: Readonly<Record<Term['kind'], boolean>> = {
  group: false,
  dir: false,
  status: false,
  licensed: false,
  idle: false,
  never: false,
  once: false,
  login: false,
  created: false,
  domain: false,
  user: true,
  mail: true,
  text: true,
  list: true,
  // People name filters as they like, after somebody too.
  saved: true,
  word: true,
};

/** A plan's filter as a channel may read it: without the terms that name somebody (spec S12). */
export function impersonalWords(filter: string | null): string {
  if (filter === null) return 'picked by hand';
  const parsed = parsedOrNothing(filter);
  if (parsed === undefined) return NAMED;
  const terms = parsed.terms.filter((term) => !NAMES_SOMEBODY[term.kind]);
  const rest = describeFilter({ terms });
  if (terms.length === parsed.terms.length) return rest;
  // Behind what is not told, "everybody" would be wrong.
  return `${NAMED} · ${terms.length === 0 ? 'enabled' : rest}`;
}

/** A filter as canonical text, read again; undefined when it cannot be, since a card is no place to fail. */
export function parsedOrNothing(filter: string): Filter | undefined {
  try {
    return parseFilterText(filter);
  } catch {
    return undefined;
  }
}
