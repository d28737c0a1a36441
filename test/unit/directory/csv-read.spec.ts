import assert from 'node:assert/strict';
import { type CsvOptions, createCsvDirectory } from '../../../adapters/directory/csv/csv-directory.ts';
import type { ConnectionName } from '../../../src/domain/ids.ts';
import { problemOf } from '../../../src/domain/problem.ts';
import type { DirectoryUser, LastLogin } from '../../../src/domain/user.ts';
import type { ReadHeader } from '../../../src/ports/user-directory.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const connection = 'hr' as ConnectionName;
const calm = new AbortController().signal;
const DAY_MS = 86_400_000;
const EXPORTED_AT = Date.UTC(2026, 10, 24, 9);

describe('Reading CSV files', () => {
  let folder: TemporaryFolder;
  before(async () => {
    folder = await temporaryFolder();
  });
  after(() => folder.remove());

  const read = async (content: string | Uint8Array, options: Partial<CsvOptions> = {}) => {
    const path = await folder.write('users.csv', content, EXPORTED_AT);
    const { header, users } = await createCsvDirectory({ connection, path, zone: 'UTC', ...options }).read(
      calm,
    );
    const found: DirectoryUser[] = [];
    for await (const batch of users) found.push(...batch);
    return { header, users: found };
  };
  const only = async (content: string, options: Partial<CsvOptions> = {}): Promise<DirectoryUser> => {
    const [user, ...others] = (await read(content, options)).users;
    assert.ok(user && others.length === 0);
    return user;
  };

  it('reads an organisation export with columns in any order and case, and keeps the rest', async () => {
    const user = await only(
      'EMAIL,Last seen in Confluence - acme,user status,User id,Added to org,User name,Org role,' +
        'Last seen in Jira - acme,Confluence - acme\n' +
        'ada@example.com,11 Jul 2025,Suspended,712020:1,3 Feb 2024,Ada Okafor,Organization admin,12 Jul 2025,User\n',
    );
    assert.deepEqual(user, {
      ref: 'hr/Atlassian%20organisation/712020%3A1',
      username: 'ada@example.com',
      email: 'ada@example.com',
      displayName: 'Ada Okafor',
      directory: 'Atlassian organisation',
      active: false,
      createdAt: Date.UTC(2024, 1, 3),
      lastLogin: { kind: 'at', at: Date.UTC(2025, 6, 11) },
      loginCount: null,
      groups: [],
      seat: { kind: 'individual' },
      service: false,
      extra: {
        'Org role': 'Organization admin',
        'Last seen in Jira - acme': '12 Jul 2025',
        'user status': 'Suspended',
      },
    });
  });

  it('reads a plain list with its directory, its groups and days in the zone', async () => {
    const { header, users } = await read(
      'username,email,display name,directory,status,groups,created,last login,shoe size\n' +
        'Ada,ada@example.com,"Okafor, Ada",Corporate LDAP,active, staff ;b;;b,2024-02-03,2026-07-02 10:30,38\n',
      { zone: 'Europe/Berlin', seatGroups: ['staff'], adminGroups: ['b'], seats: 50 },
    );
    assert.deepEqual(users[0], {
      ref: 'hr/Corporate%20LDAP/ada',
      username: 'Ada',
      email: 'ada@example.com',
      displayName: 'Okafor, Ada',
      directory: 'Corporate LDAP',
      active: true,
      createdAt: Date.UTC(2024, 1, 2, 23),
      lastLogin: { kind: 'at', at: Date.UTC(2026, 6, 2, 8, 30) },
      loginCount: null,
      groups: ['b', 'staff'],
      seat: { kind: 'group', group: 'staff' },
      service: false,
      extra: { 'shoe size': '38' },
    });
    const expected: ReadHeader = {
      directories: [{ name: 'Corporate LDAP', kind: 'ldap', writable: false }],
      groups: [
        { name: 'b', grantsAdmin: true, grantsSeat: false },
        { name: 'staff', grantsAdmin: false, grantsSeat: true },
      ],
      seats: 50,
    };
    assert.deepEqual(header, expected);
  });

  it('knows since when somebody is deactivated where a column says so', async () => {
    const { users } = await read(
      'username,status,Deactivated at,deactivated\nada,deactivated,2026-03-04,yes\nbo,active,2026-03-04,\nchen,inactive,,yes\n',
    );
    assert.deepEqual(
      users.map(({ deactivatedAt, extra }) => [deactivatedAt, extra]),
      [
        [Date.UTC(2026, 2, 4), { deactivated: 'yes' }],
        [undefined, undefined],
        [undefined, { deactivated: 'yes' }],
      ],
    );
    await assert.rejects(read('username,status,deactivated at\nada,deactivated,long ago\n'), (error) => {
      const problem = problemOf(error);
      return problem?.kind === 'rejected' && problem.message.includes('"deactivated at"');
    });
  });

  const LOGINS: readonly (readonly [cell: string, login: LastLogin])[] = [
    ['11 Jul 2025', { kind: 'at', at: Date.UTC(2025, 6, 11) }],
    ['1 September 2025', { kind: 'at', at: Date.UTC(2025, 8, 1) }],
    ['2025-07-11', { kind: 'at', at: Date.UTC(2025, 6, 11) }],
    ['2025-07-11T10:00:00+02:00', { kind: 'at', at: Date.UTC(2025, 6, 11, 8) }],
    ['"Jul 11, 2025"', { kind: 'at', at: Date.UTC(2025, 6, 11) }],
    ['Never accessed', { kind: 'never' }],
    ['Never logged in', { kind: 'never' }],
    ['NEVER', { kind: 'never' }],
    ['Not active in the last 180 days', { kind: 'before', at: EXPORTED_AT - 180 * DAY_MS }],
    ['', { kind: 'unknown' }],
    ['n/a', { kind: 'unknown' }],
  ];
  for (const [cell, login] of LOGINS) {
    it(`reads the last login ${cell || '(nothing)'} as ${login.kind}`, async () => {
      const user = await only(`User id,User status,Last seen in Confluence\n1,Active,${cell}\n`);
      assert.deepEqual(user.lastLogin, login);
    });
  }

  const SITES: readonly (readonly [cells: string, login: LastLogin])[] = [
    ['1 Jan 2026,User,11 Jul 2026,User', { kind: 'at', at: Date.UTC(2026, 6, 11) }],
    ['Never accessed,User,11 Jul 2025,User', { kind: 'at', at: Date.UTC(2025, 6, 11) }],
    ['Never accessed,User,Never accessed,User', { kind: 'never' }],
    ['Not active in the last 180 days,User,1 Oct 2026,User', { kind: 'at', at: Date.UTC(2026, 9, 1) }],
    [
      'Not active in the last 180 days,User,1 Jan 2026,User',
      { kind: 'before', at: EXPORTED_AT - 180 * DAY_MS },
    ],
    ['1 Jan 2026,User,,User', { kind: 'unknown' }],
    ['1 Jan 2026,User,,None', { kind: 'at', at: Date.UTC(2026, 0, 1) }],
    [',None,,None', { kind: 'unknown' }],
  ];
  for (const [cells, login] of SITES) {
    it(`takes the newest of two sites: ${cells} gives ${login.kind}`, async () => {
      // The access columns stand in the other order than the dates: they belong together by the site's name.
      const [first, firstAccess, second, secondAccess] = cells.split(',');
      const user = await only(
        'User id,User status,Confluence - b,Confluence - a,Last seen in Confluence - a,Last seen in Confluence - b\n' +
          `1,Active,${secondAccess},${firstAccess},${first},${second}\n`,
      );
      assert.deepEqual(user.lastLogin, login);
    });
  }

  it('counts nobody as never used when the export has no Confluence column', async () => {
    const user = await only('User id,User status,Last seen in Jira - a\n1,Active,Never accessed\n');
    assert.deepEqual(user.lastLogin, { kind: 'unknown' });
  });

  const STATUSES = {
    Active: true,
    invited: true,
    Suspended: false,
    Deactivated: false,
    inactive: false,
    yes: true,
  };
  for (const [status, active] of Object.entries(STATUSES)) {
    it(`reads the status ${status} as ${active ? 'enabled' : 'deactivated'}`, async () => {
      assert.equal((await only(`username,status\nada,${status}\n`)).active, active);
    });
  }

  const SEATS: readonly (readonly [text: string, kind: string])[] = [
    ['User id,User status,Confluence - a\n1,Active,User', 'individual'],
    ['User id,User status,Confluence - a\n1,Active,Product admin', 'individual'],
    ['User id,User status,Confluence - a\n1,Active,None', 'none'],
    ['User id,User status,Confluence - a\n1,Active,Guest', 'none'],
    ['User id,User status,Confluence - a,Confluence - b\n1,Active,,User', 'individual'],
    ['User id,User status,Confluence - a\n1,Active,Sideways', 'unknown'],
    ['User id,User status,Jira - a\n1,Active,User', 'unknown'],
    ['username,status,licensed\nada,active,yes', 'individual'],
    ['username,status,licensed\nada,active,no', 'none'],
    ['username,status,licensed\nada,active,', 'unknown'],
    ['username,status,groups\nada,active,b', 'none'],
    ['username,status,groups\nada,active,staff', 'group'],
    ['username,status\nada,active', 'unknown'],
  ];
  for (const [text, kind] of SEATS) {
    it(`says the seat is ${kind} for ${text.replace('\n', ' / ')}`, async () => {
      assert.equal((await only(text, { seatGroups: ['staff'] })).seat.kind, kind);
    });
  }

  it('merges the rows of a user when the export has one for each group', async () => {
    const { header, users } = await read(
      'Group id,Group name,User id,User name,User status\n' +
        'g1,"R&D, Berlin",1,Ada,Active\ng1,"R&D, Berlin",2,Bo,Active\ng2,admins,1,Ada,Active\n',
    );
    assert.deepEqual(
      users.map(({ displayName, groups }) => [displayName, groups]),
      [
        ['Ada', ['R&D, Berlin', 'admins']],
        ['Bo', ['R&D, Berlin']],
      ],
    );
    assert.deepEqual(
      header.groups.map(({ name }) => name),
      ['R&D, Berlin', 'admins'],
    );
  });

  it('reads groups listed in one cell and groups spread over columns', async () => {
    const listed = await only('User id,User status,Group name\n1,Active,"b, a"\n');
    assert.deepEqual(listed.groups, ['a', 'b']);
    const spread = await only('User id,User status,Group name 1,Group name 2\n1,Active,"R&D, Berlin",a\n');
    assert.deepEqual(spread.groups, ['R&D, Berlin', 'a']);
  });

  const TEXT = 'username,status,display name\nada,active,Zoë 田中\nbo,active,"two\nlines, ""quoted"""\n';
  const SHAPES: Readonly<Record<string, string | Uint8Array>> = {
    'UTF-8': TEXT,
    'UTF-8 with a byte order mark': `\ufeff${TEXT}`,
    'UTF-16 little endian': Buffer.from(`\ufeff${TEXT}`, 'utf16le'),
    'UTF-16 big endian': Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16(),
    'carriage returns and line feeds': TEXT.replaceAll('\n', '\r\n').replace('two\r\n', 'two\n'),
    'no line end at its end': TEXT.trimEnd(),
    'empty lines': TEXT.replace('\nbo', '\n\n,,\nbo'),
    semicolons: TEXT.replaceAll(',', ';').replace('lines;', 'lines,'),
    'empty lines above its header': `\n\r\n${TEXT.replaceAll(',', ';').replace('lines;', 'lines,')}`,
    tabs: TEXT.replaceAll(',', '\t').replace('lines\t', 'lines,'),
    'a spare separator at each end': TEXT.replaceAll('田中', '田中,'),
  };
  for (const [shape, content] of Object.entries(SHAPES)) {
    it(`reads a file with ${shape}`, async () => {
      const { users } = await read(content);
      assert.deepEqual(
        users.map(({ username, displayName }) => [username, displayName]),
        [
          ['ada', 'Zoë 田中'],
          ['bo', 'two\nlines, "quoted"'],
        ],
      );
    });
  }

  it('reads the same whatever characters fall on the border of two chunks', async () => {
    const rows = Array.from({ length: 9_000 }, (_, n) => `user${n},active,${'é田👩'.repeat(1 + (n % 7))}`);
    const { users } = await read(`username,status,display name\n${rows.join('\r\n')}`);
    assert.equal(users.length, 9_000);
    assert.ok(users.every(({ displayName }, n) => displayName === 'é田👩'.repeat(1 + (n % 7))));
  });

  it('keeps formula-like and markup-like text as it is', async () => {
    const user = await only('username,status,display name,note\nada,active,"=HYPERLINK(""x"")",<!channel>\n');
    assert.equal(user.displayName, '=HYPERLINK("x")');
    assert.deepEqual(user.extra, { note: '<!channel>' });
  });

  it('falls back to the address and then the id where there is no username, and to it where there is no name', async () => {
    const { users } = await read('User id,email,User status\n1,ada@example.com,Active\n2,,Active\n');
    assert.deepEqual(
      users.map(({ username, displayName }) => [username, displayName]),
      [
        ['ada@example.com', 'ada@example.com'],
        ['2', '2'],
      ],
    );
  });

  it('lets several users share an address', async () => {
    const { users } = await read(
      'User id,email,User status\n1,desk@example.com,Active\n2,desk@example.com,Active\n',
    );
    assert.equal(users.length, 2);
  });

  it('takes the same username in two directories for two users', async () => {
    const { users } = await read(
      'username,directory,status\nada,Crowd,active\nada,Internal Directory,active\n',
    );
    assert.deepEqual(
      users.map(({ ref }) => ref),
      ['hr/Crowd/ada', 'hr/Internal%20Directory/ada'],
    );
  });

  it('keeps both columns when two that are not read have one name', async () => {
    const user = await only('username,status,note,note\nada,active,one,two\n');
    assert.deepEqual(user.extra, { note: 'one', 'note (column 4)': 'two' });
  });
});
