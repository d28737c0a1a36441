import assert from 'node:assert/strict';
import { appendFile, rename, truncate, writeFile } from 'node:fs/promises';
import { createCsvDirectory } from '../../../adapters/directory/csv/csv-directory.ts';
import type { ConnectionName } from '../../../src/domain/ids.ts';
import { type Problem, problemOf } from '../../../src/domain/problem.ts';
import { problemLine } from '../../../src/domain/problem-line.ts';
import type { UserDirectory } from '../../../src/ports/user-directory.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const connection = 'hr' as ConnectionName;
const calm = new AbortController().signal;
const GOOD = 'username,status,last login\nada,active,never\nbo,active,2026-01-02\n';

interface BadFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** What the message has to contain. */
  readonly says: readonly string[];
}

const BAD_FILES: readonly BadFile[] = [
  { name: 'an empty file', content: '', says: ['empty'] },
  { name: 'nothing but empty lines', content: '\n\r\n\n', says: ['empty lines'] },
  { name: 'a header and no user', content: 'username,status\n', says: ['no user'] },
  { name: 'no header', content: 'ada,active\nbo,active\n', says: ['row 1', 'header'] },
  {
    name: 'a status column that is missing',
    content: 'username,email\nada,a@b.c\n',
    says: ['row 1', '"status"'],
  },
  {
    name: 'an export without a status',
    content: 'User id,Added to org\n1,1 Jan 2026\n',
    says: ['row 1', '"User status"'],
  },
  {
    name: 'nothing to tell users apart',
    content: 'Added to org,User status\n,Active\n',
    says: ['"User id"'],
  },
  {
    name: 'a column twice',
    content: 'username,status,Email,email\na,active,x,y\n',
    says: ['columns 3 and 4'],
  },
  {
    name: 'zero bytes',
    content: Buffer.from([117, 115, 101, 114, 0, 1, 2]),
    says: ['no text file', 'CSV UTF-8'],
  },
  {
    name: 'zero bytes far inside',
    content: `${GOOD}${'x'.repeat(400_000)}\u0000`,
    says: ['no text file'],
  },
  { name: 'an Excel workbook', content: Buffer.from('PK\u0003\u0004rest'), says: ['Excel'] },
  { name: 'a compressed file', content: Buffer.from([0x1f, 0x8b, 8, 0]), says: ['compressed'] },
  {
    name: 'Latin-1',
    content: Buffer.from('username,display name,status\nada,Ada,active\nzoe,Zoë,active\n', 'latin1'),
    says: ['row 3', 'column "display name"', 'Latin-1', 'CSV UTF-8'],
  },
  {
    name: 'UTF-16 that breaks off',
    content: Buffer.from('\ufeffusername,status\nada,active', 'utf16le').subarray(0, -1),
    says: ['row 2', 'inside a character'],
  },
  {
    name: 'a row that is too short',
    content: `${GOOD}chen,active\n`,
    says: ['row 4', 'column "last login"', '2 cells', '3'],
  },
  { name: 'a row that is too long', content: `${GOOD}chen,active,never,more\n`, says: ['row 4', '4 cells'] },
  { name: 'a quote that is never closed', content: `${GOOD}"chen,active,never\n`, says: ['row 4', 'quote'] },
  {
    name: 'a quote closed by the next one',
    content: `${GOOD}"chen,active,never\n"dmitri",active,never\n`,
    says: ['row 4', 'quote'],
  },
  {
    name: 'an open quote before a lot of text',
    content: `${GOOD}"chen,active,never\n${'x,active,never\n'.repeat(100_000)}`,
    says: ['row 4', 'quote'],
  },
  {
    name: 'one endless line',
    content: `username,status${'x'.repeat(3_000_000)}`,
    says: ['row 1', 'million'],
  },
  {
    name: 'the same username twice',
    content: `${GOOD}ADA,active,never\n`,
    says: ['row 4', 'row 2', '"username"'],
  },
  {
    name: 'the same username twice beside addresses',
    content: 'username,email,status\nada,a@b.c,active\nada,a@b.c,active\n',
    says: ['row 3', 'row 2', '"username"'],
  },
  {
    name: 'a user without a name or an address',
    content: 'username,email,status\n,,active\n',
    says: ['row 2', '"username"', 'empty'],
  },
  {
    name: 'the same id twice',
    content: 'User id,User status\n1,Active\n2,Active\n1,Active\n',
    says: ['row 4', 'row 2', '"User id"'],
  },
  {
    name: 'rows of one user that disagree',
    content: 'Group id,Group name,User id,User status\ng,a,1,Active\nh,b,1,Suspended\n',
    says: ['row 3', 'row 2', 'other values'],
  },
  {
    name: 'a day that does not exist',
    content: `${GOOD}chen,active,31 Feb 2026\n`,
    says: ['row 4', '"last login"', 'no date'],
  },
  {
    name: 'a date that means two things',
    content: `${GOOD}chen,active,11/07/2025\n`,
    says: ['row 4', '2025-07-11'],
  },
  {
    name: 'a status nobody knows',
    content: `${GOOD}chen,sleeping,never\n`,
    says: ['row 4', '"status"', 'no status'],
  },
  { name: 'a status that is missing', content: `${GOOD}chen,,never\n`, says: ['row 4', '"status"'] },
  {
    name: 'a user without a name',
    content: `${GOOD},active,never\n`,
    says: ['row 4', '"username"', 'empty'],
  },
  {
    name: 'a fault below cells with line ends and empty lines',
    content: 'username,status\n"a\nb",active\n\nchen,nope\n',
    says: ['row 4', 'no status'],
  },
];

describe('CSV files that cannot be used', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  const open = async (content: string | Uint8Array, name = 'users.csv') =>
    createCsvDirectory({ connection, path: await folder.write(name, content), zone: 'UTC' });

  for (const { name, content, says } of BAD_FILES) {
    it(`names file, place and remedy for ${name}`, async () => {
      const problem = await problemIn(await open(content));
      assert.equal(problem.kind, 'rejected');
      assert.ok(problem.kind === 'rejected');
      assert.equal(problem.source, 'users.csv');
      for (const text of says) assert.ok(problem.message.includes(text), problem.message);
      assert.equal(problemLine(problem).split('users.csv').length, 2, 'the name is said once');
    });
  }

  for (const row of ['ada,Anna Secret left,never', 'ada,active,Anna Secret']) {
    it(`says where, and never what stands there, since it is logged: ${row}`, async () => {
      const problem = await problemIn(await open(`username,status,last login\n${row}\n`));
      assert.ok(problem.kind === 'rejected');
      assert.match(problem.message, /row 2, column "(status|last login)": this is no (status|date)\./);
      assert.doesNotMatch(problem.message, /Anna|Secret/);
    });
  }

  it('says what to do about a file that is missing or no file', async () => {
    for (const path of [folder.path('none.csv'), folder.path('.'), folder.path('none/users.csv')]) {
      const directory = createCsvDirectory({ connection, path, zone: 'UTC' });
      const problem = await problemIn(directory);
      assert.ok(problem.kind === 'misconfigured' && problem.key === 'ROLLCALL_DIRECTORY', problem.kind);
      assert.ok(problem.remedy.includes(path));
      const [finding] = await directory.check(calm);
      assert.equal(finding?.state, 'broken');
    }
  });

  it('refuses more than two gigabytes before it reads any of them', async () => {
    const directory = await open(GOOD);
    await truncate(folder.path('users.csv'), 2 * 1024 ** 3 + 1);
    const problem = await problemIn(directory);
    assert.ok(problem.kind === 'rejected' && problem.message.includes('2 GiB'));
  });

  it('fails a read while which the file grew, so that it is read again', async () => {
    const directory = await open(GOOD + rows(20_000));
    const { users } = await directory.read(calm);
    const problem = await thrown(async () => {
      let first = true;
      for await (const _ of users) {
        if (first) await appendFile(folder.path('users.csv'), 'late,active,never\n');
        first = false;
      }
    });
    assert.ok(problem.kind === 'unavailable' && problem.message.includes('changed while it was read'));
    assert.equal(await count(directory), 20_003);
  });

  it('takes a file that is being written for changed, not for broken', async () => {
    const directory = await open(GOOD + rows(20_000));
    const { users } = await directory.read(calm);
    const path = folder.path('users.csv');
    const problem = await thrown(async () => {
      for await (const _ of users) await writeFile(path, 'not yet\n'.repeat(60_000));
    });
    assert.equal(problem.kind, 'unavailable');
  });

  it('fails a read while which the file was replaced by another of the same size', async () => {
    const directory = await open(GOOD + rows(20_000));
    const { users } = await directory.read(calm);
    const other = await folder.write('other.csv', GOOD + rows(20_000));
    const problem = await thrown(async () => {
      for await (const _ of users) await rename(other, folder.path('users.csv')).catch(() => undefined);
    });
    assert.equal(problem.kind, 'unavailable');
  });

  it('says in its check what is wrong, and what a good file cannot tell', async () => {
    const [broken] = await (await open('ada,active\n')).check(calm);
    assert.ok(broken?.state === 'broken' && broken.message.includes('row 1'));
    const findings = await (await open('username,status\nada,active\n')).check(calm);
    assert.deepEqual(
      findings.map(({ state }) => state),
      ['ok', 'warning', 'warning'],
    );
  });

  it('finds nothing to warn of in a full export', async () => {
    const header = 'User id,User status,Confluence - a,Last seen in Confluence - a\n';
    const findings = await (await open(`${header}1,Active,User,1 Jan 2026\n`)).check(calm);
    assert.deepEqual(
      findings.map(({ state }) => state),
      ['ok'],
    );
  });
});

function rows(count: number): string {
  return Array.from({ length: count }, (_, n) => `user${n},active,2026-01-02\n`).join('');
}

async function count(directory: UserDirectory): Promise<number> {
  let users = 0;
  for await (const batch of (await directory.read(calm)).users) users += batch.length;
  return users;
}

function problemIn(directory: UserDirectory): Promise<Problem> {
  return thrown(() => count(directory));
}

async function thrown(task: () => Promise<unknown>): Promise<Problem> {
  try {
    await task();
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return problem;
  }
  return assert.fail('nothing was thrown');
}
