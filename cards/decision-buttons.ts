import type { Approval } from '../src/domain/approval.ts';
import { INPUTS } from '../src/domain/inbound.ts';
import type { Plan } from '../src/domain/plan.ts';
import type { SettingChange } from '../src/domain/setting-change.ts';
import type { Button, Field } from './card.ts';
import { number } from './format.ts';
import { loosensWords } from './setting-words.ts';

/** Long enough for a reason, short enough for every platform's input (Block Kit allows 3,000). */
const REASON_LENGTH = 500;

/** A field for a reason. */
export function reasonField(label: string, placeholder: string): Field {
  return { kind: 'text', id: INPUTS.reason, label, placeholder, maxLength: REASON_LENGTH, lines: 'many' };
}

/** Approve and Reject of a waiting plan. */
export function decisionButtons(approval: Approval, { targets }: Plan): readonly Button[] {
  const { id } = approval;
  const approve: Button = {
    label: `Approve ${number(targets)}`,
    verb: 'approve',
    id,
    primary: true,
    typed: `approve ${id}`,
  };
  return [approve, rejectButton(approval)];
}

/** Approve and Reject of a waiting change of a setting; approving asks again, because it loosens something. */
export function settingButtons(approval: Approval, change: SettingChange): readonly Button[] {
  const { id } = approval;
  const approve: Button = {
    label: 'Approve…',
    verb: 'approve',
    id,
    primary: true,
    typed: `approve ${id}`,
    asks: { text: `Once it is approved, ${loosensWords(change)}.`, fields: [], submit: `Approve ${id}` },
  };
  return [approve, rejectButton(approval)];
}

function rejectButton({ id }: Approval): Button {
  return {
    label: 'Reject…',
    verb: 'reject',
    id,
    typed: `reject ${id} "why"`,
    asks: {
      text: null,
      submit: `Reject ${id}`,
      fields: [reasonField('Why not?', 'The person who asked reads this')],
    },
  };
}
