const ZERO = /[\p{Mn}\p{Me}\p{Cf}]/u;
/** East Asian wide and emoji, roughly Unicode's W and F. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1F300}-\u{1FAFF}]|[\u{20000}-\u{3FFFD}]/u;

/** How many terminal columns a text takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (character < '\u0300') return 1;
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** The text filled up with spaces to `width` columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** The text in lines of at most `width` columns, broken between words and, where one is too long, inside it. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, width))) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (current === '' || displayWidth(joined) <= width) current = joined;
    else {
      lines.push(current.trimEnd());
      current = word;
    }
  }
  return [...lines, current.trimEnd()];
}

function pieces(word: string, width: number): string[] {
  if (displayWidth(word) <= width) return [word];
  const parts: string[] = [];
  let current = '';
  let used = 0;
  for (const character of word) {
    const wide = characterWidth(character);
    if (used + wide > width && current !== '') {
      parts.push(current);
      current = '';
      used = 0;
    }
    current += character;
    used += wide;
  }
  return current === '' ? parts : [...parts, current];
}
