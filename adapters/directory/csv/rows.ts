import { textOf } from './decode.ts';
import { type Layout, readHeader } from './layout.ts';
import { badFile } from './problems.ts';
import { recordsOf } from './records.ts';
import type { Row } from './row.ts';
import { bytesOf, type Edition } from './source.ts';

/** What a file is made of: its layout once, then its rows in batches. */
export type Part =
  | { readonly kind: 'layout'; readonly layout: Layout }
  | { readonly kind: 'rows'; readonly rows: readonly Row[] };

export interface FileSource {
  readonly path: string;
  /** The name used in messages. */
  readonly file: string;
  readonly edition: Edition;
}

/** Reads one edition of a file; every row has as many cells as the header, empty lines are left out. */
export async function* partsOf(
  { path, file, edition }: FileSource,
  signal: AbortSignal,
): AsyncIterable<Part> {
  let layout: Layout | undefined;
  for await (const { firstRow, rows } of recordsOf(file, textOf(file, bytesOf(path, edition, signal)))) {
    const batch: Row[] = [];
    for (const [n, cells] of rows.entries()) {
      if (layout === undefined) {
        if (isEmpty(cells)) continue;
        layout = readHeader(file, cells);
        yield { kind: 'layout', layout };
      } else if (!isEmpty(cells)) {
        refuseRagged(file, layout, firstRow + n, cells);
        batch.push({ number: firstRow + n, cells });
      }
    }
    if (batch.length > 0) yield { kind: 'rows', rows: batch };
  }
  if (layout === undefined)
    throw badFile(file, {}, 'there is nothing but empty lines in it. Export the file again.');
}

function isEmpty(cells: readonly string[]): boolean {
  return cells.every((cell) => cell === '');
}

function refuseRagged(file: string, { header }: Layout, row: number, cells: readonly string[]): void {
  if (cells.length === header.length) return;
  if (cells.length > header.length && isEmpty(cells.slice(header.length))) return;
  const column = cells.length < header.length ? header[cells.length] : header.at(-1);
  const message =
    `there are ${cells.length} cells where the header has ${header.length}. ` +
    'Put cells with separators, quotes or line ends in them in quotes.';
  throw badFile(file, { row, ...(column && { column }) }, message);
}
