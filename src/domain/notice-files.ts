import type { FileInfo } from './file.ts';
import type { Notice } from './notice.ts';

/** Files that come with a notice; they only ever go to one person. */
export function filesOf(notice: Notice): readonly FileInfo[] {
  if (notice.kind === 'file') return [notice.file];
  if (notice.kind === 'report' && notice.file !== null) return [notice.file];
  return [];
}
