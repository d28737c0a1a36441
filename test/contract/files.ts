import assert from 'node:assert/strict';
import type { FileStore } from '../../src/ports/storage.ts';
import { type OpenHarness, onFreshStorage } from './stores-harness.ts';

async function* chunksOf(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* chunks;
}

async function contentOf(files: FileStore, id: string): Promise<string | undefined> {
  const file = await files.open(id);
  if (file === undefined) return undefined;
  const parts: Uint8Array[] = [];
  for await (const chunk of file.chunks) parts.push(chunk);
  return Buffer.concat(parts).toString('utf8');
}

/** What every file store promises. */
export function filesContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of files`, () => {
    onFreshStorage(open, (harness) => {
      const later = () => harness().clock.now() + 1000;
      const write = (...chunks: readonly (string | Uint8Array)[]) =>
        harness().storage.files.write(
          { name: 'users.csv', mime: 'text/csv', expiresAt: later() },
          chunksOf(...chunks),
        );

      it('gives back bytes, size and facts, also after a restart', async () => {
        const info = await write('name\n', Buffer.from('Zoë\n'), '', '中\n');
        assert.equal(info.bytes, Buffer.byteLength('name\nZoë\n中\n'));
        assert.equal(info.createdAt, harness().clock.now());
        const { files } = await harness().reopen();
        assert.deepEqual((await files.open(info.id))?.info, info);
        assert.equal(await contentOf(files, info.id), 'name\nZoë\n中\n');
        assert.equal(await contentOf(files, info.id), 'name\nZoë\n中\n');
      });

      it('keeps an empty file', async () => {
        const info = await write();
        assert.equal(info.bytes, 0);
        assert.equal(await contentOf(harness().storage.files, info.id), '');
      });

      it('gives every file an id of its own', async () => {
        assert.notEqual((await write('a')).id, (await write('a')).id);
      });

      it('keeps nothing of a file whose source failed', async () => {
        const fault = new Error('source');
        async function* failing() {
          yield 'half';
          throw fault;
        }
        const file = { name: 'x', mime: 'text/plain', expiresAt: later() };
        await assert.rejects(harness().storage.files.write(file, failing()), fault);
      });

      it('knows no id that it did not make, whatever it looks like', async () => {
        const info = await write('secret');
        const { files } = harness().storage;
        for (const id of [
          '',
          '.',
          '..',
          `./${info.id}`,
          `../files/${info.id}`,
          `${info.id}.json`,
          `${info.id}\0`,
        ]) {
          assert.equal(await files.open(id), undefined, JSON.stringify(id));
        }
      });

      it('forgets what has expired, at once and for good after a sweep', async () => {
        const { storage, clock } = harness();
        const info = await write('x');
        const longer = { name: 'y', mime: 'text/plain', expiresAt: clock.now() + 5000 };
        const kept = await storage.files.write(longer, chunksOf('y'));
        await clock.advance(999);
        assert.equal(await contentOf(storage.files, info.id), 'x');
        await clock.advance(1);
        assert.equal(await storage.files.open(info.id), undefined);
        await storage.files.sweep(clock.now());
        assert.equal(await contentOf(storage.files, kept.id), 'y');
      });
    });
  });
}
