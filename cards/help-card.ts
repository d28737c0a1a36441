import type { HelpEntry, HelpNotice } from '../src/domain/opening-notice.ts';
import { type Block, type Card, card, facts, line, type Span } from './card.ts';
import { count } from './format.ts';
import { grouped } from './help-groups.ts';
import { given, LENGTHS, sentence } from './text.ts';

const MAX_LINES = 40;
const MAX_ENTRIES = 10;
const MAX_EXAMPLES = 5;

/** What the reader may type: everything in short, or one topic in full. */
export function helpCard(notice: HelpNotice): Card {
  const { topic, text, entries } = notice;
  const lines = text.slice(0, MAX_LINES).map((each) => line(given(each, LENGTHS.passage)));
  if (topic === null) {
    return card({
      headline: `${count(entries.length, 'command')} you may use`,
      blocks: [...lines, ...grouped(entries).flatMap(groupBlocks)],
    });
  }
  return card({
    headline: `Help on ${given(topic)}`,
    blocks: [...lines, ...entries.slice(0, MAX_ENTRIES).flatMap(entryBlocks)],
  });
}

function groupBlocks({ group, entries }: ReturnType<typeof grouped>[number]): readonly Block[] {
  const columns = [
    { title: '', weight: 4 },
    { title: '', weight: 6 },
  ];
  const rows = entries.map(({ usage, summary }): readonly Span[] => [
    { text: given(usage, LENGTHS.line), style: 'code' },
    sentence(given(summary, LENGTHS.line)),
  ]);
  return [
    { kind: 'part', title: group.title, detail: group.detail },
    { kind: 'table', columns, rows, more: 0 },
  ];
}

function entryBlocks({ usage, summary, examples, roles }: HelpEntry): readonly Block[] {
  return [
    line({ text: given(usage, LENGTHS.line), style: 'code' }),
    line(sentence(given(summary, LENGTHS.line))),
    ...examples
      .slice(0, MAX_EXAMPLES)
      .map((example) => line('For example  ', { text: given(example, LENGTHS.line), style: 'code' })),
    facts({
      name: 'For',
      value: roles.length === 0 ? 'everyone known to Rollcall' : `the role ${roles.join(' or ')}`,
    }),
  ];
}
