import { stringify } from 'csv-stringify/sync';

/** Rows turned into text at a time; small enough that one slice never holds up an answer. */
const ROWS_PER_CHUNK = 200;

export type Row = readonly (string | number)[];

/**
 * CSV text in chunks, header first, CRLF line ends (RFC 4180), with a BOM so that spreadsheets read UTF-8.
 * Cells a spreadsheet would run as a formula are neutralised. Breathes after every chunk: a stream whose
 * sink is quick would otherwise hold the event loop for the whole file.
 */
export async function* csvChunks(
  columns: readonly string[],
  batches: Iterable<readonly Row[]> | AsyncIterable<readonly Row[]>,
  breathe: () => Promise<void>,
): AsyncGenerator<string> {
  yield `\uFEFF${lines([columns])}`;
  for await (const rows of batches) {
    for (let at = 0; at < rows.length; at += ROWS_PER_CHUNK) {
      yield lines(rows.slice(at, at + ROWS_PER_CHUNK));
      await breathe();
    }
  }
}

function lines(rows: readonly Row[]): string {
  return stringify(rows as Row[], { escape_formulas: true, record_delimiter: 'windows' });
}
