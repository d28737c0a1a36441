import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Instant } from '../../../src/domain/ids.ts';
import { isProblem } from '../../../src/domain/problem.ts';
import { badFile, noFile, tryAgain } from './problems.ts';

/** Larger files are refused: two gigabytes hold ten million users. */
const MOST_BYTES = 2 * 1024 ** 3;

/** Bytes read at once; small enough that the rows in it are worked through within a few milliseconds. */
const CHUNK_BYTES = 128 * 1024;

/** One state of the file. */
export interface Edition {
  /** Differs between any two states: size, time of change in nanoseconds, inode. */
  readonly revision: string;
  readonly bytes: number;
  /** When it was last written, taken as the moment of the export: the formats do not carry one. */
  readonly writtenAt: Instant;
}

/** The file as it is now; `misconfigured` when it is missing or no file, `rejected` when it is too large. */
export async function editionOf(path: string): Promise<Edition> {
  try {
    return describe(path, await stat(path, { bigint: true }));
  } catch (error) {
    throw translate(path, error);
  }
}

/** The bytes of that very edition; `unavailable` when the file is another by now or becomes one meanwhile. */
export async function* bytesOf(
  path: string,
  edition: Edition,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  signal.throwIfAborted();
  const handle = await open(path).catch((error) => {
    throw translate(path, error);
  });
  try {
    yield* chunks(path, handle, signal);
    if (!(await isStill(path, edition))) throw changed(path);
  } finally {
    await handle.close();
  }
}

/**
 * What a fault in the content really was: a file that somebody is writing looks broken, and is read again.
 * Anything that went wrong with a file that did not change stays what it is.
 */
export async function explain(path: string, edition: Edition, error: unknown): Promise<unknown> {
  if (!isProblem(error, 'rejected') || (await isStill(path, edition))) return error;
  return changed(path, error);
}

async function isStill(path: string, { revision }: Edition): Promise<boolean> {
  return (await editionOf(path)).revision === revision;
}

function changed(path: string, cause?: unknown): Error {
  return tryAgain(basename(path), 'The file changed while it was read. It will be read again.', cause);
}

async function* chunks(path: string, handle: FileHandle, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null).catch((error) => {
      throw translate(path, error);
    });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function describe(path: string, found: BigIntStats): Edition {
  const file = basename(path);
  if (!found.isFile())
    throw noFile(`${path} is no file. Name the CSV file itself, as in csv:${path}/export.csv.`);
  if (found.size === 0n) throw badFile(file, {}, 'the file is empty. Export it again.');
  if (found.size > MOST_BYTES) {
    throw badFile(
      file,
      {},
      `the file has ${found.size} bytes; up to 2 GiB can be read. Split it in two connections.`,
    );
  }
  return {
    revision: `${found.size}-${found.mtimeNs}-${found.ino}`,
    bytes: Number(found.size),
    writtenAt: Number(found.mtimeNs / 1_000_000n),
  };
}

const NOT_THERE: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist. Check the path after csv:, which counts from the folder Rollcall was started in',
  ENOTDIR: 'does not exist. Check the path after csv:',
  EACCES: 'may not be read by this process. Give it the right to read the file',
  EPERM: 'may not be read by this process. Give it the right to read the file',
  EISDIR: 'is a folder. Name the CSV file itself',
};

function translate(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) return error;
  const known = NOT_THERE[code];
  if (known !== undefined) return noFile(`${path} ${known}.`, error);
  return tryAgain(basename(path), `The file could not be read (${code}). It will be tried again.`, error);
}
