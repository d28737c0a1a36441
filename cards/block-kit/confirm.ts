import type { ConfirmationDialog } from '@slack/types';
import type { Button } from '../card.ts';
import { BLOCK_KIT_LIMITS } from './limits.ts';
import { plain } from './text.ts';

/**
 * The second thought before a press, drawn by Slack itself. Undefined when nothing is asked, when fields are, or when
 * what is said is too long for it: a question is not cut, it gets a form instead.
 */
export function confirmation({ label, asks }: Button): ConfirmationDialog | undefined {
  const { title, text, button } = BLOCK_KIT_LIMITS.confirm;
  if (asks === undefined || asks.fields.length > 0) return undefined;
  if ((asks.text ?? '').length > text || asks.submit.length > button) return undefined;
  const name = withoutDots(label);
  return {
    title: plain(name, title),
    text: plain(asks.text ?? `${name}?`, text),
    confirm: plain(asks.submit, button),
    deny: plain('Not now', button),
  };
}

/** What a button is called once it has been pressed: the "…" has said what it had to. */
export function withoutDots(label: string): string {
  return label.replace(/…$/u, '');
}
