import type { KnownBlock, RichTextBlock, RichTextBlockElement, RichTextSection } from '@slack/types';
import type { Block, Fact, TableBlock } from '../card.ts';
import { actionBlocks } from './actions.ts';
import type { Numbering } from './numbering.ts';
import { rowBoxes } from './rows.ts';
import { hasHead, nativeTable, spacedTable, tableLines } from './tables.ts';
import { filled, section } from './text.ts';

const BAR = 16;

/** How a card is drawn here, beside what it says. */
export interface Drawing {
  readonly numbering: Numbering;
  /** Whether boxes are drawn that can be ticked. */
  readonly ticking: boolean;
  /** The one table that is drawn as such; the others are drawn as text. */
  readonly native: TableBlock | undefined;
}

/** The middle of a card; what belongs together stays close. */
export function middle(blocks: readonly Block[], drawing: Drawing): KnownBlock[] {
  const drawn: KnownBlock[] = [];
  let last: Block['kind'] | null = null;
  for (const block of blocks) {
    const [first, ...rest] = elements(block, drawing);
    if (first === undefined) continue;
    const before = drawn.at(-1);
    if (isClose(last, block.kind) && before?.type === 'rich_text' && first.type === 'rich_text') {
      before.elements.push(...first.elements);
    } else {
      if (block.kind === 'part' && before !== undefined) drawn.push({ type: 'divider' });
      drawn.push(first);
    }
    drawn.push(...rest);
    last = block.kind;
  }
  return drawn;
}

function isClose(last: Block['kind'] | null, kind: Block['kind']): boolean {
  return (last === 'part' && (kind === 'text' || kind === 'facts')) || (last === 'text' && kind === 'text');
}

function elements(block: Block, drawing: Drawing): KnownBlock[] {
  switch (block.kind) {
    case 'text':
      return block.ticking === true && !drawing.ticking ? [] : rich(section(...block.spans));
    case 'part':
      return rich(section({ text: block.title, style: 'strong' }, ` · ${block.detail}`));
    case 'facts':
      return rich(block.facts.flatMap(fact));
    case 'rows':
      return [...rowBoxes(block, drawing.numbering), ...rich(more(block.more))];
    case 'table':
      return table(block, drawing);
    case 'progress':
      return rich(section(`${bar(block.done, block.total)}  ${block.words}`));
    case 'file':
      return rich(section({ text: block.name, style: 'strong' }, ` · ${block.detail}`));
    case 'buttons':
      return actionBlocks(block.buttons, [], drawing.numbering);
  }
}

function rich(parts: readonly RichTextBlockElement[]): RichTextBlock[] {
  return parts.length === 0 ? [] : [{ type: 'rich_text', elements: [...parts] }];
}

function more(count: number): RichTextSection[] {
  return count === 0 ? [] : section(`… and ${count} more`);
}

/** Not a section with fields: those stand in two columns of half the width each, which leaves no room for a value. */
function fact({ name, value }: Fact): RichTextSection[] {
  return section({ text: name, style: 'strong' }, `\u2003${filled(value)}`);
}

function table(block: TableBlock, { native }: Drawing): KnownBlock[] {
  if (block === native) return [nativeTable(block), ...rich(more(block.more))];
  const lines = hasHead(block) ? spacedTable(block) : tableLines(block);
  return rich([...lines, ...more(block.more)]);
}

/** The words beside it say the same. */
function bar(done: number, total: number): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const full = Math.round(share * BAR) || 0;
  return '█'.repeat(full) + '░'.repeat(BAR - full);
}
