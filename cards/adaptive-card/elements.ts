import type { CardElementArray, IColumnSet, IRichTextBlock, ITable, ITableRow } from '@microsoft/teams.cards';
import type { Block, Fact, Span, TableBlock } from '../card.ts';
import { actionSets } from './actions.ts';
import { rowChoices, rowLines } from './rows.ts';
import { paragraph } from './text.ts';

/** How a card is drawn here, beside what it says. */
export interface Drawing {
  /** Lists as one input instead of a line each. */
  readonly dense: boolean;
  /** Inputs that every button of the card carries. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Where a stored file can be fetched; undefined when it is handed over another way. */
  readonly fileUrl: ((id: string) => string) | undefined;
}

/** One block as card elements. */
export function elements(block: Block, drawing: Drawing): CardElementArray {
  switch (block.kind) {
    case 'text':
      return [paragraph(block.spans)];
    case 'part':
      return [part(block.title, block.detail)];
    case 'facts':
      return block.facts.map(fact);
    case 'rows': {
      const lines = drawing.dense ? [rowChoices(block)] : rowLines(block);
      return block.rows.length === 0 ? more(block.more) : [...lines, ...more(block.more)];
    }
    case 'table':
      return [table(block), ...more(block.more)];
    case 'progress':
      return [bar(block.done, block.total), paragraph([block.words], {}, { spacing: 'Small' })];
    case 'file':
      return file(block, drawing);
    case 'buttons':
      return actionSets(block.buttons, [], drawing.fixed);
  }
}

function more(count: number): CardElementArray {
  return count === 0 ? [] : [paragraph([`… and ${count} more`], { isSubtle: true })];
}

function part(title: string, detail: string): IRichTextBlock {
  const spans = [{ text: title, style: 'strong' } as const, ` · ${detail}`];
  return paragraph(spans, {}, { separator: true, spacing: 'Medium' });
}

/** Name and value side by side; not a FactSet, because that reads its texts as Markdown. */
function fact({ name, value }: Fact, index: number): IColumnSet {
  return {
    type: 'ColumnSet',
    ...(index === 0 ? {} : { spacing: 'Small' }),
    columns: [
      { type: 'Column', width: '84px', items: [paragraph([name], { weight: 'Bolder' })] },
      { type: 'Column', width: 'stretch', items: [paragraph([value])] },
    ],
  };
}

function table({ columns, rows }: TableBlock): ITable {
  const titles = columns.map((column) => column.title);
  const hasHead = titles.some((title) => title !== '');
  return {
    type: 'Table',
    columns: columns.map(({ weight }) => ({ width: weight })),
    firstRowAsHeaders: hasHead,
    showGridLines: false,
    rows: [...(hasHead ? [tableRow(titles, true)] : []), ...rows.map((row) => tableRow(row, false))],
  };
}

function tableRow(cells: readonly Span[], isHead: boolean): ITableRow {
  const style = isHead ? ({ weight: 'Bolder' } as const) : {};
  return {
    type: 'TableRow',
    cells: cells.map((cell) => ({ type: 'TableCell', items: [paragraph([cell], style)] })),
  };
}

/** Two columns as wide as what is done and what is left; the words under it say the same. */
function bar(done: number, total: number): IColumnSet {
  const share = total === 0 ? 0 : Math.round((done / total) * 100);
  const parts = [
    { style: 'accent' as const, width: share },
    { style: 'emphasis' as const, width: 100 - share },
  ].filter((part) => part.width > 0);
  return {
    type: 'ColumnSet',
    columns: parts.map((part) => ({
      type: 'Column',
      ...part,
      minHeight: '8px',
      spacing: 'None',
      items: [],
    })),
  };
}

function file(
  { id, name, detail }: Extract<Block, { readonly kind: 'file' }>,
  { fileUrl }: Drawing,
): CardElementArray {
  const chip = paragraph([
    { text: name, style: 'strong' },
    { text: ` · ${detail}`, style: 'quiet' },
  ]);
  if (fileUrl === undefined) return [chip];
  const action = { type: 'Action.OpenUrl' as const, title: 'Download', url: fileUrl(id) };
  return [chip, { type: 'ActionSet', actions: [action] }];
}
