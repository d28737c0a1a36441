import { ProblemError } from '../../domain/problem.ts';
import type { PlainKind } from '../../ports/archive.ts';
import { PLAIN_KINDS } from '../../ports/archive.ts';
import { type CopyCheck, checkCopy } from './check-copy.ts';
import { type CopyNote, readCopyNote, writeCopyNote } from './copy-note.ts';
import type { CopyPart, CopySource, CopyTarget } from './copy-parts.ts';

/** Rows read and put at a time; the largest are users and plans' targets of a few kilobytes. */
const PAGE = 500;

/** How far a copy has come: how many rows of a part were put by now. */
export type TellProgress = (part: CopyPart, rows: number) => void;

/**
 * Copies everything and compares the two. Broken off, it goes on where it was when it is called again. Throws
 * `guarded` when the target holds anything else than a half-done copy of this source as it is now, and when the copy
 * is not like its source.
 */
export async function copyStore(from: CopySource, to: CopyTarget, tell: TellProgress): Promise<CopyCheck> {
  let note = await beginNote(from, to);
  const keep = async (part: CopyPart, cursor: string | null): Promise<void> => {
    note = { ...note, cursors: { ...note.cursors, [part]: cursor } };
    await writeCopyNote(to, note);
  };
  for (const kind of PLAIN_KINDS) await copyKind(from, to, kind, note.cursors[kind], tell, keep);
  await copyReads(from, to, note.cursors['read-user'], tell, keep);
  await copyFiles(from, to, note.cursors.file, tell, keep);
  const check = await checkCopy(from, to, note.stamp);
  await writeCopyNote(to, { ...note, state: 'whole' });
  return check;
}

type Keep = (part: CopyPart, cursor: string | null) => Promise<void>;

async function copyKind<K extends PlainKind>(
  { archive: source }: CopySource,
  { archive: target }: CopyTarget,
  kind: K,
  begin: string | null | undefined,
  tell: TellProgress,
  keep: Keep,
): Promise<void> {
  let rows = 0;
  for (let from = begin; from !== null; ) {
    const page = await source.page(kind, from ?? null, PAGE);
    if (page.rows.length > 0) await target.put(kind, page.rows);
    from = page.next;
    // After the rows: a crash in between puts a page twice, which changes nothing.
    await keep(kind, from);
    rows += page.rows.length;
    tell(kind, rows);
  }
}

/** One connection after another, each whole or not at all: the cursor is the last one that is. */
async function copyReads(
  from: CopySource,
  to: CopyTarget,
  begin: string | null | undefined,
  tell: TellProgress,
  keep: Keep,
): Promise<void> {
  if (begin === null) return;
  const all = [...(await from.archive.connections())].sort();
  let users = 0;
  for (const connection of all.filter((name) => begin === undefined || name > begin)) {
    const { snapshot, failed, users: read } = await from.snapshots.open(connection);
    if (snapshot !== undefined) {
      const writer = await to.snapshots.begin(connection);
      for await (const batch of read()) {
        await writer.add(batch);
        users += batch.length;
        tell('read-user', users);
      }
      await writer.commit(snapshot);
    }
    if (failed !== null) await to.snapshots.note(connection, failed);
    await keep('read-user', connection);
  }
  await keep('read-user', null);
}

async function copyFiles(
  { archive: source }: CopySource,
  { archive: target }: CopyTarget,
  begin: string | null | undefined,
  tell: TellProgress,
  keep: Keep,
): Promise<void> {
  let rows = 0;
  for (let from = begin; from !== null; ) {
    const page = await source.page('file', from ?? null, 1);
    for (const file of page.rows) await target.putFile(file, source.bytes(file.id));
    from = page.next;
    await keep('file', from);
    rows += page.rows.length;
    tell('file', rows);
  }
}

/** The note of a copy that was broken off, or a new one in a store that holds nothing. */
async function beginNote(from: CopySource, to: CopyTarget): Promise<CopyNote> {
  const stamp = await from.archive.stamp();
  const known = await readCopyNote(to);
  if (known === undefined) return await firstNote(from, to, stamp);
  if (known.state === 'whole' || known.source !== from.name) throw taken(to, `a copy of ${known.source}`);
  if (known.stamp === stamp) return known;
  throw guarded(
    `${from.name} was used since half of it was copied to ${to.name}. Nothing was copied.`,
    `Empty ${to.name}, or name another place, and begin anew.`,
  );
}

async function firstNote(from: CopySource, to: CopyTarget, stamp: string): Promise<CopyNote> {
  const rows = await Promise.all([...PLAIN_KINDS, 'file' as const].map((kind) => to.archive.count(kind)));
  const isEmpty = rows.every((count) => count === 0) && (await to.archive.connections()).length === 0;
  if (!isEmpty) throw taken(to, 'data of its own');
  const note: CopyNote = { source: from.name, stamp, state: 'half', cursors: {} };
  await writeCopyNote(to, note);
  return note;
}

function taken(to: CopyTarget, what: string): ProblemError {
  return guarded(`${to.name} holds ${what}. Nothing was copied.`, 'Name an empty one.');
}

function guarded(message: string, remedy: string): ProblemError {
  return new ProblemError({ kind: 'guarded', message, remedy });
}
