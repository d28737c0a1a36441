import { type ConnectionName, formatUserRef, type Instant } from '../../../src/domain/ids.ts';
import type { DirectoryUser, LastLogin, Seat } from '../../../src/domain/user.ts';
import { isNothing, newest, readAccess, readLogin, readNames, readStatus, STATUS_WORDS } from './cells.ts';
import type { ReadDate } from './dates.ts';
import type { Layout } from './layout.ts';
import { badFile } from './problems.ts';

/** What a row is read with. */
export interface RowContext {
  readonly file: string;
  readonly connection: ConnectionName;
  readonly layout: Layout;
  readonly readDate: ReadDate;
  readonly exportedAt: Instant;
  /** Directory of users whose row names none. */
  readonly defaultDirectory: string;
  readonly seatGroups: ReadonlySet<string>;
}

/** One row of the file with its number; the header is row 1. */
export interface Row {
  readonly number: number;
  readonly cells: readonly string[];
}

const DATE_ADVICE = 'Write it as 2025-07-11 or 11 Jul 2025.';

/** The groups named in one row. */
export function groupsIn({ groups, groupSeparator }: Layout, { cells }: Row): readonly string[] {
  if (groups.length === 0) return [];
  const names = groups.flatMap((at) => {
    const cell = cells[at]?.trim() ?? '';
    return groupSeparator === null || cell === '' ? cell || [] : readNames(cell, groupSeparator);
  });
  return [...new Set(names)].sort();
}

/** The directory a row names, or the default. */
export function directoryIn({ layout, defaultDirectory }: RowContext, { cells }: Row): string {
  return cells[layout.directory]?.trim() || defaultDirectory;
}

/** What tells the user apart within its directory: the vendor's id, or the username or address in its place. */
export function idIn({ file, layout }: RowContext, { number, cells }: Row): string {
  const id =
    cells[layout.id]?.trim() ||
    (cells[layout.username]?.trim() || cells[layout.email]?.trim() || '').toLowerCase();
  if (id !== '') return id;
  const column = layout.header[Math.max(layout.id, layout.username, layout.email)];
  throw badFile(
    file,
    { row: number, ...(column && { column }) },
    'the cell is empty, so this user has no name.',
  );
}

/** The user a row describes; `rejected` with row and column for a cell that cannot be read. */
export function userIn(context: RowContext, row: Row, groups: readonly string[]): DirectoryUser {
  const { connection, layout } = context;
  const cell = (at: number) => row.cells[at]?.trim() ?? '';
  const id = idIn(context, row);
  const email = cell(layout.email);
  const username = cell(layout.username) || email || id;
  const directory = directoryIn(context, row);
  const status = cell(layout.status);
  const extra = extraIn(layout, row, status);
  return {
    ref: formatUserRef({ connection, directory, id }),
    username,
    email,
    displayName: cell(layout.displayName) || username,
    directory,
    active: activeIn(context, row, status),
    createdAt: createdIn(context, row, cell(layout.created)),
    lastLogin: lastLoginIn(context, row),
    loginCount: null,
    groups,
    seat: seatIn(context, row, groups),
    service: false,
    ...(extra && { extra }),
  };
}

function activeIn({ file, layout }: RowContext, { number }: Row, status: string): boolean {
  const active = readStatus(status);
  if (active !== undefined) return active;
  const column = layout.header[layout.status] ?? 'status';
  throw badFile(file, { row: number, column }, `"${shorten(status)}" is no status. Write ${STATUS_WORDS}.`);
}

function createdIn({ file, layout, readDate }: RowContext, { number }: Row, text: string): Instant | null {
  if (isNothing(text)) return null;
  const at = readDate(text);
  if (at !== undefined) return at;
  const column = layout.header[layout.created] ?? 'created';
  throw badFile(file, { row: number, column }, `"${shorten(text)}" is no date. ${DATE_ADVICE}`);
}

function lastLoginIn({ file, layout, readDate, exportedAt }: RowContext, { number, cells }: Row): LastLogin {
  const logins = layout.logins.map(({ at, access: accessAt }): LastLogin => {
    const text = cells[at]?.trim() ?? '';
    // Nothing in a site's date is no gap in our knowledge when the user has no access to that site.
    const access = cells[accessAt]?.trim();
    if (text === '' && access !== undefined && readAccess(access).kind === 'none') return { kind: 'never' };
    const login = readLogin(text, readDate, exportedAt);
    if (login !== undefined) return login;
    const column = layout.header[at] ?? 'last login';
    throw badFile(file, { row: number, column }, `"${shorten(text)}" is no date. ${DATE_ADVICE}`);
  });
  return newest(logins);
}

function seatIn({ layout, seatGroups }: RowContext, { cells }: Row, groups: readonly string[]): Seat {
  const group = groups.find((name) => seatGroups.has(name));
  if (group !== undefined) return { kind: 'group', group };
  const licensed = cells[layout.licensed]?.trim() ?? '';
  if (licensed !== '') return readAccess(licensed);
  if (layout.access.length > 0) return bestOf(layout.access.map((at) => readAccess(cells[at]?.trim() ?? '')));
  return { kind: seatGroups.size > 0 && layout.groups.length > 0 ? 'none' : 'unknown' };
}

/** A seat on one of several sites is a seat; of the others, not knowing outweighs none. */
function bestOf(seats: readonly Seat[]): Seat {
  const kinds = ['individual', 'unknown'] as const;
  return kinds.map((kind) => seats.find((seat) => seat.kind === kind)).find(Boolean) ?? { kind: 'none' };
}

/** Columns that are not read, and the status word when it says more than enabled or deactivated. */
function extraIn(
  layout: Layout,
  { cells }: Row,
  status: string,
): Readonly<Record<string, string>> | undefined {
  const kept: [string, string][] = [];
  for (const [name, at] of layout.extra) {
    const cell = cells[at];
    if (cell) kept.push([name, cell]);
  }
  const title = layout.header[layout.status] ?? 'status';
  if (/^(invited|suspended|deleted|closed)$/i.test(status)) kept.push([title, status]);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
