import type { FileInfo } from '../../src/domain/file.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { FileStore } from '../../src/ports/storage.ts';

/** Files kept in memory, with ids in a fixed order: `file-1`, `file-2` …. */
export function memoryFileStore(clock: Clock): FileStore {
  const files = new Map<string, { readonly info: FileInfo; readonly bytes: Buffer }>();
  return {
    async write(file, chunks) {
      const parts: Buffer[] = [];
      for await (const chunk of chunks) parts.push(Buffer.from(chunk as string));
      const bytes = Buffer.concat(parts);
      const id = `file-${files.size + 1}`;
      const info = { ...file, id, bytes: bytes.length, createdAt: clock.now() };
      files.set(id, { info, bytes });
      return info;
    },
    async open(id) {
      const found = files.get(id);
      if (found === undefined || found.info.expiresAt <= clock.now()) return undefined;
      const { bytes } = found;
      return {
        info: found.info,
        chunks: (async function* () {
          yield bytes;
        })(),
      };
    },
    async sweep(now) {
      for (const [id, { info }] of files) if (info.expiresAt <= now) files.delete(id);
    },
  };
}
