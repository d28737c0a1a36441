import type { AttachedFile } from '../domain/file.ts';

/** A longer list is a directory export, not a list of names; it is refused with this number. */
export const MAX_LIST_ENTRIES = 100_000;

/** An address has at most 320 characters (RFC 3696), a username of Confluence fewer; what is longer is other text. */
const MAX_ENTRY_LENGTH = 320;

/**
 * Column titles that say which cells are names; the first that a header has is taken. "User name" comes last:
 * the organisation export of Atlassian calls the display name so.
 */
const NAME_COLUMNS = ['username', 'email', 'e-mail', 'email address', 'user name'];

/** Titles are looked for in so many columns; a longer first line is no header. */
const MAX_COLUMNS = 1000;

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
  return collect(files.map((file) => file.content));
}

/** The usernames and addresses in pasted lines, each once, in order. */
export function entriesOfLines(text: string): ListEntries {
  return collect([text]);
}

/** Reads no further than to the first reason to refuse: a file may be large, and everybody waits meanwhile. */
function collect(contents: readonly string[]): ListEntries {
  const unique = new Set<string>();
  let tooLong: string | undefined;
  const add = (entry: string): boolean => {
    if (entry.length > MAX_ENTRY_LENGTH) tooLong = entry;
    else unique.add(entry);
    return tooLong === undefined && unique.size <= MAX_LIST_ENTRIES;
  };
  contents.every((content) => eachEntry(content, add));
  if (tooLong !== undefined) {
    return refuse(
      `The list has an entry of more than ${MAX_ENTRY_LENGTH} characters, "${tooLong.slice(0, 40)}…", which is no username or address. Write one a line, or title their column "username".`,
    );
  }
  if (unique.size > MAX_LIST_ENTRIES) {
    const most = MAX_LIST_ENTRIES.toLocaleString('en-US');
    return refuse(`The list has more than ${most} entries, the most that can be used at once. Split it.`);
  }
  if (unique.size === 0) return refuse('The list holds no usernames or addresses.');
  return { ok: true, entries: [...unique] };
}

/**
 * One entry a line, or several with commas, semicolons or tabs between them. A header with several titles makes
 * it a table, of which only the column of names counts. Ends early, with false, as soon as `add` gives false.
 */
function eachEntry(content: string, add: (entry: string) => boolean): boolean {
  const first: string[] = [];
  let firstLine: number | undefined;
  let titles = 0;
  let title = NAME_COLUMNS.length;
  let named = 0;
  const addFirst = () => title < NAME_COLUMNS.length || first.splice(0).every(add);
  const take = (cell: string, column: number, line: number): boolean => {
    if (cell !== '') firstLine ??= line;
    if (line === firstLine) {
      titles = column + 1;
      if (cell !== '') first.push(cell);
      const found = column < MAX_COLUMNS ? NAME_COLUMNS.indexOf(cell.toLowerCase()) : -1;
      if (found >= 0 && found < title) [title, named] = [found, column];
      return true;
    }
    if (cell === '') return true;
    if (!addFirst()) return false;
    const isTable = title < NAME_COLUMNS.length && titles > 1;
    return !isTable || column === named ? add(cell) : true;
  };
  return eachCell(content.replace(/^\ufeff/, ''), take) && addFirst();
}

const [LINE_FEED, RETURN, QUOTE] = [0x0a, 0x0d, 0x22];
const SEPARATORS: readonly number[] = [0x2c, 0x3b, 0x09];

/** One pass over the text. Of a cell that is too long for an entry no more is kept than shows it. */
function eachCell(content: string, take: (cell: string, column: number, line: number) => boolean): boolean {
  let [cell, from, column, line, isQuoted] = ['', 0, 0, 0, false];
  const textTo = (at: number) =>
    cell.length > MAX_ENTRY_LENGTH || from === at ? cell : cell + content.slice(from, at);
  for (let at = 0; at <= content.length; at += 1) {
    const code = at < content.length ? content.charCodeAt(at) : LINE_FEED;
    const isEnd = code === LINE_FEED || code === RETURN;
    if (code === QUOTE) {
      cell = textTo(at);
      if (isQuoted && content.charCodeAt(at + 1) === QUOTE) {
        // The first of two stands for itself.
        from = at;
        at += 1;
        cell = textTo(at);
      } else isQuoted = !isQuoted;
      from = at + 1;
    } else if (isEnd || (!isQuoted && SEPARATORS.includes(code))) {
      if (!take(textTo(at).trim(), column, line)) return false;
      [cell, from, column] = ['', at + 1, column + 1];
      if (isEnd) [column, line, isQuoted] = [0, line + 1, false];
    }
  }
  return true;
}

function refuse(message: string): ListEntries {
  return { ok: false, message };
}
