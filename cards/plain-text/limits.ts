/** What a terminal or a mail can bear. */
export const PLAIN_TEXT_LIMITS = {
  /** Columns when the reader's width is not known. */
  width: 100,
  /** Narrower than this, columns would fall apart into single words. */
  leastWidth: 40,
  /** Rows of one list or table; a page of a list has at most 100. */
  rows: 200,
} as const;
