import Papa from 'papaparse';
import { BadBytes } from './decode.ts';
import { badFile } from './problems.ts';

/** Rows that follow each other; `firstRow` is the number of the first of them, the header being row 1. */
export interface Records {
  readonly firstRow: number;
  readonly rows: readonly (readonly string[])[];
}

/** Characters a single row may have; without a bound one open quote would swallow the rest of the file. */
const MOST_ROW_CHARACTERS = 1_000_000;

const DELIMITERS = [',', ';', '\t'] as const;

interface Parsed {
  readonly data: string[][];
  readonly errors: readonly { readonly code: string; readonly row: number }[];
  readonly meta: { readonly cursor: number };
}

/**
 * Splits text into rows as it comes, and holds no more of it than one row. Comma, semicolon or tab, whichever the
 * first line has most of; any line ends; `rejected` with the row for quotes that do not match.
 */
export async function* recordsOf(file: string, text: AsyncIterable<string>): AsyncIterable<Records> {
  let parser: Papa.Parser | undefined;
  let header: readonly string[] | undefined;
  let rest = '';
  let next = 1;
  try {
    for await (const piece of text) {
      rest += piece;
      if (parser === undefined && !/[\r\n]./s.test(rest) && rest.length < MOST_ROW_CHARACTERS) continue;
      parser ??= parserFor(rest);
      const parsed: Parsed = parser.parse(rest, 0, true);
      refuseBadQuotes(file, parsed, next);
      rest = rest.slice(parsed.meta.cursor);
      if (rest.length > MOST_ROW_CHARACTERS)
        throw badFile(file, { row: next + parsed.data.length }, TOO_LONG);
      if (parsed.data.length === 0) continue;
      header ??= parsed.data[0];
      yield { firstRow: next, rows: parsed.data.map(withoutReturn) };
      next += parsed.data.length;
    }
  } catch (error) {
    if (!(error instanceof BadBytes)) throw error;
    const cells = (parser ?? parserFor(rest)).parse(rest, 0, false).data.at(-1)?.length ?? 1;
    throw badFile(file, { row: next, column: header?.[cells - 1] ?? cells }, error.advice, error);
  }
  if (rest === '') return;
  const parsed: Parsed = (parser ?? parserFor(rest)).parse(rest, 0, false);
  refuseBadQuotes(file, parsed, next);
  yield { firstRow: next, rows: parsed.data.map(withoutReturn) };
}

const TOO_LONG =
  'this row is longer than a million characters: a quote in it is not closed, or the file is no CSV.';
const OPEN_QUOTE = 'a quote is opened here and not closed. Close it, or double it if it belongs to the text.';

function parserFor(start: string): Papa.Parser {
  const line = (/[^\r\n]+/.exec(start)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const [delimiter] = [...DELIMITERS].sort((a, b) => count(line, b) - count(line, a));
  return new Papa.Parser({
    delimiter: delimiter ?? ',',
    // Only very old files end lines with a carriage return alone; before a line feed it is cut off below.
    newline: start.includes('\n') ? '\n' : '\r',
    quoteChar: '"',
  });
}

/** Faults in the row that is still incomplete are none: its end has not come yet. */
function refuseBadQuotes(file: string, { data, errors }: Parsed, firstRow: number): void {
  const fault = errors.find(({ row, code }) => row < data.length || code === 'MissingQuotes');
  if (fault !== undefined)
    throw badFile(file, { row: firstRow + Math.min(fault.row, data.length) }, OPEN_QUOTE);
}

function withoutReturn(row: string[]): readonly string[] {
  const last = row.length - 1;
  const cell = row[last];
  if (cell?.endsWith('\r')) row[last] = cell.slice(0, -1);
  return row;
}

function count(line: string, delimiter: string): number {
  return line.split(delimiter).length;
}
