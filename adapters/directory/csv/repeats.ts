import type { Layout } from './layout.ts';
import { badFile } from './problems.ts';
import { directoryIn, idIn, type Row, type RowContext } from './row.ts';

/** Remembers which users have had a row. */
export class Repeats {
  readonly #context: RowContext;
  readonly #rowOf = new Map<string, number>();

  constructor(context: RowContext) {
    this.#context = context;
  }

  /** Throws when the row's user had one before: by id, and by username within a directory. */
  refuse(row: Row): void {
    const { layout } = this.#context;
    const directory = directoryIn(this.#context, row);
    this.#refuse(row, `${directory}\u0000id\u0000${idIn(this.#context, row)}`, layout.id);
    const username = row.cells[layout.username]?.trim().toLowerCase();
    if (username && layout.id >= 0)
      this.#refuse(row, `${directory}\u0000name\u0000${username}`, layout.username);
  }

  #refuse(row: Row, key: string, column: number): void {
    const { file, layout } = this.#context;
    const before = this.#rowOf.get(key);
    if (before === undefined) {
      this.#rowOf.set(key, row.number);
      return;
    }
    const title = layout.header[column < 0 ? Math.max(layout.username, layout.email) : column];
    const message = `this is the user of row ${before} again. Remove one of the two rows.`;
    throw badFile(file, { row: row.number, ...(title && { column: title }) }, message);
  }
}

/** Everything in a row but its group, to see whether two rows of a user agree. */
export function printOf({ groups, header }: Layout, { cells }: Row): string {
  const groupId = header.findIndex((name) => name.trim().toLowerCase() === 'group id');
  return cells.filter((_, at) => !groups.includes(at) && at !== groupId).join('\u0000');
}
