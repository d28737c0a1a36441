import type {
  RichTextBlock,
  RichTextPreformatted,
  RichTextSection,
  TableBlock as SlackTable,
} from '@slack/types';
import type { Span, TableBlock } from '../card.ts';
import { columns } from '../plain-text/columns.ts';
import { BLOCK_KIT_LIMITS } from './limits.ts';
import { filled, leaf, section } from './text.ts';

type Cell = SlackTable['rows'][number][number];

/** Whether a table has a head; the first row of Slack's own tables is always drawn as one. */
export function hasHead({ columns: heads }: TableBlock): boolean {
  return heads.some(({ title }) => title !== '');
}

/** A table as Slack draws it. */
export function nativeTable({ columns: heads, rows }: TableBlock): SlackTable {
  const shown = heads.slice(0, BLOCK_KIT_LIMITS.table.columns);
  return {
    type: 'table',
    rows: [
      shown.map(({ title }) => cell({ text: title, style: 'strong' })),
      ...rows.map((row) => shown.map((_, at) => cell(row[at] ?? ''))),
    ],
    column_settings: shown.map(() => ({ is_wrapped: true })),
  };
}

function cell(span: Span): Cell {
  const { text, style } = leaf(span);
  if (style === undefined || text.trim() === '') return { type: 'raw_text', text: filled(text) };
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text, style }] }],
  };
}

/** The same with spaces between the columns, for where there are no tables. */
export function spacedTable({ columns: heads, rows }: TableBlock): RichTextPreformatted[] {
  const titles = heads.map(({ title }) => textOf(title));
  const lines = columns([titles, ...rows.map((row) => row.map(textOf))], BLOCK_KIT_LIMITS.preformatted);
  const text = lines.join('\n');
  if (text.trim() === '') return [];
  return [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }];
}

/** A table without a head, a line a row. */
export function tableLines({ rows }: TableBlock): RichTextSection[] {
  return rows.flatMap((row) => {
    const cells = row.filter((span) => textOf(span).trim() !== '');
    return section(...cells.flatMap((span, at) => (at === 0 ? [strong(span)] : [' · ', span])));
  });
}

function strong(span: Span): Span {
  return typeof span === 'string' ? { text: span, style: 'strong' } : span;
}

function textOf(span: Span): string {
  return leaf(span).text;
}

/** Characters of a table as Slack counts them. */
export function tableCharacters({ rows }: SlackTable): number {
  return rows.flat().reduce((sum, each) => sum + characters(each), 0);
}

function characters(each: Cell): number {
  return each.type === 'rich_text' ? richCharacters(each) : each.text.length;
}

/** Characters of all pieces of rich text. */
export function richCharacters({ elements }: RichTextBlock): number {
  const leaves = elements.flatMap((each) => (each.type === 'rich_text_list' ? [] : each.elements));
  return leaves.reduce((sum, each) => sum + (each.type === 'text' ? each.text.length : 0), 0);
}
