import { ProblemError } from '../domain/problem.ts';
import type { CommandText } from './normalise.ts';

/** A stretch of a normalised command. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A suggestion has to fit on a button; a longer command is better corrected by its author. */
const MAX_SUGGESTION = 1000;
const MAX_WORD = 80;

/** The error that says which word was not understood, where it was typed, and what was probably meant. */
export function notUnderstood(
  source: CommandText,
  span: Span,
  message: string,
  /** The whole command, corrected. */
  suggestion?: string,
): ProblemError {
  const word = source.text.slice(span.start, span.end);
  return new ProblemError({
    kind: 'not-understood',
    message: `${message} Nothing was changed.`,
    ...(word === '' ? {} : { word: cut(word) }),
    position: source.origins[span.start] ?? 0,
    ...(suggestion === undefined || suggestion.length > MAX_SUGGESTION ? {} : { suggestion }),
  });
}

/** The error for a word that can mean several things; the choices are whole commands. */
export function ambiguous(what: string, name: string, choices: readonly string[]): ProblemError {
  return new ProblemError({ kind: 'ambiguous', what, name, choices });
}

/** The command with a stretch of it replaced. */
export function replaceSpan({ text }: CommandText, { start, end }: Span, replacement: string): string {
  if (replacement !== '') return `${text.slice(0, start)}${replacement}${text.slice(end)}`.trim();
  return `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim();
}

/** A word of the command as a message quotes it: never so long that it hides the message. */
export function quoted(word: string): string {
  return `"${cut(word)}"`;
}

function cut(word: string): string {
  const chars = Array.from(word);
  return chars.length <= MAX_WORD ? word : `${chars.slice(0, MAX_WORD).join('')}…`;
}
