import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCsvDirectory } from '../../adapters/directory/csv/csv-directory.ts';
import type { ConnectionName } from '../../src/domain/ids.ts';
import { readDirectories } from '../../src/flows/reading/read-directory.ts';
import { problemIn, wordsOf } from '../support/look.ts';
import { only, World } from '../support/world.ts';

const HEADER = 'username,email,display name,directory,status,groups,created,last login,licensed';
const ADA = 'ada,ada@example.com,Ada Okafor,Internal,active,staff;confluence-users,2024-02-03,never,yes';
const BO = 'bo,bo@example.com,"Lindqvist, Bo",Internal,active,confluence-users,2020-01-01,2025-01-02,yes';
const CHEN = 'chen,chen@example.com,=CHEN(),Internal,deactivated,,2020-01-01,2024-01-02,no';

describe('a directory that is a file', () => {
  let stamp = 1_790_000_000;
  let folder: string;
  let path: string;
  let world: World;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-csv-'));
    path = join(folder, 'hr.csv');
    write(HEADER, ADA, BO, CHEN);
    const directory = createCsvDirectory({ connection: 'hr' as ConnectionName, path, zone: 'UTC' });
    world = await World.create({ directory });
  });
  afterEach(async () => {
    await world.end();
    rmSync(folder, { recursive: true });
  });

  it('can be listed, filtered and looked up', async () => {
    const idle = only((await world.say('priya', 'users inactive:90d')).notices, 'list');
    const never = only((await world.say('priya', 'users never licensed:yes')).notices, 'list');
    const card = only((await world.say('priya', 'user bo')).notices, 'user');

    assert.deepEqual([idle.rows[0]?.username, never.rows[0]?.username], ['bo', 'ada']);
    assert.equal(card.user.displayName, 'Lindqvist, Bo');
    assert.equal(card.source.label, 'hr.csv');
  });

  it('makes a report of a change: the same plan with its file, and nothing to approve', async () => {
    const answer = await world.say('priya', 'deactivate inactive:90d,never');

    const { plan, file } = only(answer.notices, 'report');
    assert.deepEqual([plan.kind, plan.targets], ['report', 2]);
    assert.ok(file !== null);
    assert.match(await textOf(file.id), /\r\nbo,.*deactivate,/);
    assert.equal(await world.storage.approvals.count(), 0);
    assert.ok((await world.audit()).includes('Report Made: done'));
  });

  it('takes a list of names from an attached file', async () => {
    const answer = await world.say(
      'priya',
      'deactivate list:',
      undefined,
      'username\nADA\nbo@example.com\nnobody\n',
    );

    assert.equal(only(answer.notices, 'report').plan.targets, 2);
  });

  it('exports what was chosen, as it stands, without a formula', async () => {
    await world.say('priya', 'export users status:any sort:name columns:username,"display name",status');
    await world.settle();
    const [upload] = world.chat.in('dm-priya');
    assert.ok(upload !== undefined && 'id' in upload.notice);

    assert.equal(
      await textOf(upload.notice.id as string),
      '\uFEFFusername,display name,status\r\nchen,\'=CHEN(),deactivated\r\nada,Ada Okafor,active\r\nbo,"Lindqvist, Bo",active\r\n',
    );
    assert.equal(upload.onlyFor, 'fake/test/priya');
    assert.ok((await world.audit()).includes('Users Exported: done'));
  });

  it('is read again when it changed', async () => {
    write(HEADER, ADA);
    await readDirectories(world.services, new AbortController().signal);

    assert.equal(world.services.census.roster.size, 1);
  });

  for (const [title, content] of [
    ['is binary', '\0\u0001\u0002'],
    ['has no header', `${ADA}\n${BO}`],
    ['is ragged', `${HEADER}\n${ADA}\nbo,bo@example.com`],
    ['names a user twice', `${HEADER}\n${ADA}\n${ADA}`],
    ['has a date that is none', `${HEADER}\n${ADA.replace('2024-02-03', '31.13.2024')}`],
    ['is empty', ''],
  ] as const) {
    it(`that ${title} leaves the last good read in force, and doctor says what to do`, async () => {
      write(content);
      await assert.rejects(readDirectories(world.services, new AbortController().signal));

      assert.equal(world.services.census.roster.size, 3);
      const { findings } = only((await world.say('priya', 'doctor')).notices, 'doctor');
      const broken = findings.find(({ state }) => state === 'broken');
      assert.ok(broken !== undefined && broken.remedy !== null, JSON.stringify(findings));
      assert.match(broken.message + broken.remedy, /hr\.csv|row|header|empty|text/i);
    });
  }

  it('without a word on seats never reads as if it freed none', async () => {
    write('username,email,status,last login', 'ada,ada@example.com,active,2025-01-02');
    await readDirectories(world.services, new AbortController().signal);

    const report = only((await world.say('priya', 'deactivate user:ada')).notices, 'report');

    assert.deepEqual([report.plan.seats.freed, report.plan.seats.unknown], [0, 1]);
    assert.match(wordsOf(report), /Seats +not known of 1 user/);
    assert.ok(report.file !== null);
    assert.match(await textOf(report.file.id), /\r\nada,.*,unknown,deactivate,/);
    const status = only((await world.say('priya', 'status')).notices, 'status');
    assert.match(wordsOf(status), /Seats +not known who holds one/);
  });

  it('is no reason to leave a user alone, whom a report would name', async () => {
    const why = only((await world.say('priya', 'why bo')).notices, 'why');

    assert.deepEqual(why.holds, []);
    assert.equal(only((await world.say('priya', 'user bo')).notices, 'user').protectedBy, null);
  });

  it('whose first read fails is told with row and column wherever it matters', async () => {
    await world.end();
    write(HEADER, ADA, BO.replace('active', 'perhaps'));
    const directory = createCsvDirectory({ connection: 'hr' as ConnectionName, path, zone: 'UTC' });
    world = await World.create({ directory, readsLater: true });
    await assert.rejects(readDirectories(world.services, new AbortController().signal));

    for (const text of ['users', 'deactivate inactive:90d']) {
      const problem = JSON.stringify(problemIn(await world.say('priya', text)));
      assert.match(problem, /No directory could be read yet\. hr\.csv: row 3, column ."status.":/, text);
      assert.doesNotMatch(problem, /in a moment/);
    }
    const status = wordsOf(only((await world.say('priya', 'status')).notices, 'status'));
    assert.match(status, /hr · not read yet\nFault +row 3/);
    assert.doesNotMatch(status, /\b0 enabled|no users/);
  });

  /** Writes the file with a time stamp of its own, so that no two versions look alike. */
  function write(...lines: readonly string[]): void {
    writeFileSync(path, lines.join('\n'));
    stamp += 1;
    utimesSync(path, stamp, stamp);
  }

  async function textOf(id: string): Promise<string> {
    const file = await world.storage.files.open(id);
    assert.ok(file !== undefined);
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.chunks) chunks.push(chunk);
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(chunks));
  }
});
