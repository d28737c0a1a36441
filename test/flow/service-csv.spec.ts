import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DoctorNotice } from '../../src/domain/notice.ts';
import { type Child, Home } from '../support/child.ts';
import { put } from '../support/question.ts';

const HEADER = 'username,email,display name,status,last login';
const row = (name: string) => `${name},${name}@example.com,${name},active,2026-01-02`;

/** Files as people have them, and what `doctor` has to say of each. */
const BAD: Readonly<Record<string, readonly [content: string | Uint8Array, says: RegExp]>> = {
  binary: [Buffer.from([80, 75, 3, 4, 0, 1, 2]), /Excel/],
  ragged: [[HEADER, row('rae'), 'bo,bo@example.com'].join('\n'), /row 3, column "display name": /],
  twice: [[HEADER, row('tess'), row('tess')].join('\n'), /row 3, column "username": .*row 2/],
  latin: [
    Buffer.from([HEADER, row('lee'), 'zoe,z@example.com,Zoë,active,never'].join('\n'), 'latin1'),
    /row 3, column "display name": .*CSV UTF-8/,
  ],
  headless: [[row('hal'), row('hugo')].join('\n'), /row 1.*: .*header/],
  missing: ['', /missing\.csv does not exist\. Check the path after csv:/],
};

describe('a service over CSV files', function () {
  this.timeout(40_000);
  let home: Home;
  let child: Child;
  before(async () => {
    home = new Home();
    write(
      'good',
      `\ufeff${[HEADER, 'gus,gus@example.com,"Gus, Ü",active,never', row('gina')].join('\r\n')}\r\n`,
    );
    for (const [name, [content]] of Object.entries(BAD)) if (name !== 'missing') write(name, content);
    const connections = ['good', ...Object.keys(BAD)].map((name) => `${name}=csv:${name}.csv`);
    ({ child } = await home.serve({ ROLLCALL_DIRECTORY: connections.join(' ') }));
  });
  after(() => home.remove());

  it('starts beside broken ones and reads the good one, whatever its byte order mark and line ends', async () => {
    const { text } = await put(home.data, 'users status:any');

    assert.match(text, /2 users match/);
    assert.match(text, /Gus, Ü\s+gus\s+gus@example\.com/);
  });

  for (const [name, [, says]] of Object.entries(BAD)) {
    it(`lets doctor tell what is wrong with ${name}.csv, and what to do`, async () => {
      const { notices } = await put(home.data, 'doctor');
      const [{ findings }] = notices as [DoctorNotice];

      const broken = findings.filter(
        ({ subject, state }) => state === 'broken' && subject.endsWith(`${name}.csv`),
      );
      assert.ok(
        broken.some(({ message, remedy }) => says.test(message) || says.test(remedy ?? '')),
        JSON.stringify(broken),
      );
      for (const { remedy } of broken) assert.ok(remedy !== null);
    });
  }

  it('reads each by itself once it is mended', async () => {
    for (const name of Object.keys(BAD)) write(name, [HEADER, row(`${name}-one`)].join('\n'));
    await child.printed(/"users":8.*"roster built"/);

    const { text } = await put(home.data, 'users status:any');
    assert.match(text, /8 users match/);
    assert.equal((await child.stop('SIGTERM')).code, 0);
  });

  function write(name: string, content: string | Uint8Array): void {
    writeFileSync(join(home.path, `${name}.csv`), content);
  }
});

describe('a terminal beside a file that cannot be read', function () {
  this.timeout(30_000);
  const home = new Home();
  after(() => home.remove());

  it('gets what doctor finds, and why a list cannot be made, without a service', async () => {
    writeFileSync(
      join(home.path, 'hr.csv'),
      [HEADER, row('gus'), row('gina').replace('active', '?')].join('\n'),
    );
    const env = { ROLLCALL_DIRECTORY: 'csv:hr.csv', ROLLCALL_DATA: home.data };

    const doctor = await home.start('src/ask.ts', ['doctor', '--as', 'tom'], env).ended;
    const users = await home.start('src/ask.ts', ['users', '--as', 'tom'], env).ended;

    assert.deepEqual([doctor.code, users.code], [0, 2]);
    assert.match(doctor.out.replace(/\s+/g, ' '), /Read of hr\.csv broken .*row 3, column "status"/);
    assert.match(users.out.replace(/\s+/g, ' '), /^No directory could be read yet\. hr\.csv: row 3/);
  });
});
