import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the files of one spec. */
export interface TemporaryFolder {
  /** Writes a file and gives its path; `writtenAt` becomes its time of change. */
  write(name: string, content: string | Uint8Array, writtenAt?: number): Promise<string>;
  path(name: string): string;
  remove(): Promise<void>;
}

/** Makes an empty folder; whoever makes it removes it. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-csv-'));
  return {
    path: (name) => join(folder, name),
    async write(name, content, writtenAt) {
      const path = join(folder, name);
      await writeFile(path, content);
      if (writtenAt !== undefined) await utimes(path, writtenAt / 1000, writtenAt / 1000);
      return path;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
