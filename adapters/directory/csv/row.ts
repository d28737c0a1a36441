import { type ConnectionName, formatUserRef, type Instant, type UserRef } from '../../../src/domain/ids.ts';
import type { DirectoryUser, LastLogin, Seat } from '../../../src/domain/user.ts';
import {
  isNothing,
  newest,
  type ReadLogin,
  readAccess,
  readNames,
  readStatus,
  STATUS_WORDS,
} from './cells.ts';
import type { ReadDate } from './dates.ts';
import type { Layout } from './layout.ts';
import { badFile } from './problems.ts';

/** What a row is read with. */
export interface RowContext {
  readonly file: string;
  readonly connection: ConnectionName;
  readonly layout: Layout;
  readonly readDate: ReadDate;
  readonly readLogin: ReadLogin;
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
  const column = layout.header[idColumn(layout, cells)];
  throw badFile(
    file,
    { row: number, ...(column && { column }) },
    'the cell is empty, so this user has no name.',
  );
}

/** The column that tells the row's user from others: the first of id, username and email that says something. */
export function idColumn({ id, username, email }: Layout, cells: readonly string[]): number {
  const present = [id, username, email].filter((at) => at >= 0);
  return present.find((at) => cells[at]?.trim()) ?? present[0] ?? -1;
}

/** The reference of the user a row describes. */
export function refIn(context: RowContext, row: Row): UserRef {
  const directory = directoryIn(context, row);
  return formatUserRef({ connection: context.connection, directory, id: idIn(context, row) });
}

/** The user a row describes; `rejected` with row and column for a cell that cannot be read. */
export function userIn(
  context: RowContext,
  row: Row,
  ref: UserRef,
  groups: readonly string[],
): DirectoryUser {
  const { layout } = context;
  const { cells } = row;
  const email = cells[layout.email]?.trim() ?? '';
  const username = cells[layout.username]?.trim() || email || idIn(context, row);
  const { active, telling } = statusIn(context, row);
  const deactivatedAt = deactivatedIn(context, row, active);
  const extra = extraIn(layout, cells, telling);
  return {
    ref,
    username,
    email,
    displayName: cells[layout.displayName]?.trim() || username,
    directory: directoryIn(context, row),
    active,
    ...(deactivatedAt === null ? {} : { deactivatedAt }),
    createdAt: dateIn(context, row, layout.created),
    lastLogin: lastLoginIn(context, row),
    loginCount: null,
    groups,
    seat: seatIn(context, row, groups),
    service: false,
    ...(extra && { extra }),
  };
}

function statusIn(
  { file, layout }: RowContext,
  { number, cells }: Row,
): { active: boolean; telling: boolean } {
  const text = cells[layout.status]?.trim() ?? '';
  const status = readStatus(text);
  if (status !== undefined) return status;
  const column = layout.header[layout.status] ?? 'status';
  throw badFile(file, { row: number, column }, `this is no status. Write ${STATUS_WORDS}.`);
}

/** Only of a deactivated user: an enabled one may have been deactivated earlier. */
function deactivatedIn(context: RowContext, row: Row, active: boolean): Instant | null {
  const at = dateIn(context, row, context.layout.deactivated);
  return active ? null : at;
}

function dateIn(
  { file, layout, readDate }: RowContext,
  { number, cells }: Row,
  column: number,
): Instant | null {
  const text = cells[column]?.trim() ?? '';
  if (isNothing(text)) return null;
  const at = readDate(text);
  if (at !== undefined) return at;
  const name = layout.header[column] ?? `column ${column + 1}`;
  throw badFile(file, { row: number, column: name }, `this is no date. ${DATE_ADVICE}`);
}

function lastLoginIn(context: RowContext, row: Row): LastLogin {
  const { logins } = context.layout;
  const [only] = logins;
  if (only === undefined) return { kind: 'unknown' };
  if (logins.length === 1) return siteLogin(context, row, only.at);
  // A site the user has no access to and that gives no date has nothing to say beside the others.
  const { cells } = row;
  const speaking = logins.filter(({ at, access }) => cells[at]?.trim() !== '' || !isClosed(cells[access]));
  return newest(speaking.map(({ at }) => siteLogin(context, row, at)));
}

function isClosed(access: string | undefined): boolean {
  return access !== undefined && readAccess(access.trim()).kind === 'none';
}

function siteLogin({ file, layout, readLogin }: RowContext, { number, cells }: Row, at: number): LastLogin {
  const text = cells[at]?.trim() ?? '';
  const login = readLogin(text);
  if (login !== undefined) return login;
  const column = layout.header[at] ?? 'last login';
  throw badFile(file, { row: number, column }, `this is no date. ${DATE_ADVICE}`);
}

function seatIn({ layout, seatGroups }: RowContext, { cells }: Row, groups: readonly string[]): Seat {
  for (const group of groups) if (seatGroups.has(group)) return { kind: 'group', group };
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
  cells: readonly string[],
  telling: boolean,
): Readonly<Record<string, string>> | undefined {
  const kept: [string, string][] = [];
  for (const [name, at] of layout.extra) {
    const cell = cells[at];
    if (cell) kept.push([name, cell]);
  }
  if (telling) kept.push([layout.header[layout.status] ?? 'status', cells[layout.status] ?? '']);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
