/** From here on the note says how much is missing; below it there is no room for that. */
const PASSAGE = 500;
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
const ISOLATE = /\u2068/g;
const END_ISOLATE = /\u2069/g;

/**
 * The text in at most `max` UTF-16 units, which is never less than Slack counts, with a note where something is
 * missing. What people see as one character stays whole; half a surrogate pair is replaced, because Slack refuses it.
 */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return wellFormed(text);
  const isPassage = max >= PASSAGE;
  // Room for a mark to be closed and, in a passage, for its number to get digits longer than this one.
  const note = isPassage ? ` and ${text.length} more characters` : '';
  const head = cutWhole(text, Math.max(1, max - note.length - 2));
  const open = (head.match(ISOLATE)?.length ?? 0) - (head.match(END_ISOLATE)?.length ?? 0);
  const closed = open > 0 ? `${head}\u2069` : head;
  return isPassage ? `${closed}… and ${text.length - head.length} more characters` : `${closed}…`;
}

/** The first characters, as people see them, that fit; between words where that costs little. */
function cutWhole(text: string, room: number): string {
  let end = 0;
  for (const { index, segment } of GRAPHEMES.segment(text.slice(0, room + 64))) {
    if (index + segment.length > room) break;
    end = index + segment.length;
  }
  // One "character" of hundreds of marks fits nowhere and is cut between its code points.
  const head = end > 0 ? text.slice(0, end) : text.slice(0, room).replace(/[\uD800-\uDBFF]$/, '');
  const space = head.lastIndexOf(' ');
  return wellFormed(space > head.length * 0.7 ? head.slice(0, space) : head).trimEnd();
}

function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\uFFFD');
}
