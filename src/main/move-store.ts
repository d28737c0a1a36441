import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openMongodbSource, openMongodbTarget } from '../../adapters/storage/mongodb/copy-ends.ts';
import { openSqliteSource, requireDataFolder } from '../../adapters/storage/sqlite/open-source.ts';
import { openSqlite } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import { systemIds } from '../../adapters/system/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import type { CopyCheck } from '../flows/archive/check-copy.ts';
import type { CopySource, CopyTarget } from '../flows/archive/copy-parts.ts';
import { copyStore, type TellProgress } from '../flows/archive/copy-store.ts';
import type { Logger } from '../ports/logger.ts';
import { type AuditKeySource, loadAuditKey } from './audit-key.ts';
import { placeName, type StorePlace } from './store-place.ts';

type Opened<T> = T & { close(): void | Promise<void> };

/** What moving a store came to. */
export interface Moved {
  readonly check: CopyCheck;
  /** The file the audit key is in; null when it is in the setting. */
  readonly keyFile: string | null;
}

/** Copies one store to another, see {@link copyStore}; the audit key goes with it where both are folders. */
export async function moveStore(
  from: StorePlace,
  to: StorePlace,
  settings: AuditKeySource,
  logger: Logger,
  tell: TellProgress,
): Promise<Moved> {
  requireOther(from, to);
  if (from.kind === 'folder') requireDataFolder(from.folder);
  const key = keyOf(from, settings);
  const source = await openSource(from, key.bytes, logger);
  try {
    const target = await openTarget(to, key.bytes, logger);
    try {
      const keyFile = to.kind === 'folder' && key.file !== null ? bring(key.file, to.folder) : key.file;
      return { check: await copyStore(source, target, tell), keyFile };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function openSource(
  place: StorePlace,
  auditKey: Uint8Array,
  logger: Logger,
): Promise<Opened<CopySource>> {
  const name = placeName(place);
  if (place.kind === 'mongodb') {
    const options = { url: place.url, auditKey, logger, clock: systemClock };
    return { name, ...(await openMongodbSource(options)) };
  }
  const { folder } = place;
  return { name, ...openSqliteSource({ folder, auditKey, clock: systemClock, ids: systemIds }) };
}

async function openTarget(
  place: StorePlace,
  auditKey: Uint8Array,
  logger: Logger,
): Promise<Opened<CopyTarget>> {
  const name = placeName(place);
  if (place.kind === 'mongodb') {
    const options = { url: place.url, auditKey, logger, clock: systemClock };
    return { name, ...(await openMongodbTarget(options)) };
  }
  const { folder } = place;
  const options = { folder, logger, clock: systemClock, ids: systemIds, auditKey: () => auditKey };
  const storage = await openSqlite(options);
  return {
    name,
    archive: storage.archive,
    audit: storage.audit,
    snapshots: storage.snapshots,
    adapter: (corner) => storage.adapter(corner),
    close: () => storage.close(),
  };
}

function requireOther(from: StorePlace, to: StorePlace): void {
  if (placeName(from) !== placeName(to)) return;
  throw new ProblemError({
    kind: 'guarded',
    message: 'FROM and TO are the same. Nothing was copied.',
    remedy: 'Name an empty place to copy to.',
  });
}

/** The key the source's log was begun with; never makes one. */
function keyOf(
  from: StorePlace,
  { auditKey, dataFolder }: AuditKeySource,
): { readonly bytes: Uint8Array; readonly file: string | null } {
  const folder = from.kind === 'folder' ? from.folder : dataFolder;
  const file = join(folder, 'audit.key');
  if (auditKey === null && !existsSync(file)) {
    throw new ProblemError({
      kind: 'misconfigured',
      key: 'ROLLCALL_AUDIT_KEY',
      remedy: `There is no ${file}, and the audit log cannot be checked without its key. Put the file back, or set the key itself.`,
    });
  }
  const bytes = loadAuditKey({ auditKey, dataFolder: folder });
  return { bytes, file: auditKey === null ? file : null };
}

/** Puts the key's file into a data folder; one with another key in it stays, and stops everything. */
function bring(file: string, folder: string): string {
  const copy = join(folder, 'audit.key');
  const text = readFileSync(file, 'utf8');
  if (existsSync(copy)) {
    if (readFileSync(copy, 'utf8').trim() === text.trim()) return copy;
    throw new ProblemError({
      kind: 'guarded',
      message: `${copy} is another key than ${file}. Nothing was copied.`,
      remedy: 'Name an empty folder.',
    });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const opened = openSync(copy, 'wx', 0o600);
  try {
    writeSync(opened, text);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  return copy;
}
