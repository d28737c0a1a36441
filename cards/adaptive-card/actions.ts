import type {
  IActionSet,
  IAdaptiveCard,
  IChoiceSetInput,
  IExecuteAction,
  IShowCardAction,
  ITextInput,
} from '@microsoft/teams.cards';
import type { Button, Field, Form } from '../card.ts';
import { fieldName } from './inputs.ts';
import { ADAPTIVE_CARD_LIMITS } from './limits.ts';
import { inert, paragraph } from './text.ts';

type Action = IExecuteAction | IShowCardAction;

/**
 * Sets of buttons, a new one as soon as the platform's number is reached. The menu goes behind the "more" of the
 * last one: a set of nothing but a menu is not drawn by every client.
 */
export function actionSets(
  buttons: readonly Button[],
  menu: readonly Button[],
  fixed: Readonly<Record<string, string>>,
): IActionSet[] {
  const seldom = menu.map((button) => ({ ...action(button, fixed), mode: 'secondary' as const }));
  const shown = buttons.map((button) => action(button, fixed));
  const sets: Action[][] = [];
  for (let at = 0; at < shown.length; at += ADAPTIVE_CARD_LIMITS.actions) {
    sets.push(shown.slice(at, at + ADAPTIVE_CARD_LIMITS.actions));
  }
  if (seldom.length > 0) sets.push([...(sets.pop() ?? []), ...seldom]);
  return sets.map((actions) => ({ type: 'ActionSet', actions }));
}

function action(button: Button, fixed: Readonly<Record<string, string>>): Action {
  const { asks, label, primary } = button;
  if (asks === undefined) return execute(button, inert(label), fixed);
  const style = primary === true ? { style: 'positive' as const } : {};
  return { type: 'Action.ShowCard', title: label, ...style, card: form(button, asks, fixed) };
}

function form(button: Button, asks: Form, fixed: Readonly<Record<string, string>>): IAdaptiveCard {
  const text = asks.text === null ? [] : [paragraph([asks.text])];
  return {
    type: 'AdaptiveCard',
    body: [...text, ...asks.fields.map((field) => input(field, fieldName(field.id, button)))],
    actions: [execute(button, asks.submit, fixed)],
  };
}

/** Execute is answered in place; clients that do not know it send the same as a Submit. */
function execute(button: Button, title: string, fixed: Readonly<Record<string, string>>): IExecuteAction {
  const { verb, id, inputs, primary } = button;
  const data = { verb, id, ...fixed, ...inputs };
  const style = primary === true ? { style: 'positive' as const } : {};
  const fallback = { type: 'Action.Submit' as const, title, ...style, data };
  return { type: 'Action.Execute', title, ...style, verb, data, fallback };
}

function input(field: Field, id: string): ITextInput | IChoiceSetInput {
  const { label } = field;
  if (field.kind === 'text') {
    const { placeholder, maxLength, value } = field;
    const said = value === undefined ? {} : { value };
    const isMultiline = field.lines === 'many';
    return { type: 'Input.Text', id, label, placeholder, maxLength, isMultiline, ...said };
  }
  const choices = field.options.map((option) => ({ title: option.label, value: option.value }));
  return { type: 'Input.ChoiceSet', id, label, style: 'compact', choices, value: field.value };
}
