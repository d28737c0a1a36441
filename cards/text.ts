import { number } from './format.ts';

/** How many characters of a name, a line and a passage are shown before the rest is cut with a note. */
export const LENGTHS = { name: 60, line: 200, passage: 800 } as const;

/** Characters that hide, reorder or overprint what is written; zero-width joiners are left, scripts need them. */
const DECEIVING =
  /[\p{Cc}\p{Cs}\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const RIGHT_TO_LEFT =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]|[\u{10800}-\u{10FFF}]|[\u{1E800}-\u{1EFFF}]/u;
const ISOLATE = '\u2068';
const END_ISOLATE = '\u2069';

/**
 * Text that came from outside, made fit for one line: nothing hidden in it survives unseen, a right-to-left
 * name cannot reorder what stands beside it, and what is too long ends in a note.
 */
export function given(text: string, max: number = LENGTHS.name): string {
  const shown = clip(text, max).replace(BREAKS, ' ').replace(DECEIVING, '\uFFFD').trim();
  return RIGHT_TO_LEFT.test(shown) ? `${ISOLATE}${shown}${END_ISOLATE}` : shown;
}

/**
 * A command that can be printed for typing; null when it holds something that cannot be seen, or is so long that
 * it would have to be cut and mean something else.
 */
export function typeable(command: string): string | null {
  return command.length <= LENGTHS.line && command.search(DECEIVING) < 0 ? command : null;
}

/** The first `max` characters; from a line on the note says how much is missing. */
function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  // A character takes one or two units, so that a text of any length costs no more than its head.
  const characters = Array.from(text.slice(0, 2 * max));
  if (characters.length <= max && text.length <= 2 * max) return text;
  const head = characters.slice(0, max).join('');
  return max < LENGTHS.line ? `${head}…` : `${head}… and ${text.length - head.length} more characters`;
}

/** Names as people list them, at most `max` of them: "ada, bo, chen … 20 more". */
export function sample(names: readonly string[], total: number, max: number): string {
  const shown = names.slice(0, max).map((name) => given(name));
  const more = total - shown.length;
  return more > 0 ? `${shown.join(', ')} … ${number(more)} more` : shown.join(', ');
}

/** The sentence with its full stop, and with a capital at its start. */
export function sentence(text: string): string {
  return stop(text.charAt(0).toUpperCase() + text.slice(1));
}

/** The text with a full stop, unless it ends in one or is empty. */
export function stop(text: string): string {
  return text === '' || /[.!?…]["”)\u2069]?$/u.test(text) ? text : `${text}.`;
}
