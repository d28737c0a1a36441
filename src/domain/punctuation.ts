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

/** Finds the characters that have a plain form, so that ordinary text is left alone quickly. */
const FOLDED = new RegExp(`[${[...FOLDS.keys()].join('')}]`, 'g');

const ESCAPED = new RegExp(`["\\\\${[...FOLDS.keys()].join('')}]`, 'g');

/** True when there is a plain form of the character. */
export function isFolded(char: string): boolean {
  return FOLDS.has(char);
}

/** The plain form of one character; most are their own. */
export function foldChar(char: string): string {
  return FOLDS.get(char) ?? char;
}

/** Plain punctuation for whatever stands in its place; names are compared in this form, as they are typed. */
export function foldPunctuation(text: string): string {
  return text.replace(FOLDED, foldChar);
}

/** The text with a backslash ahead of whatever typing would change: quotes, backslashes, what has a plain form. */
export function escapePunctuation(text: string): string {
  return text.replace(ESCAPED, '\\$&');
}

function each(chars: string, plain: string): [string, string][] {
  return Array.from(chars, (char) => [char, plain]);
}
