import { ProblemError } from '../../../src/domain/problem.ts';

/** Where in a file something is wrong; rows are counted as a spreadsheet does, the header is row 1. */
export interface Spot {
  readonly row?: number;
  /** The column's name, or its position from 1 while names are not known. */
  readonly column?: string | number;
}

/** The file cannot be used until somebody corrects it; the message says where and what to do. */
export function badFile(file: string, spot: Spot, message: string, cause?: unknown): ProblemError {
  const place = placeOf(spot);
  return new ProblemError(
    { kind: 'rejected', source: file, message: place === '' ? message : `${place}: ${message}` },
    { cause },
  );
}

/** The setting does not lead to a readable file. */
export function noFile(remedy: string, cause?: unknown): ProblemError {
  return new ProblemError({ kind: 'misconfigured', key: 'ROLLCALL_DIRECTORY', remedy }, { cause });
}

/** Passes by itself: the read is made again. */
export function tryAgain(file: string, message: string, cause?: unknown): ProblemError {
  return new ProblemError({ kind: 'unavailable', source: file, message }, { cause });
}

function placeOf({ row, column }: Spot): string {
  const parts: string[] = [];
  if (row !== undefined) parts.push(`row ${row}`);
  if (column !== undefined) {
    parts.push(typeof column === 'number' ? `column ${column}` : `column "${column}"`);
  }
  return parts.join(', ');
}
