import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createCsvDirectory } from '../../../adapters/directory/csv/csv-directory.ts';
import type { ConnectionName } from '../../../src/domain/ids.ts';
import type { DirectoryUser } from '../../../src/domain/user.ts';
import { orgExport } from '../../fixtures/make-org-export.ts';
import { temporaryFolder } from './temporary-folder.ts';

const DAY = '2026-11-24';
const IDLE_SINCE = Date.parse(DAY) - 90 * 86_400_000;

describe('An organisation export of 5,000 rows', () => {
  it('has the counts that a script with no line of ours finds in it', async () => {
    const folder = await temporaryFolder();
    try {
      const content = [...orgExport({ rows: 5_000, seed: 7, day: DAY })].join('');
      const path = await folder.write('export.csv', content, Date.parse(DAY));
      const counter = fileURLToPath(new URL('../../fixtures/count-org-export.ts', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', counter, path, DAY]);
      const found = await countUsers(path);
      assert.deepEqual(found, JSON.parse(stdout));
      for (const [what, figure] of Object.entries(found)) assert.ok(figure > 100, `${what}: ${figure}`);
    } finally {
      await folder.remove();
    }
  });
});

async function countUsers(path: string) {
  const directory = createCsvDirectory({ connection: 'hr' as ConnectionName, path, zone: 'UTC' });
  const users: DirectoryUser[] = [];
  for await (const batch of (await directory.read(new AbortController().signal)).users) users.push(...batch);
  const enabled = users.filter(({ active }) => active);
  const logins = (kind: DirectoryUser['lastLogin']['kind']) =>
    enabled.filter((user) => user.lastLogin.kind === kind);
  return {
    total: users.length,
    enabled: enabled.length,
    deactivated: users.length - enabled.length,
    neverUsed: logins('never').length,
    before180: logins('before').length,
    idle90: enabled.filter(
      ({ lastLogin }) =>
        (lastLogin.kind === 'at' || lastLogin.kind === 'before') && lastLogin.at <= IDLE_SINCE,
    ).length,
  };
}
