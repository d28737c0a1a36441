import type { AttachedFile } from '../domain/file.ts';
import { type Problem, problemOf } from '../domain/problem.ts';
import { findEntry } from './find-entry.ts';
import type { Intent } from './intent.ts';
import { normalise } from './normalise.ts';
import { notUnderstood } from './not-understood.ts';
import { nextToken } from './tokenize.ts';
import { misspeltName, unknownCommand } from './unknown-command.ts';

/** What chat platforms let through at most; longer lists belong in a file. */
export const MAX_COMMAND_LENGTH = 50_000;

export type ParsedIntent =
  | { readonly ok: true; readonly intent: Intent }
  | { readonly ok: false; readonly problem: Problem };

/** Reads a command as it was typed in any chat. Never throws; linear in the length of the text. */
export function parseIntent(
  typed: string,
  { files }: { readonly files: readonly AttachedFile[] },
): ParsedIntent {
  try {
    return { ok: true, intent: read(typed, files) };
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return { ok: false, problem: withHelp(problem, topicOf(typed)) };
  }
}

/** What somebody who mistyped a command wants help on: that command, or filters where the rest of it is one. */
function topicOf(typed: string): string | undefined {
  try {
    const entry = findEntry(normalise(typed.slice(0, MAX_COMMAND_LENGTH)), 0)?.entry;
    return entry?.takes.kind === 'filter' ? 'filters' : entry?.name;
  } catch {
    // A quote that is never closed: there is no telling.
    return undefined;
  }
}

function withHelp(problem: Problem, topic: string | undefined): Problem {
  if (problem.kind !== 'not-understood') return problem;
  // A word that is no command was probably a filter without one when that is what is offered.
  const help = topic ?? (problem.suggestion?.startsWith('users ') ? 'filters' : undefined);
  return help === undefined ? problem : { ...problem, help };
}

function read(typed: string, files: readonly AttachedFile[]): Intent {
  if (typed.length > MAX_COMMAND_LENGTH) {
    const [length, most] = [typed.length, MAX_COMMAND_LENGTH].map((n) => n.toLocaleString('en-US'));
    const message = `The command has ${length} characters; at most ${most} are read. Attach long lists as a file, with "list:".`;
    throw notUnderstood({ text: '', origins: [] }, { start: 0, end: 0 }, message);
  }
  const source = normalise(typed);
  const first = nextToken(source, 0);
  if (first === undefined || /^(?:\?|-+h(?:elp)?)$/i.test(first.text)) return { kind: 'help', topic: null };
  const found = findEntry(source, 0);
  if (found === undefined) throw unknownCommand(source, first);
  const { entry, from } = found;
  const misspelt = misspeltName(source, found);
  if (misspelt !== undefined) throw misspelt;
  return entry.read({ source, from, name: entry.name, files });
}
