import type { Verb } from '../src/domain/inbound.ts';
import type { ConfirmNotice } from '../src/domain/notice.ts';
import type { OperationKind } from '../src/domain/operation.ts';
import { type Card, card, line } from './card.ts';
import { number } from './format.ts';
import { given, LENGTHS } from './text.ts';
import { OPERATIONS } from './words.ts';

const CONFIRM: Readonly<Record<OperationKind, Verb>> = {
  activate: 'confirm-activate',
  deactivate: 'confirm-deactivate',
};

/** "All 128 that match?", before a change of everything a list matches. */
export function confirmCard({ view, operation, total, before, filterWords }: ConfirmNotice): Card {
  const { verb } = OPERATIONS[operation.kind];
  const moved = before === null ? [] : [`${number(before)} listed, ${number(total)} now`];
  if (total === 0)
    return card({ headline: 'No user matches any more', evidence: [...moved, 'Nothing was changed.'] });
  return card({
    headline: total === 1 ? `${verb} the one user that matches?` : `${verb} all ${number(total)} that match?`,
    evidence: [...moved, given(filterWords, LENGTHS.line)],
    blocks: [
      line('Nothing was selected, so this means everyone on the list.'),
      line(
        'Nothing is changed yet: this makes a plan, and nothing happens before somebody else approves it.',
      ),
    ],
    buttons: [
      {
        label: `Ask to ${verb.toLowerCase()} ${number(total)}`,
        verb: CONFIRM[operation.kind],
        id: view,
        primary: true,
        typed: null,
      },
    ],
    smallPrint: ['To change only some of them, go back to the list and tick those.'],
  });
}
