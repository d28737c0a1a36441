import type { AttachedFile } from '../../src/domain/file.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import type { Desk } from './desk.ts';
import type { Visitor } from './reception.ts';

/** Files taken with one command. Each is held in memory, and nobody needs more lists than that at once. */
const MAX_FILES = 3;

/**
 * The files that somebody sent with a command, by their ids, as text. None for an account that is nobody's: whatever it
 * asks is refused, and nothing of its files is fetched for that. `not-understood` for more than are taken.
 */
export async function fetchAttached(
  { bot, parts }: Pick<Desk, 'bot' | 'parts'>,
  { account, mail, team }: Visitor,
  ids: readonly string[],
): Promise<readonly AttachedFile[]> {
  if (ids.length === 0) return [];
  const standing = await bot.standing({ account, ...(mail !== null && { mail }) });
  if (standing === 'nobody') return [];
  if (ids.length > MAX_FILES) {
    const message = `${ids.length} files are too many for one command: at most ${MAX_FILES} are taken. Nothing was changed.`;
    throw new ProblemError({ kind: 'not-understood', message });
  }
  return Promise.all(ids.map((id) => parts.fetchFile(team, id)));
}
