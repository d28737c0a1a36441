import type { ConfirmNotice } from '../src/domain/notice.ts';
import { type Card, card, line } from './card.ts';
import { number } from './format.ts';
import { allWords, OPERATIONS, suffixWords } from './operation-words.ts';
import { given, LENGTHS, sentence } from './text.ts';

/** "All 128 that match?", before a change of everything a list matches. */
export function confirmCard({ view, operation, total, before, filterWords }: ConfirmNotice): Card {
  const { verb } = OPERATIONS[operation.kind];
  const suffix = suffixWords(operation);
  const moved = before === null ? [] : [`${number(before)} listed, ${number(total)} now`];
  if (total === 0)
    return card({ headline: 'No user matches any more', evidence: [...moved, 'Nothing was changed.'] });
  return card({
    headline: allWords(operation, total),
    evidence: [...moved, given(filterWords, LENGTHS.line)],
    blocks: [
      ...(suffix === null ? [] : [line(sentence(suffix))]),
      line('Nothing was selected, so this means everyone on the list.'),
      line(
        'Nothing is changed yet: this makes a plan, and nothing happens before somebody else approves it.',
      ),
    ],
    buttons: [
      {
        label: `Ask to ${verb.toLowerCase()} ${number(total)}`,
        verb: 'confirm',
        id: view,
        primary: true,
        typed: null,
      },
    ],
    smallPrint: ['To change only some of them, go back to the list and tick those.'],
  });
}
