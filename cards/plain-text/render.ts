import type { Block, Button, Card, RowsBlock, Span } from '../card.ts';
import { cutRows } from '../cut-rows.ts';
import { columns } from './columns.ts';
import { PLAIN_TEXT_LIMITS } from './limits.ts';
import { displayWidth, wrap } from './width.ts';

const BAR = 20;
/** A space that no line is broken at. */
const UNBROKEN = '\u00A0';

/**
 * The whole card as text for terminals, mail and screen readers, in lines of at most `width` columns; buttons
 * become the commands that do the same. Ends without a line break.
 */
export function renderPlainText(card: Card, width: number = PLAIN_TEXT_LIMITS.width): string {
  const room = Math.max(PLAIN_TEXT_LIMITS.leastWidth, width);
  const cut = cutRows(card, PLAIN_TEXT_LIMITS.rows);
  const state = cut.badge === null ? '' : ` (${cut.badge.text})`;
  const sections = [
    [...wrap(`${cut.headline}${state}`, room), ...cut.evidence.flatMap((each) => wrap(each, room))],
    ...sectionsOf(cut.blocks, room),
    commands(buttonsOf(cut), room),
    cut.smallPrint.flatMap((each) => wrap(each, room)),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const TIGHT: ReadonlySet<Block['kind'] | null> = new Set(['text', 'facts', 'part'] as const);

/** A part stays with its facts and lines; lines behind facts stand apart, and so do lists and tables. */
function sectionsOf(blocks: readonly Block[], width: number): string[][] {
  const sections: string[][] = [];
  let last: Block['kind'] | null = null;
  for (const block of blocks) {
    const lines = blockLines(block, width);
    if (lines.length === 0) continue;
    const isTight = TIGHT.has(last) && TIGHT.has(block.kind) && block.kind !== 'part';
    const isHeaded = last === 'part' && block.kind === 'table';
    if (isHeaded || (isTight && !(last === 'facts' && block.kind === 'text')))
      sections.at(-1)?.push(...lines);
    else sections.push(lines);
    last = block.kind;
  }
  return sections;
}

function blockLines(block: Block, width: number): string[] {
  switch (block.kind) {
    case 'text':
      return block.ticking ? [] : textLines(block.spans, width);
    case 'part':
      return wrap(`${block.title} · ${block.detail}`, width);
    case 'facts':
      return block.facts.flatMap(({ name, value }) => columns([[name.padEnd(10), value]], width));
    case 'rows':
      return [...columns(rowCells(block), width), ...more(block.more)];
    case 'table': {
      const titles = block.columns.map((column) => column.title.toUpperCase());
      const head = titles.some((title) => title !== '') ? [titles] : [];
      const cells = block.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : cell.text)));
      return [...columns([...head, ...cells], width), ...more(block.more)];
    }
    case 'progress':
      return wrap(`${bar(block.done, block.total)} ${block.words}`, width);
    case 'file':
      return wrap(`File: ${block.name} · ${block.detail}`, width);
    case 'buttons':
      return [];
  }
}

/** Boxes are drawn only once something is ticked: here nobody can tick. */
function rowCells({ rows }: RowsBlock): string[][] {
  const isTicked = rows.some((row) => row.ticked);
  const box = (ticked: boolean): string => (isTicked ? `[${ticked ? 'x' : ' '}] ` : '');
  return rows.map(({ name, username, mail, detail, ticked }) => [
    `${box(ticked)}${name}`,
    username,
    mail,
    detail,
  ]);
}

/** A line with what is to be copied from it in one piece, as far as the width allows. */
function textLines(spans: readonly Span[], width: number): string[] {
  const whole = spans.map((span, at) => {
    const text = spanText(span, at, spans);
    const isCode = typeof span !== 'string' && span.style === 'code';
    return isCode && displayWidth(text) <= width ? text.replaceAll(' ', UNBROKEN) : text;
  });
  return wrap(whole.join(''), width).map((each) => each.replaceAll(UNBROKEN, ' '));
}

/** Something to type is set apart inside a sentence; at the end of a line it can be copied as it is. */
function spanText(span: Span, at: number, spans: readonly Span[]): string {
  if (typeof span === 'string') return span;
  return span.style === 'code' && at < spans.length - 1 ? `\`${span.text}\`` : span.text;
}

function more(count: number): string[] {
  return count === 0 ? [] : [`… and ${count} more`];
}

function bar(done: number, total: number): string {
  const full = total === 0 ? 0 : Math.round((done / total) * BAR);
  return '█'.repeat(full) + '░'.repeat(BAR - full);
}

function buttonsOf({ blocks, buttons, menu }: Card): readonly Button[] {
  const inside = blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
  return [...inside, ...buttons, ...menu];
}

/** Buttons without a typed twin cannot be used here and are left out. */
function commands(buttons: readonly Button[], width: number): string[] {
  const rows = buttons.flatMap(({ label, typed }) => (typed === null ? [] : [[label, typed]]));
  return rows.length === 0 ? [] : ['To go on, type:', ...columns(rows, width)];
}
