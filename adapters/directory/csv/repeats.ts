import type { UserRef } from '../../../src/domain/ids.ts';
import type { Layout } from './layout.ts';
import { badFile } from './problems.ts';
import { directoryIn, idColumn, type Row, type RowContext } from './row.ts';

/** Remembers which users have had a row. */
export class Repeats {
  readonly #context: RowContext;
  readonly #rowOf = new Map<string, number>();

  constructor(context: RowContext) {
    this.#context = context;
  }

  /** Throws when the row's user had one before: by id, and by username within a directory. */
  refuse(row: Row, ref: UserRef): void {
    const { layout } = this.#context;
    this.#refuse(row, ref, idColumn(layout, row.cells));
    if (layout.id < 0 || layout.username < 0) return;
    const username = row.cells[layout.username]?.trim().toLowerCase();
    if (username) this.#refuse(row, `${directoryIn(this.#context, row)}\u0000${username}`, layout.username);
  }

  #refuse(row: Row, key: string, at: number): void {
    const before = this.#rowOf.get(key);
    if (before === undefined) {
      this.#rowOf.set(key, row.number);
      return;
    }
    const { file, layout } = this.#context;
    const column = layout.header[at];
    const message = `this is the user of row ${before} again. Remove one of the two rows.`;
    throw badFile(file, { row: row.number, ...(column && { column }) }, message);
  }
}

/** Everything in a row but its group, to see whether two rows of a user agree. */
export function printOf({ groups, header }: Layout, { cells }: Row): string {
  const groupId = header.findIndex((name) => name.trim().toLowerCase() === 'group id');
  return cells.filter((_, at) => !groups.includes(at) && at !== groupId).join('\u0000');
}
