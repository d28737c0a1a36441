import { foldChar, isFolded } from '../domain/punctuation.ts';

/** A command with its punctuation normalised, and where each of its characters stood in what was typed. */
export interface CommandText {
  readonly text: string;
  /** For each index of `text`, and for its end, the index in the typed text; empty where nothing was typed. */
  readonly origins: readonly number[];
}

/** White space and the command word of chat platforms, or a lone slash, ahead of the words themselves. */
const PREFIX = /^\s*(?:\/?aum(?=\s|$)|\/)?\s*/i;

/** The command as it was meant: punctuation folded, invisible characters and the command prefix gone. */
export function normalise(typed: string): CommandText {
  let text = '';
  const origins: number[] = [];
  const push = (chars: string, origin: number) => {
    text += chars;
    for (let n = 0; n < chars.length; n += 1) origins.push(origin);
  };
  for (let i = 0; i < typed.length; i += 1) {
    const char = typed.charAt(i);
    const next = typed.charAt(i + 1);
    if (char === '\\' && (next === '\\' || isFolded(next))) {
      push(char, i);
      push(next, i + 1);
      i += 1;
    } else push(foldChar(char), i);
  }
  origins.push(typed.length);
  const prefix = PREFIX.exec(text)?.[0].length ?? 0;
  return { text: text.slice(prefix), origins: origins.slice(prefix) };
}

/** Text that is canonical already, such as a stored filter: nothing is folded, and nobody typed it anywhere. */
export function asCommandText(text: string): CommandText {
  return { text, origins: [] };
}
