import type { Approval } from '../src/domain/approval.ts';
import { INPUTS } from '../src/domain/inbound.ts';
import type { Plan } from '../src/domain/plan.ts';
import type { Button } from './card.ts';
import { number } from './format.ts';

/** Long enough for a reason, short enough for every platform's input (Block Kit allows 3,000). */
const REASON_LENGTH = 500;

/** Approve and Reject of a waiting approval. */
export function decisionButtons({ id }: Approval, { targets }: Plan): readonly Button[] {
  return [
    {
      label: `Approve ${number(targets)}`,
      verb: 'approve',
      id,
      primary: true,
      typed: `approve ${id}`,
    },
    {
      label: 'Reject…',
      verb: 'reject',
      id,
      typed: `reject ${id} "why"`,
      asks: {
        text: null,
        submit: `Reject ${id}`,
        fields: [
          {
            kind: 'text',
            id: INPUTS.reason,
            label: 'Why not?',
            placeholder: 'The person who asked reads this',
            maxLength: REASON_LENGTH,
          },
        ],
      },
    },
  ];
}
