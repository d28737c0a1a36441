import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileInfo } from '../../../src/domain/file.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { IdSource } from '../../../src/ports/id-source.ts';
import type { FileStore } from '../../../src/ports/storage.ts';
import { mapError } from './errors.ts';

/** Only what an id source makes: nothing that could lead out of the folder. */
const ID = /^[A-Za-z0-9_-]{1,100}$/;
const OWNER_ONLY = 0o600;

/** A file is `ID.bytes` and `ID.json`; the second is written last, so a file without it never was. */
const BYTES = '.bytes';
const INFO = '.json';
const PART = '.part';

export interface FolderOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Files in a local folder that this process alone uses; what a crash left half-written is removed first. */
export async function openFolderFiles(options: FolderOptions): Promise<FolderFiles> {
  const store = new FolderFiles(options);
  await store.tidy();
  return store;
}

/** Files in a local folder, with what an archive asks of them beside. */
export class FolderFiles implements FileStore {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #ids: IdSource;

  constructor({ folder, clock, ids }: FolderOptions) {
    this.#folder = folder;
    this.#clock = clock;
    this.#ids = ids;
  }

  async tidy(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const names = new Set(await readdir(this.#folder));
    for (const name of names) {
      const isOrphan = name.endsWith(BYTES) && !names.has(name.slice(0, -BYTES.length) + INFO);
      if (isOrphan || name.endsWith(PART)) await rm(join(this.#folder, name), { force: true });
    }
  }

  async write(
    file: { readonly name: string; readonly mime: string; readonly expiresAt: Instant },
    chunks: AsyncIterable<string | Uint8Array>,
  ): Promise<FileInfo> {
    const id = this.#ids.secret();
    try {
      const bytes = await this.#put(this.#path(id, BYTES), chunks);
      const { name, mime, expiresAt } = file;
      const info: FileInfo = { id, name, mime, bytes, createdAt: this.#clock.now(), expiresAt };
      await this.#put(this.#path(id, INFO), [JSON.stringify(info)]);
      return info;
    } catch (error) {
      await this.#remove(id);
      throw mapError(error, this.#folder);
    }
  }

  async open(
    id: string,
  ): Promise<{ readonly info: FileInfo; readonly chunks: AsyncIterable<Uint8Array> } | undefined> {
    const info = ID.test(id) ? await this.#info(id) : undefined;
    if (info === undefined || info.expiresAt <= this.#clock.now()) return undefined;
    return { info, chunks: readChunks(this.#path(id, BYTES)) };
  }

  async sweep(now: Instant): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      if (!name.endsWith(INFO)) continue;
      const id = name.slice(0, -INFO.length);
      const info = await this.#info(id);
      if (info !== undefined && info.expiresAt <= now) await this.#remove(id);
    }
  }

  /** Ids after `after`, in order, at most `limit`; also of files that have expired. */
  async ids(after: string, limit: number): Promise<readonly string[]> {
    return (await this.#allIds())
      .filter((id) => id > after)
      .sort()
      .slice(0, limit);
  }

  async count(): Promise<number> {
    return (await this.#allIds()).length;
  }

  /** Undefined when it never was. */
  info(id: string): Promise<FileInfo | undefined> {
    return this.#info(id);
  }

  bytes(id: string): AsyncIterable<Uint8Array> {
    return readChunks(this.#path(id, BYTES));
  }

  /** Stores a file that another store made, under its own id. */
  async put(info: FileInfo, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    if (!ID.test(info.id)) throw new Error(`${info.id} is no id of a file`);
    try {
      await this.#put(this.#path(info.id, BYTES), chunks);
      await this.#put(this.#path(info.id, INFO), [JSON.stringify(info)]);
    } catch (error) {
      await this.#remove(info.id);
      throw mapError(error, this.#folder);
    }
  }

  /** A folder that is missing has none: one that is only read from is not made. */
  async #allIds(): Promise<readonly string[]> {
    try {
      const names = await readdir(this.#folder);
      return names.filter((name) => name.endsWith(INFO)).map((name) => name.slice(0, -INFO.length));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw mapError(error, this.#folder);
    }
  }

  /** Writes under a temporary name first, so that a name always has all its bytes; says how many. */
  async #put(path: string, chunks: AsyncIterable<string | Uint8Array> | Iterable<string>): Promise<number> {
    const part = path + PART;
    let bytes = 0;
    try {
      const file = await open(part, 'wx', OWNER_ONLY);
      try {
        for await (const chunk of chunks) bytes += await writeAll(file, chunk);
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(part, path);
      return bytes;
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  async #info(id: string): Promise<FileInfo | undefined> {
    try {
      return JSON.parse(await readFile(this.#path(id, INFO), 'utf8'));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw mapError(error, this.#folder);
    }
  }

  async #remove(id: string): Promise<void> {
    await rm(this.#path(id, INFO), { force: true });
    await rm(this.#path(id, BYTES), { force: true });
  }

  #path(id: string, ending: string): string {
    return join(this.#folder, id + ending);
  }
}

async function writeAll(file: FileHandle, chunk: string | Uint8Array): Promise<number> {
  const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  let written = 0;
  while (written < buffer.length) {
    written += (await file.write(buffer, written, buffer.length - written)).bytesWritten;
  }
  return written;
}

/** Opens the file only when somebody reads, so that an unread file holds nothing open. */
async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path);
}
