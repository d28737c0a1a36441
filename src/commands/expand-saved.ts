import { caseless } from '../domain/caseless.ts';
import type { Filter, Term } from '../domain/filter.ts';
import { ProblemError } from '../domain/problem.ts';
import { quoted } from './not-understood.ts';
import { MAX_TERMS, parseFilterText } from './parse-filter.ts';
import { printFilter } from './print-filter.ts';

/** Names in one saved filter; a longer list is better attached afresh than kept. */
const MAX_SAVED_NAMES = 1000;
/** Characters of one saved filter: as many names as that, and the conditions beside them. */
const MAX_SAVED_LENGTH = 30_000;
/** Characters of all saved filters that one filter stands on; reading them takes some milliseconds. */
const MAX_EXPANDED_LENGTH = 4 * MAX_SAVED_LENGTH;

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
 * when what is said once, such as `status:`, is said in two ways, or when it becomes too long.
 */
export function expandSaved(
  filter: Filter,
  textOf: (name: string) => string | undefined,
  nearestTo: (name: string) => readonly string[],
): Filter {
  if (!filter.terms.some((term) => term.kind === 'saved')) return filter;
  const terms = new Map<string, Term>();
  for (const term of replaceSaved(filter.terms, textOf, nearestTo)) {
    terms.set(printFilter({ terms: [term] }), term);
  }
  refuseTwoWays(terms);
  if (terms.size > MAX_TERMS) {
    throw refusal(`With its saved filters this filter has more than ${MAX_TERMS} conditions.`);
  }
  return { terms: [...terms.values()] };
}

/**
 * The text a filter is saved as; `not-understood` when it is too long to be kept, since whoever uses it pays for
 * reading it.
 */
export function printSaved(filter: Filter): string {
  const names = filter.terms.reduce((sum, term) => sum + namesIn(term), 0);
  const text = printFilter(filter);
  if (names <= MAX_SAVED_NAMES && text.length <= MAX_SAVED_LENGTH) return text;
  const [most, longest] = [MAX_SAVED_NAMES, MAX_SAVED_LENGTH].map((n) => n.toLocaleString('en-US'));
  throw refusal(
    `A saved filter holds at most ${most} names and ${longest} characters; attach a longer list whenever it is needed.`,
  );
}

function namesIn(term: Term): number {
  switch (term.kind) {
    case 'list':
      return term.entries.length;
    case 'user':
    case 'group':
    case 'dir':
      return term.names.length;
    case 'mail':
      return term.addresses.length;
    case 'domain':
      return term.domains.length;
    default:
      return 0;
  }
}

/** Each saved filter is read once, however often it is named: what is said twice narrows no further. */
function replaceSaved(
  terms: readonly Term[],
  textOf: (name: string) => string | undefined,
  nearestTo: (name: string) => readonly string[],
): readonly Term[] {
  const read = new Set<string>();
  let length = 0;
  return terms.flatMap((term) => {
    if (term.kind !== 'saved') return [term];
    const { name } = term;
    if (read.has(caseless(name))) return [];
    read.add(caseless(name));
    const text = textOf(name);
    if (text === undefined) {
      throw new ProblemError({ kind: 'not-found', what: 'saved filter', name, nearest: nearestTo(name) });
    }
    length += text.length;
    if (length > MAX_EXPANDED_LENGTH) {
      const most = MAX_EXPANDED_LENGTH.toLocaleString('en-US');
      throw refusal(`The saved filters named here have more than ${most} characters together. Name fewer.`);
    }
    return parseFilterText(text).terms;
  });
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
