import type { FiltersNotice } from '../src/domain/house-notice.ts';
import { type Card, type CardContext, card, line } from './card.ts';
import { count, day } from './format.ts';
import { given, LENGTHS } from './text.ts';

const MAX_ENTRIES = 50;

/** The filters that were kept under a name. */
export function filtersCard({ entries }: FiltersNotice, { zone }: CardContext): Card {
  const save = line('To save one:  ', { text: 'filter save NAME FILTER', style: 'code' });
  if (entries.length === 0) return card({ headline: 'No filter is saved', blocks: [save] });
  const shown = entries.slice(0, MAX_ENTRIES);
  const columns = [
    { title: 'Name', weight: 2 },
    { title: 'Means', weight: 5 },
    { title: 'Filter', weight: 4 },
    { title: 'Saved by', weight: 3 },
  ];
  const rows = shown.map(({ name, words, text, owner, at }) => [
    given(name),
    given(words, LENGTHS.line),
    { text: given(text, LENGTHS.line), style: 'code' as const },
    `${given(owner)}, ${day(at, zone)}`,
  ]);
  return card({
    headline: `${count(entries.length, 'filter')} ${entries.length === 1 ? 'is' : 'are'} saved`,
    blocks: [
      { kind: 'table', columns, rows, more: entries.length - shown.length },
      line('To use one, alone or with more words:  ', { text: 'users filter:NAME', style: 'code' }),
      save,
      line('To delete one:  ', { text: 'filter delete NAME', style: 'code' }),
    ],
  });
}
