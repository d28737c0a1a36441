import assert from 'node:assert/strict';
import { readSettings } from '../../../src/settings/read-settings.ts';
import { settingsHelp, settingsMarkdown } from '../../../src/settings/settings-help.ts';

const SECRET = 'hush-hush';

function read(text: string) {
  return readSettings({ ROLLCALL_STORAGE: text }, { machineZone: 'UTC' });
}

describe('ROLLCALL_STORAGE', () => {
  it('is SQLite when nothing is said, or by its name', () => {
    for (const text of ['', 'sqlite', 'SQLite']) {
      const settings = read(text);
      assert.deepEqual(settings.ok && settings.settings.storage, { kind: 'sqlite' });
    }
  });

  for (const url of [
    'mongodb://localhost',
    'mongodb://127.0.0.1:27017/rollcall',
    'mongodb://[::1]:27017/rollcall?directConnection=true',
    `mongodb://bot:${SECRET}@a.example.com:27017,b.example.com:27018/rollcall?replicaSet=rs0&tls=true`,
    'mongodb://bot:p%40ss%3Aword@db/rollcall?authSource=admin',
    `mongodb+srv://bot:${SECRET}@cluster0.abc.mongodb.net/rollcall?retryWrites=true`,
    'MongoDB://db/',
  ]) {
    it(`takes ${url}`, () => {
      const settings = read(url);
      assert.deepEqual(settings.ok && settings.settings.storage, { kind: 'mongodb', url });
    });
  }

  for (const [text, remedy] of [
    [`mongodb:bot:${SECRET}@db`, /Begin with mongodb:\/\//],
    [`mongo://bot:${SECRET}@db`, /Only SQLite and MongoDB|Begin with/],
    [`postgres://bot:${SECRET}@db/x`, /Only SQLite and MongoDB/],
    ['/var/lib/rollcall.db', /ROLLCALL_DATA/],
    ['mangodb', /Give sqlite, or/],
    [`mongodb://bot:${SECRET}@x@db/rollcall`, /%40/],
    [`mongodb://bot:${SECRET}:x@db/rollcall`, /%3A/],
    [`mongodb://bot:${SECRET}/x@db/rollcall`, /%2F/],
    [`mongodb://bot:${SECRET}%x@db/rollcall`, /%25/],
    [`mongodb://bot:${SECRET}@/rollcall`, /Name the host/],
    [`mongodb://bot:${SECRET}@db:port/rollcall`, /Name the host/],
    [`mongodb+srv://bot:${SECRET}@a,b/rollcall`, /one host name without a port/],
    [`mongodb+srv://bot:${SECRET}@a:27017/rollcall`, /one host name without a port/],
    [`mongodb://bot:${SECRET}@db/roll/call`, /name of one database/],
    [`mongodb://bot:${SECRET}@db/roll.call`, /name of one database/],
  ] as const) {
    it(`says what is wrong with ${text}, and none of it`, () => {
      const settings = read(text);
      assert.ok(!settings.ok);
      const [problem] = settings.problems;
      assert.equal(problem?.key, 'ROLLCALL_STORAGE');
      assert.match(problem?.remedy ?? '', remedy);
      assert.doesNotMatch(JSON.stringify(settings.problems), new RegExp(SECRET));
    });
  }

  it('is listed with an example that gives no password away', () => {
    for (const text of [settingsHelp(), settingsMarkdown()]) assert.match(text, /ROLLCALL_STORAGE/);
  });
});
