import type { AttachedFile } from '../domain/file.ts';
import type { Filter, Order, PageSize, Term } from '../domain/filter.ts';
import { bareTerm, refuseSeveral } from './bare-words.ts';
import { readColumns, readOrder, readPage, readPer } from './display-readers.ts';
import { DISPLAY_KEYS, type DisplayKeyName, type FilterKeyName } from './filter-keys.ts';
import type { ExportColumn } from './intent.ts';
import { resolveKey } from './keys.ts';
import { entriesOfLines } from './list-entries.ts';
import { asCommandText, type CommandText } from './normalise.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { TERM_READERS } from './term-readers.ts';
import { nextToken, type Token } from './tokenize.ts';

/** More terms than this are a paste gone wrong; each costs a pass over the roster. */
const MAX_TERMS = 100;

/** What stands behind a command that takes a filter. What is absent was not said. */
export interface FilterWords {
  readonly filter: Filter;
  readonly order?: Order;
  readonly page?: number;
  readonly per?: PageSize;
  readonly columns?: readonly ExportColumn[];
}

export interface FilterContext {
  readonly files: readonly AttachedFile[];
  /** Which of `sort:`, `page:`, `per:` and `columns:` the command takes. */
  readonly display: readonly DisplayKeyName[];
}

/** Reads a filter from `from` to the end of the command; throws `not-understood` or `ambiguous`. */
export function readFilter(source: CommandText, from: number, context: FilterContext): FilterWords {
  const terms: Term[] = [];
  const bare: Token[] = [];
  const said = new Map<string, Token>();
  let shown: Omit<FilterWords, 'filter'> = {};
  for (let token = nextToken(source, from); token !== undefined; token = nextToken(source, token.end)) {
    if (token.key === null) {
      const term = bareTerm(source, token);
      if (term.kind === 'word') bare.push(token);
      terms.push(term);
    } else {
      const key = resolveKey(source, token, context.display);
      refuseTwice(source, token, key, said);
      const pasted = key === 'list' && token.values.length === 0 ? linesBelow(source, token) : undefined;
      if (pasted !== undefined) {
        terms.push(readPasted(source, token, pasted));
        break;
      }
      if (isDisplayKey(key)) shown = { ...shown, ...readDisplay(source, token, key) };
      else terms.push(TERM_READERS[key]({ source, token, files: context.files }));
    }
    if (terms.length > MAX_TERMS) {
      throw notUnderstood(source, token, `A filter takes at most ${MAX_TERMS} conditions.`);
    }
  }
  refuseSeveral(source, from, bare);
  return { filter: { terms }, ...shown };
}

/** Reads a filter that {@link printFilter} printed, such as a stored one. */
export function parseFilterText(canonical: string): Filter {
  return readFilter(asCommandText(canonical), 0, { files: [], display: [] }).filter;
}

function isDisplayKey(key: FilterKeyName | DisplayKeyName): key is DisplayKeyName {
  return DISPLAY_KEYS.some((entry) => entry.key === key);
}

function readDisplay(source: CommandText, token: Token, key: DisplayKeyName): Omit<FilterWords, 'filter'> {
  const keyed = { source, token, files: [] };
  switch (key) {
    case 'sort':
      return { order: readOrder(keyed) };
    case 'page':
      return { page: readPage(keyed) };
    case 'per':
      return { per: readPer(keyed) };
    case 'columns':
      return { columns: readColumns(keyed) };
  }
}

/** Keys that may be said again: every further one narrows on. */
const REPEATABLE: readonly string[] = ['group', 'inactive', 'idle', 'login', 'created', 'text'];
/** Keys that mean "any of": said twice they would match nobody, so one with both values is offered. */
const MERGEABLE: readonly string[] = ['dir', 'user', 'mail', 'domain', 'list', 'columns'];

function refuseTwice(source: CommandText, token: Token, key: string, said: Map<string, Token>): void {
  const first = said.get(key);
  said.set(key, token);
  if (first === undefined || REPEATABLE.includes(key)) return;
  const values = token.values.map((value) => source.text.slice(value.start, value.end)).join(',');
  const merge = MERGEABLE.includes(key) && values !== '' && first.values.length > 0;
  const rest = replaceSpan(source, token, '');
  throw notUnderstood(
    source,
    token,
    `${quoted(`${key}:`)} is said twice.`,
    merge
      ? replaceSpan({ text: rest, origins: [] }, { start: first.end, end: first.end }, `,${values}`)
      : undefined,
  );
}

/** The lines below a `list:` that ends its line. */
function linesBelow({ text }: CommandText, token: Token): string | undefined {
  const match = /^[ \t]*\n/.exec(text.slice(token.end));
  if (match === null) return undefined;
  const lines = text.slice(token.end + match[0].length);
  return lines.trim() === '' ? undefined : lines;
}

function readPasted(source: CommandText, token: Token, lines: string): Term {
  const read = entriesOfLines(lines);
  if (!read.ok) throw notUnderstood(source, token, read.message);
  return { kind: 'list', entries: read.entries };
}
