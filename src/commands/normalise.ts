/** A command with its punctuation normalised, and where each of its characters stood in what was typed. */
export interface CommandText {
  readonly text: string;
  /** For each index of `text`, and for its end, the index in the typed text. */
  readonly origins: readonly number[];
}

/** What chat clients, phones and word processors put in the place of plain punctuation. */
const FOLDS: ReadonlyMap<string, string> = new Map([
  ...each('“”„‟«»〝〞❝❞', '"'),
  ...each('‘’‚‛', "'"),
  ...each('‐‑‒–−﹣', '-'),
  ...each('—―', '--'),
  ...each('\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a', ' '),
  ...each('\u202f\u205f\u3000\t\v\f\r', ' '),
  ...each('\u0085\u2028\u2029', '\n'),
  // Invisible: zero-width space, word joiner, byte order mark, soft hyphen, direction marks. The zero-width
  // joiners stay, because Persian, Indic and emoji names need them.
  ...each('\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069', ''),
  ['…', '...'],
  ['‥', '..'],
  ['≥', '>='],
  ['、', ','],
  // The full-width forms of ASCII, as an input method for Chinese or Japanese leaves them.
  ...Array.from({ length: 0x5e }, (_, n): [string, string] => [
    String.fromCharCode(0xff01 + n),
    String.fromCharCode(0x21 + n),
  ]),
]);

/** White space and the command word of chat platforms, or a lone slash, ahead of the words themselves. */
const PREFIX = /^\s*(?:\/?aum(?=\s|$)|\/)?\s*/i;

/** True when {@link normalise} would change the character; a backslash ahead of it keeps it as it is. */
export function isFolded(char: string): boolean {
  return FOLDS.has(char);
}

/** Plain punctuation for whatever stands in its place; for comparing names with typed ones. */
export function foldPunctuation(text: string): string {
  let folded = '';
  for (let i = 0; i < text.length; i += 1) folded += FOLDS.get(text.charAt(i)) ?? text.charAt(i);
  return folded;
}

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
    } else push(FOLDS.get(char) ?? char, i);
  }
  origins.push(typed.length);
  const prefix = PREFIX.exec(text)?.[0].length ?? 0;
  return { text: text.slice(prefix), origins: origins.slice(prefix) };
}

/** Text that is canonical already, such as a stored filter: nothing is folded. */
export function asCommandText(text: string): CommandText {
  return { text, origins: Array.from({ length: text.length + 1 }, (_, n) => n) };
}

function each(chars: string, plain: string): [string, string][] {
  return Array.from(chars, (char) => [char, plain]);
}
