import { escaped } from '../../cards/block-kit/text.ts';

const SHORTENED = '\n… (shortened)';

/**
 * Text in which nothing mentions, links or pings: Slack acts on `<…>` even where markup is off, and only these
 * three characters have an escape (docs.slack.dev/messaging/formatting-message-text). At most `max` characters.
 */
export function escapeText(text: string, max: number): string {
  const safe = escaped(text);
  if (safe.length <= max) return safe;
  const cut = safe.slice(0, max - SHORTENED.length);
  // Neither half of an escape nor half of a character may be left at the end.
  return cut.replace(/&[a-z]*$/, '').replace(/[\uD800-\uDBFF]$/, '') + SHORTENED;
}
