import type { Filter, Term } from '../domain/filter.ts';
import { ProblemError } from '../domain/problem.ts';
import { quoted } from './not-understood.ts';
import { MAX_TERMS, parseFilterText } from './parse-filter.ts';
import { printFilter } from './print-filter.ts';

/** Kinds that a filter says once, because twice would match nobody. */
const ONCE: ReadonlySet<Term['kind']> = new Set<Term['kind']>([
  'dir',
  'status',
  'licensed',
  'user',
  'mail',
  'domain',
  'list',
  'word',
]);

/**
 * The filter with every `filter:NAME` replaced by what was saved under the name, each condition once, so that
 * it can be printed and read again. `textOf` gives the saved text, whatever the case of the name, and
 * `nearestTo` the names like it. Throws `not-found` for a name nothing is saved under, and `not-understood`
 * when what is said once, such as `status:`, is said in two ways.
 */
export function expandSaved(
  filter: Filter,
  textOf: (name: string) => string | undefined,
  nearestTo: (name: string) => readonly string[],
): Filter {
  if (!filter.terms.some((term) => term.kind === 'saved')) return filter;
  const terms = new Map<string, Term>();
  for (const term of filter.terms.flatMap((each) => termsOf(each, textOf, nearestTo))) {
    terms.set(printFilter({ terms: [term] }), term);
  }
  refuseTwoWays(terms);
  if (terms.size > MAX_TERMS) {
    throw refusal(`With its saved filters this filter has more than ${MAX_TERMS} conditions.`);
  }
  return { terms: [...terms.values()] };
}

function termsOf(
  term: Term,
  textOf: (name: string) => string | undefined,
  nearestTo: (name: string) => readonly string[],
): readonly Term[] {
  if (term.kind !== 'saved') return [term];
  const { name } = term;
  const text = textOf(name);
  if (text !== undefined) return parseFilterText(text).terms;
  throw new ProblemError({ kind: 'not-found', what: 'saved filter', name, nearest: nearestTo(name) });
}

function refuseTwoWays(terms: ReadonlyMap<string, Term>): void {
  const said = new Map<Term['kind'], string>();
  for (const [printed, { kind }] of terms) {
    const first = said.get(kind);
    said.set(kind, printed);
    if (first === undefined || !ONCE.has(kind)) continue;
    throw refusal(
      `The filter says both ${quoted(first)} and ${quoted(printed)}, at least one of them in a saved filter. Leave one out.`,
    );
  }
}

function refusal(message: string): ProblemError {
  return new ProblemError({
    kind: 'not-understood',
    message: `${message} Nothing was changed.`,
    help: 'filters',
  });
}
