import { badFile } from './problems.ts';

/** Which of the two known files it is. */
export type Format = 'organisation' | 'plain';

/** Which column holds what; positions count from 0, −1 stands for a column that is not there. */
export interface Layout {
  readonly format: Format;
  readonly header: readonly string[];
  readonly id: number;
  readonly username: number;
  readonly email: number;
  readonly displayName: number;
  readonly directory: number;
  readonly status: number;
  readonly created: number;
  readonly deactivated: number;
  /** Last logins to Confluence, one column a site, with the column of access to the same site. */
  readonly logins: readonly { readonly at: number; readonly access: number }[];
  /** Access to Confluence, one column a site. */
  readonly access: readonly number[];
  readonly licensed: number;
  readonly groups: readonly number[];
  /** What separates names within one group cell; null: each cell holds one name. */
  readonly groupSeparator: string | null;
  /** A user has one row for each group, as when group membership is exported with group ids. */
  readonly rowPerGroup: boolean;
  /** Columns nothing is read from, kept for exports, by the name they get there. */
  readonly extra: readonly (readonly [name: string, at: number])[];
}

const LAST_SEEN = /^last seen in confluence( *-.*)?$/;
const ACCESS = /^confluence( *-.*)?$/;
const PIVOTED_GROUP = /^group name \d+$/;

/** A column that is merely called "deactivated" may as well hold yes and no. */
const DEACTIVATED = ['deactivated at', 'deactivated on', 'deactivation date', 'disabled at', 'disabled on'];

const NAMES = {
  organisation: {
    id: ['user id', 'atlassian id', 'account id', 'id'],
    username: ['username'],
    email: ['email', 'e-mail', 'email address'],
    displayName: ['user name', 'display name', 'full name', 'full_name', 'name'],
    directory: ['directory'],
    status: ['user status', 'account status', 'status', 'active'],
    created: ['added to org', 'created'],
    deactivated: DEACTIVATED,
    licensed: ['licensed', 'seat'],
  },
  plain: {
    id: ['id', 'user id', 'user key'],
    username: ['username', 'user name', 'user', 'login name'],
    email: ['email', 'e-mail', 'email address', 'mail'],
    displayName: ['display name', 'displayname', 'full name', 'full_name', 'name'],
    directory: ['directory', 'user directory'],
    status: ['status', 'user status', 'active', 'enabled'],
    created: ['created', 'created at', 'creation date'],
    deactivated: DEACTIVATED,
    licensed: ['licensed', 'seat', 'license', 'licence'],
  },
} as const;

const PLAIN_LOGINS = ['last login', 'last login date', 'last_login', 'last active', 'last seen'];

/** Finds out from its header which file this is and where everything is; `rejected` when it cannot be read. */
export function readHeader(file: string, header: readonly string[]): Layout {
  const names = header.map((name) => name.trim().replace(/\s+/g, ' ').toLowerCase());
  const format = formatOf(file, names);
  const known = NAMES[format];
  const find = (wanted: readonly string[]) => findOne(file, names, wanted);
  const positions = {
    id: find(known.id),
    username: find(known.username),
    email: find(known.email),
    displayName: find(known.displayName),
    directory: find(known.directory),
    status: find(known.status),
    created: find(known.created),
    deactivated: find(known.deactivated),
    licensed: find(known.licensed),
  };
  const logins = findAll(names, (name) =>
    format === 'organisation' ? LAST_SEEN.test(name) : PLAIN_LOGINS.includes(name),
  ).map((at) => ({ at, access: names.indexOf(names[at]?.replace('last seen in ', '') ?? '') }));
  const access = format === 'organisation' ? findAll(names, (name) => ACCESS.test(name)) : [];
  const pivoted = findAll(names, (name) => PIVOTED_GROUP.test(name));
  const listed = findAll(names, (name) => name === 'groups' || name === 'group name');
  const groupId = names.indexOf('group id');
  const rowPerGroup = format === 'organisation' && listed.length > 0 && groupId >= 0;
  requireColumns(file, format, positions);
  const used = new Set([
    ...Object.values(positions),
    ...logins.map(({ at }) => at),
    ...access,
    ...pivoted,
    ...listed,
  ]);
  if (rowPerGroup) used.add(groupId);
  return {
    ...positions,
    format,
    header,
    logins,
    access,
    groups: [...pivoted, ...listed],
    groupSeparator: rowPerGroup || pivoted.length > 0 ? null : format === 'organisation' ? ',' : ';',
    rowPerGroup,
    extra: extraOf(header, used),
  };
}

function formatOf(file: string, names: readonly string[]): Format {
  const has = (...wanted: readonly string[]) => wanted.some((name) => names.includes(name));
  const seen = names.some((name) => name.startsWith('last seen in '));
  if (seen || has('added to org')) return 'organisation';
  if (has('user id', 'atlassian id') && !has('username')) return 'organisation';
  if (has(...NAMES.plain.username, ...NAMES.plain.email)) return 'plain';
  const message =
    'this row names no column that is known. The first row has to be a header such as "username,email,status" ' +
    'or the one of the Atlassian user export.';
  throw badFile(file, { row: 1 }, message);
}

function requireColumns(
  file: string,
  format: Format,
  at: { readonly id: number; readonly username: number; readonly email: number; readonly status: number },
): void {
  if (at.id < 0 && at.username < 0 && at.email < 0) {
    const wanted = format === 'organisation' ? '"User id" or "email"' : '"username" or "email"';
    throw badFile(
      file,
      { row: 1 },
      `a column ${wanted} is needed to tell users apart. Export the file with it.`,
    );
  }
  if (at.status < 0) {
    const wanted = format === 'organisation' ? '"User status"' : '"status"';
    throw badFile(
      file,
      { row: 1 },
      `the column ${wanted} is missing: without it nobody is known to be enabled.`,
    );
  }
}

function findOne(file: string, names: readonly string[], wanted: readonly string[]): number {
  for (const name of wanted) {
    const at = names.indexOf(name);
    if (at < 0) continue;
    const again = names.indexOf(name, at + 1);
    if (again < 0) return at;
    const message = `"${name}" is the name of columns ${at + 1} and ${again + 1}. Rename or remove one.`;
    throw badFile(file, { row: 1, column: again + 1 }, message);
  }
  return -1;
}

function findAll(names: readonly string[], test: (name: string) => boolean): readonly number[] {
  return names.flatMap((name, at) => (test(name) ? [at] : []));
}

function extraOf(header: readonly string[], used: ReadonlySet<number>): Layout['extra'] {
  const taken = new Set<string>();
  const extra: [string, number][] = [];
  for (const [at, title] of header.entries()) {
    if (used.has(at)) continue;
    const name = title.trim() || `column ${at + 1}`;
    const free = taken.has(name) ? `${name} (column ${at + 1})` : name;
    taken.add(free);
    extra.push([free, at]);
  }
  return extra;
}
