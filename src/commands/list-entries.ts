import type { AttachedFile } from '../domain/file.ts';

/** A longer list is a directory export, not a list of names; it is refused with this number. */
export const MAX_LIST_ENTRIES = 100_000;

/**
 * Column titles that say which cells are names; the first that a header has is taken. "User name" comes last:
 * the organisation export of Atlassian calls the display name so.
 */
const NAME_COLUMNS = ['username', 'email', 'e-mail', 'email address', 'user name'];

/** What a list held: its entries, or why it is none. */
export type ListEntries =
  | { readonly ok: true; readonly entries: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** The usernames and addresses in attached files, each once, in order. */
export function entriesOfFiles(files: readonly AttachedFile[]): ListEntries {
  const binary = files.find((file) => file.content.includes('\u0000'));
  if (binary !== undefined) {
    return refuse(`"${binary.name}" is not a text file. Save it as CSV or plain text in UTF-8.`);
  }
  return checked(files.flatMap((file) => entriesOfText(file.content)));
}

/** The usernames and addresses in pasted lines, each once, in order. */
export function entriesOfLines(text: string): ListEntries {
  return checked(entriesOfText(text));
}

function checked(entries: readonly string[]): ListEntries {
  const unique = [...new Set(entries)];
  if (unique.length === 0) return refuse('The list holds no usernames or addresses.');
  if (unique.length > MAX_LIST_ENTRIES) {
    const [count, most] = [unique.length, MAX_LIST_ENTRIES].map((n) => n.toLocaleString('en-US'));
    return refuse(`The list has ${count} entries; at most ${most} can be used at once. Split it.`);
  }
  return { ok: true, entries: unique };
}

/**
 * One entry a line, or several with commas, semicolons or tabs between them. A header with several titles makes
 * it a table, of which only the column of names counts.
 */
function entriesOfText(content: string): string[] {
  const lines = content.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const first = lines.findIndex((line) => line.trim() !== '');
  const titles = cellsOf(lines[first] ?? '').map((cell) => cell.toLowerCase());
  const title = NAME_COLUMNS.find((name) => titles.includes(name));
  if (title === undefined) return lines.flatMap(cellsOf).filter((cell) => cell !== '');
  const column = titles.indexOf(title);
  const rows = lines.slice(first + 1).map(cellsOf);
  const cells = titles.length === 1 ? rows.flat() : rows.map((row) => row[column] ?? '');
  return cells.filter((cell) => cell !== '');
}

function cellsOf(line: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '"') {
      if (isQuoted && line[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = !isQuoted;
    } else if (!isQuoted && (char === ',' || char === ';' || char === '\t')) {
      cells.push(cell.trim());
      cell = '';
    } else cell += char;
  }
  cells.push(cell.trim());
  return cells;
}

function refuse(message: string): ListEntries {
  return { ok: false, message };
}
