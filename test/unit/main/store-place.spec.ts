import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { problemOf } from '../../../src/domain/problem.ts';
import { placeName, readStorePlace } from '../../../src/main/store-place.ts';

const URL = 'mongodb://bot:hush@db.example.com/rollcall';

describe('where a store is', () => {
  it('is a connection string, a folder, or what a variable holds of either', () => {
    assert.deepEqual(readStorePlace(URL, {}), { kind: 'mongodb', url: URL });
    assert.deepEqual(readStorePlace('env:STORE', { STORE: ` ${URL} ` }), { kind: 'mongodb', url: URL });
    for (const folder of ['.rollcall', '/var/lib/a@b', 'C:\\data', 'mongo', 'notes: old'])
      assert.deepEqual(readStorePlace(folder, {}), { kind: 'folder', folder: resolve(folder) });
    assert.deepEqual(readStorePlace('sqlite:x', {}), { kind: 'folder', folder: resolve('x') });
    assert.doesNotMatch(placeName({ kind: 'mongodb', url: URL }), /hush/);
  });

  const MISSPELT = [
    `"${URL}"`,
    ` ${URL}`,
    `sqlite:${URL}`,
    URL.replace('mongodb', 'mongo'),
    `'${URL}`,
    `<${URL}>`,
  ];
  for (const text of [
    ...MISSPELT,
    'mongodb:/bot:hush@db/x',
    'mongo:bot:hush@db',
    'postgres://bot:hush@db/x',
  ]) {
    it(`is not a folder by mistake, and no message repeats a password: ${text}`, () => {
      for (const read of [
        () => readStorePlace(text, {}),
        () => readStorePlace('env:STORE', { STORE: `"${text}"` }),
        () => readStorePlace(`env:${text}`, {}),
        () => readStorePlace('env:STORE', { STORE: `env:${text}` }),
      ]) {
        assert.throws(read, (error) => {
          assert.equal(problemOf(error)?.kind, 'misconfigured');
          assert.doesNotMatch(JSON.stringify(problemOf(error)), /hush/);
          return true;
        });
      }
    });
  }
});
