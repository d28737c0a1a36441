import { appendFile, writeFile } from 'node:fs/promises';
import { createCsvDirectory } from '../../adapters/directory/csv/csv-directory.ts';
import { type ConnectionName, formatUserRef, type UserRef } from '../../src/domain/ids.ts';
import { orgExport } from '../fixtures/make-org-export.ts';
import { type TemporaryFolder, temporaryFolder } from '../unit/directory/temporary-folder.ts';
import { userDirectoryContract } from './user-directory.ts';

const connection = 'hr' as ConnectionName;

const PLAIN = [
  'username,email,display name,directory,status,groups,created,last login',
  ...Array.from(
    { length: 40 },
    (_, n) =>
      `user${n},user${n}@example.com,"User, ${n}",Crowd,active,b;a;a,2024-02-03,2026-01-0${(n % 9) + 1}`,
  ),
].join('\n');

describe('CSV files', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  const harness = async (content: string, size: number, known: UserRef) => {
    const path = await folder.write('users.csv', content);
    return {
      directory: createCsvDirectory({ connection, path, zone: 'UTC' }),
      size,
      known,
      unknown: formatUserRef({ connection, directory: 'Crowd', id: 'nobody' }),
      truncate: () => writeFile(path, content.slice(0, content.lastIndexOf(','))),
      changeOutside: () => appendFile(path, content.includes('\r\n') ? '\r\n' : '\n'),
    };
  };

  userDirectoryContract('A plain list', () =>
    harness(PLAIN, 40, formatUserRef({ connection, directory: 'Crowd', id: 'user7' })),
  );

  userDirectoryContract('An organisation export', () => {
    const content = [...orgExport({ rows: 700, seed: 3 })].join('');
    const id = content.split('\r\n')[5]?.split(',')[0] ?? '';
    return harness(content, 700, formatUserRef({ connection, directory: 'Atlassian organisation', id }));
  });
});
