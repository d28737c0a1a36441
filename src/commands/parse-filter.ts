import type { AttachedFile } from '../domain/file.ts';
import type { Filter, Order, PageSize, Term } from '../domain/filter.ts';
import { bareTerm, refuseSeveral } from './bare-words.ts';
import { readGroups, readSuffix } from './change-readers.ts';
import { readColumns, readOrder, readPage, readPer } from './display-readers.ts';
import { COMMAND_KEYS, type CommandKeyName, type KeyName } from './filter-keys.ts';
import type { ExportColumn } from './intent.ts';
import { resolveKey } from './keys.ts';
import { entriesOfLines } from './list-entries.ts';
import { asCommandText, type CommandText } from './normalise.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { TERM_READERS } from './term-readers.ts';
import { type Token, tokenize } from './tokenize.ts';

/** More terms in one filter are a paste gone wrong; each costs a pass over the roster. */
export const MAX_TERMS = 100;

/** What stands behind a command that takes a filter. What is absent was not said. */
export interface FilterWords {
  readonly filter: Filter;
  readonly order?: Order;
  readonly page?: number;
  readonly per?: PageSize;
  readonly columns?: readonly ExportColumn[];
  readonly suffix?: string;
  readonly to?: readonly string[];
  readonly from?: readonly string[];
}

export interface FilterContext {
  readonly files: readonly AttachedFile[];
  /** Which keys the command takes beside its filter. */
  readonly keys: readonly CommandKeyName[];
}

/** Reads a filter from `from` to the end of the command; throws `not-understood` or `ambiguous`. */
export function readFilter(source: CommandText, from: number, context: FilterContext): FilterWords {
  const terms: Term[] = [];
  const bare: Token[] = [];
  const said = new Map<string, Token>();
  let beside: Omit<FilterWords, 'filter'> = {};
  for (const token of filterTokens(source, from)) {
    if (token.key === null) {
      const term = bareTerm(source, token, context.keys);
      if (term.kind === 'word') bare.push(token);
      terms.push(term);
    } else {
      const key = resolveKey(source, token, context.keys);
      refuseTwice(source, token, key, said);
      const pasted = linesBelow(source, token);
      if (pasted !== undefined) terms.push(readPasted(source, token, pasted));
      else if (isCommandKey(key)) beside = { ...beside, ...readBeside(source, token, key) };
      else terms.push(TERM_READERS[key]({ source, token, files: context.files }));
    }
    if (terms.length > MAX_TERMS) {
      throw notUnderstood(source, token, `A filter takes at most ${MAX_TERMS} conditions.`);
    }
  }
  refuseSeveral(source, from, bare);
  return { filter: { terms }, ...beside };
}

/** The words of a filter; the lines pasted below a `list:` are none. */
export function* filterTokens(source: CommandText, from: number): Generator<Token> {
  for (const token of tokenize(source, from)) {
    yield token;
    if (linesBelow(source, token) !== undefined) return;
  }
}

/** Reads a filter that {@link printFilter} printed, such as a stored one. */
export function parseFilterText(canonical: string): Filter {
  return readFilter(asCommandText(canonical), 0, { files: [], keys: [] }).filter;
}

function isCommandKey(key: KeyName): key is CommandKeyName {
  return COMMAND_KEYS.some((entry) => entry.key === key);
}

function readBeside(source: CommandText, token: Token, key: CommandKeyName): Omit<FilterWords, 'filter'> {
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
    case 'suffix':
      return { suffix: readSuffix(keyed) };
    case 'to':
    case 'from':
      return { [key]: readGroups(keyed) };
  }
}

/** Keys that may be said again: every further one narrows on. */
const REPEATABLE: readonly string[] = ['group', 'inactive', 'idle', 'login', 'created', 'text', 'filter'];
/** Keys that mean "any of": said twice they would match nobody, so one with both values is offered. */
const MERGEABLE: readonly string[] = ['dir', 'user', 'mail', 'domain', 'list', 'columns', 'to', 'from'];

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
  if (token.key?.toLowerCase() !== 'list' || token.values.length > 0) return undefined;
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
