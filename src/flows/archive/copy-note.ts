import { ProblemError } from '../../domain/problem.ts';
import { COPY_CORNER } from '../../ports/archive.ts';
import type { Storage } from '../../ports/storage.ts';
import type { CopyPart } from './copy-parts.ts';

const KEY = 'note';

/** What a store that is being filled says about itself. */
export interface CopyNote {
  /** What it is a copy of, in words without a secret. */
  readonly source: string;
  /** The source's stamp when the copy was begun. */
  readonly stamp: string;
  readonly state: 'half' | 'whole';
  /** Where each part goes on; null for one that is done. */
  readonly cursors: { readonly [Part in CopyPart]?: string | null };
}

/** The note of a store; undefined for one that nothing was copied to. */
export async function readCopyNote(store: Pick<Storage, 'adapter'>): Promise<CopyNote | undefined> {
  const text = await store.adapter(COPY_CORNER).get(KEY);
  return text === undefined ? undefined : JSON.parse(text);
}

export async function writeCopyNote(store: Pick<Storage, 'adapter'>, note: CopyNote): Promise<void> {
  await store.adapter(COPY_CORNER).put(KEY, JSON.stringify(note));
}

/** Throws `guarded` for a store that a copy was broken off in: whoever works on it works on half of everything. */
export async function refuseHalfCopy(store: Pick<Storage, 'adapter'>): Promise<void> {
  const note = await readCopyNote(store);
  if (note?.state !== 'half') return;
  throw new ProblemError({
    kind: 'guarded',
    message: `This store holds half a copy of ${note.source}. Nothing was started.`,
    remedy: 'Let "npm run -s migrate" finish it, or go on with the store it was copied from.',
  });
}
