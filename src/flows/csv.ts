import { stringify } from 'csv-stringify/sync';

/** Rows turned into text at a time; small enough that one slice never holds up an answer. */
const ROWS_PER_CHUNK = 200;

export type Row = readonly (string | number)[];

/**
 * CSV text in chunks, header first, CRLF line ends (RFC 4180), with a BOM so that spreadsheets read UTF-8.
 * Whatever a spreadsheet would run as a formula gets an apostrophe before it. Breathes after every chunk: a stream whose
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
  const safe = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? inert(cell) : cell)));
  return stringify(safe, { record_delimiter: 'windows' });
}

/** Line ends and other control characters, which move what follows to where a cell could begin. */
const CONTROLS = /\p{Cc}+/gu;
/**
 * What a spreadsheet takes for a formula, where it may look for one: at the start of a cell and, since half of
 * Europe's split cells at semicolons, after each of those; blanks and invisible characters it skips or drops.
 */
const FORMULA = /(^|;)([\s\p{Z}\p{Cf}"]*[=+\-@＝＋－＠])/gu;

/** A text that every spreadsheet shows as it is. */
function inert(text: string): string {
  return text.replace(CONTROLS, ' ').replace(FORMULA, "$1'$2");
}
