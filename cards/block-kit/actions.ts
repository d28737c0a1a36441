import type { ActionsBlock, ActionsBlockElement, Button as SlackButton } from '@slack/types';
import type { Verb } from '../../src/domain/inbound.ts';
import type { Button } from '../card.ts';
import { confirmation } from './confirm.ts';
import { BLOCK_KIT_LIMITS } from './limits.ts';
import type { Numbering } from './numbering.ts';
import { plain } from './text.ts';

/** Whose colour says that something ends. */
const DANGER: ReadonlySet<Verb> = new Set<Verb>(['cancel', 'propose-delete']);

/**
 * Buttons side by side, and behind them a menu with what is needed seldom and what has no room. A short one is a "…",
 * because a select keeps its choice and the same thing could not be chosen twice in a row.
 */
export function actionBlocks(
  buttons: readonly Button[],
  menu: readonly Button[],
  numbering: Numbering,
): ActionsBlock[] {
  // One thing alone behind a "…" is no shorter than its button, only harder to find.
  const all =
    menu.length === 1 && buttons.length < BLOCK_KIT_LIMITS.buttons ? [...buttons, ...menu] : buttons;
  const shown = all.slice(0, BLOCK_KIT_LIMITS.buttons).map((button) => press(button, numbering));
  const hidden = all === buttons ? [...buttons.slice(BLOCK_KIT_LIMITS.buttons), ...menu] : [];
  const elements = [...shown, ...menus(hidden, numbering)].slice(0, BLOCK_KIT_LIMITS.actions);
  if (elements.length === 0) return [];
  return [{ type: 'actions', block_id: numbering.blockId(), elements }];
}

function press(button: Button, numbering: Numbering): SlackButton {
  const confirm = confirmation(button);
  // What Slack asks by itself, the adapter need not ask again.
  const asks = confirm === undefined ? (button.asks ?? null) : null;
  const label = plain(button.label, BLOCK_KIT_LIMITS.button);
  const style = styleOf(button);
  return {
    type: 'button',
    action_id: numbering.actionId('press'),
    text: label,
    value: numbering.number(button, asks),
    ...(style === undefined ? {} : { style }),
    ...spoken(button),
    ...(confirm === undefined ? {} : { confirm: style === undefined ? confirm : { ...confirm, style } }),
  };
}

function styleOf({ primary, verb }: Button): 'primary' | 'danger' | undefined {
  if (DANGER.has(verb)) return 'danger';
  return primary === true ? 'primary' : undefined;
}

/** Tells two buttons of one name apart for those who hear them: what would be typed instead names its object. */
function spoken({ label, typed }: Button): { accessibility_label?: string } {
  const text = `${label}: ${typed ?? ''}`;
  if (typed === null || typed === '' || text.length > BLOCK_KIT_LIMITS.button) return {};
  return { accessibility_label: plain(text, BLOCK_KIT_LIMITS.button).text };
}

function menus(buttons: readonly Button[], numbering: Numbering): ActionsBlockElement[] {
  const options = buttons.map((button) => ({
    text: plain(button.label, BLOCK_KIT_LIMITS.option),
    value: numbering.number(button, button.asks ?? null),
  }));
  if (options.length === 0) return [];
  const id = () => ({ action_id: numbering.actionId('more') });
  if (options.length <= BLOCK_KIT_LIMITS.overflow) return [{ type: 'overflow', ...id(), options }];
  const placeholder = plain('More', BLOCK_KIT_LIMITS.input.placeholder);
  const selects: ActionsBlockElement[] = [];
  for (let at = 0; at < options.length; at += BLOCK_KIT_LIMITS.select) {
    const part = options.slice(at, at + BLOCK_KIT_LIMITS.select);
    selects.push({ type: 'static_select', ...id(), placeholder, options: part });
  }
  return selects;
}
