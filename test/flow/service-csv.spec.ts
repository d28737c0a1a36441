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
  binary: [Buffer.from([80, 75, 3, 4, 0, 1, 2]), /binary\.csv: .*Excel/],
  ragged: [
    [HEADER, row('rae'), 'bo,bo@example.com'].join('\n'),
    /ragged\.csv, row 3, column "display name": /,
  ],
  twice: [[HEADER, row('tess'), row('tess')].join('\n'), /twice\.csv, row 3, column "username": .*row 2/],
  latin: [
    Buffer.from([HEADER, row('lee'), 'zoe,z@example.com,Zoë,active,never'].join('\n'), 'latin1'),
    /latin\.csv, row 3, column "display name": .*CSV UTF-8/,
  ],
  headless: [[row('hal'), row('hugo')].join('\n'), /headless\.csv, row 1.*: .*header/],
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
