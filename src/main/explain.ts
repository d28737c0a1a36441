import { problemOf } from '../domain/problem.ts';
import { problemLine } from '../domain/problem-line.ts';
import { SettingsError } from './environment.ts';

/** Why the process could not go on, for whoever started it; what is no problem of ours keeps its stack. */
export function explain(error: unknown): string {
  if (error instanceof SettingsError) return error.message;
  const problem = problemOf(error);
  if (problem !== undefined) return problemLine(problem);
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
