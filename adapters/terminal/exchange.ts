import { z } from 'zod';
import type { FileInfo } from '../../src/domain/file.ts';
import type { RunId } from '../../src/domain/ids.ts';

/** What `ask` sends to a running service. */
export const QUESTION = z.object({
  text: z.string().max(4_000_000),
  /** Whose account to use; the service's default when absent. */
  person: z.string().max(200).optional(),
  files: z.array(z.object({ name: z.string().max(300), content: z.string() })).max(1),
});
export type Question = z.infer<typeof QUESTION>;

/** What comes back: the answer as text, as data, and the files that belong to it. */
export interface Reply {
  readonly outcome: 'done' | 'refused' | 'failed' | 'duplicate';
  readonly text: string;
  readonly notices: readonly unknown[];
  readonly files: readonly FileInfo[];
  /** Runs this answer set going. */
  readonly runs: readonly RunId[];
}
