import type { ContextBlock, PlainTextElement, RichTextSection, RichTextText } from '@slack/types';
import type { Span } from '../card.ts';
import { BLOCK_KIT_LIMITS } from './limits.ts';
import { shorten } from './shorten.ts';

/** Stands where there is nothing to say: Slack refuses empty texts. */
export const NOTHING = '–';

/**
 * A text that nothing is read into: no markup, no mentions, no `:emoji:`. Whatever holds a name or anything else that
 * people wrote goes through here or through `leaf`.
 */
export function plain(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: filled(shorten(text, max)), emoji: false };
}

/** The text, or a dash when nothing of it would be seen. */
export function filled(text: string): string {
  return text.trim() === '' ? NOTHING : text;
}

/** Texts under each other in small print; none where nothing is said. */
export function smallPrint(lines: readonly string[]): ContextBlock[] {
  const said = lines.filter((line) => line.trim() !== '');
  if (said.length === 0) return [];
  return [{ type: 'context', elements: [plain(said.join('\n'), BLOCK_KIT_LIMITS.context)] }];
}

/** A line of rich text, whose text pieces are read as they are; none where nothing is said. */
export function section(...spans: readonly Span[]): RichTextSection[] {
  const elements: RichTextText[] = [];
  for (const span of spans) {
    const next = leaf(span);
    const last = elements.at(-1);
    // A piece of nothing but spaces is left to the one before it.
    if (last !== undefined && next.text.trim() === '') last.text += next.text;
    else if (next.text.trim() !== '') elements.push(next);
  }
  return elements.length === 0 ? [] : [{ type: 'rich_text_section', elements }];
}

/** One piece of rich text. There is no quieter style than the usual one. */
export function leaf(span: Span): RichTextText {
  const text = shorten(typeof span === 'string' ? span : span.text, BLOCK_KIT_LIMITS.leaf);
  if (typeof span === 'string' || span.style === 'quiet') return { type: 'text', text };
  return { type: 'text', text, style: span.style === 'code' ? { code: true } : { bold: true } };
}

/** A text for the one place where Slack reads markup whatever is asked: the line for notifications. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
