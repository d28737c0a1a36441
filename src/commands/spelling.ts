/** What a suffix of a username may be: it has to be typed and stored by every directory. */
const SUFFIX = /^[\p{L}\p{N}_.-]{1,20}$/u;
/** What a filter may be saved under: a word that needs no quotes. */
const FILTER_NAME = /^[\p{L}\p{N}_-]{1,40}$/u;

/** True for a text that can end a username. */
export function isSuffix(text: string): boolean {
  return SUFFIX.test(text);
}

/** True for a text that a filter can be saved under. */
export function isFilterName(text: string): boolean {
  return FILTER_NAME.test(text);
}
