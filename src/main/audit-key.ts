import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../domain/problem.ts';

/** 256 bits, as long as the hashes of the chain. */
const KEY_BYTES = 32;
const KEY_TEXT = /^[0-9a-f]{64}$/;

/** What the key is read from: the setting, or else the file `audit.key` in the data folder. */
export interface AuditKeySource {
  /** Null when the setting is not given. */
  readonly auditKey: string | null;
  readonly dataFolder: string;
}

/**
 * The key of the audit chain, made at the first start. The text counts as it stands, so that the content of an
 * `audit.key` can be given as the setting. Whether it is the key the log was begun with, the database knows.
 * Throws `misconfigured` when the file is damaged or cannot be read or made.
 */
export function loadAuditKey({ auditKey, dataFolder }: AuditKeySource): Uint8Array {
  if (auditKey !== null) return Buffer.from(auditKey, 'utf8');
  const path = join(dataFolder, 'audit.key');
  try {
    const text = read(path) ?? make(dataFolder, path);
    if (KEY_TEXT.test(text)) return Buffer.from(text, 'utf8');
  } catch (cause) {
    throw wrong(
      `${path} cannot be read or made. Give the user that runs Rollcall access to the folder.`,
      cause,
    );
  }
  throw wrong(`${path} is damaged. Put a copy of it back.`);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the file whole or not at all; of two processes that make one at the same time both get the first. */
function make(folder: string, path: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const text = randomBytes(KEY_BYTES).toString('hex');
  const part = `${path}.${process.pid}.part`;
  rmSync(part, { force: true });
  const file = openSync(part, 'wx', 0o600);
  try {
    writeSync(file, `${text}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(part, path);
    return text;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return readFileSync(path, 'utf8').trim();
    throw error;
  } finally {
    rmSync(part, { force: true });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function wrong(remedy: string, cause?: unknown): ProblemError {
  return new ProblemError(
    { kind: 'misconfigured', key: 'ROLLCALL_AUDIT_KEY', remedy: `${remedy} Or set the key itself.` },
    { cause },
  );
}
