import { displayWidth, pad, wrap } from './width.ts';

const GAP = 2;

/**
 * Rows of cells under each other, each column as wide as it needs; the last one takes what is left and
 * breaks into lines of its own.
 */
export function columns(rows: readonly (readonly string[])[], width: number): string[] {
  const widths = columnWidths(rows, width);
  return rows.flatMap((row) => rowLines(row, widths));
}

function rowLines(row: readonly string[], widths: readonly number[]): string[] {
  const cells = row.map((cell, at) => wrap(cell, widths[at] ?? 1));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((lines, column) => pad(lines[at] ?? '', widths[column] ?? 1))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/** What each column wants, taken from the widest until all fit. */
function columnWidths(rows: readonly (readonly string[])[], width: number): number[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(1, ...rows.map((row) => displayWidth(row[at] ?? ''))),
  );
  const room = Math.max(widths.length, width - GAP * (widths.length - 1));
  let excess = widths.reduce((sum, each) => sum + each, 0) - room;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 1) - 1;
    excess -= 1;
  }
  return widths;
}
