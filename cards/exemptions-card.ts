import type { ExemptionsNotice } from '../src/domain/house-notice.ts';
import { type Card, card, line } from './card.ts';
import { calendarDay, count } from './format.ts';
import { given, LENGTHS } from './text.ts';

type Entry = ExemptionsNotice['entries'][number];

const MAX_ENTRIES = 50;

/** Users that are left alone for a while, with who answers for it. */
export function exemptionsCard({ entries }: ExemptionsNotice): Card {
  const exempt = line('To exempt somebody:  ', {
    text: 'exempt USER until YYYY-MM-DD "reason"',
    style: 'code',
  });
  if (entries.length === 0) return card({ headline: 'No user is exempt', blocks: [exempt] });
  const shown = entries.slice(0, MAX_ENTRIES);
  const columns = [
    { title: 'User', weight: 3 },
    { title: 'Until', weight: 3 },
    { title: 'Why', weight: 5 },
    { title: 'Who answers for it', weight: 3 },
  ];
  const rows = shown.map((entry) => [
    given(entry.username),
    untilWords(entry),
    given(entry.reason, LENGTHS.line),
    given(entry.owner),
  ]);
  return card({
    headline: headlineOf(entries),
    evidence: ['No change takes anything from them up to and with that day.'],
    blocks: [
      { kind: 'table', columns, rows, more: entries.length - shown.length },
      exempt,
      line('To end one early, if somebody else approves:  ', { text: 'exempt remove USER', style: 'code' }),
    ],
  });
}

function headlineOf(entries: readonly Entry[]): string {
  const over = entries.filter(({ isOver }) => isOver).length;
  const live = entries.length - over;
  const exempt = `${count(live, 'user')} ${live === 1 ? 'is' : 'are'} exempt`;
  if (over === 0) return exempt;
  return `${live === 0 ? 'No user is exempt' : exempt}, ${count(over, 'exemption')} ${over === 1 ? 'is' : 'are'} over`;
}

function untilWords({ until, isOver }: Entry): string {
  const day = given(calendarDay(until));
  return isOver ? `${day}, over` : day;
}
