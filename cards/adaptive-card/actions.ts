import type {
  IActionSet,
  IAdaptiveCard,
  IChoiceSetInput,
  IExecuteAction,
  IShowCardAction,
  ITextInput,
} from '@microsoft/teams.cards';
import type { Button, Field, Form } from '../card.ts';
import { ADAPTIVE_CARD_LIMITS } from './limits.ts';
import { inert, paragraph } from './text.ts';

type Action = IExecuteAction | IShowCardAction;

/** Sets of buttons, a new one as soon as the platform's number is reached; the menu goes behind "more". */
export function actionSets(
  buttons: readonly Button[],
  menu: readonly Button[],
  fixed: Readonly<Record<string, string>>,
): IActionSet[] {
  const actions: Action[] = [
    ...buttons.map((button) => action(button, fixed)),
    ...menu.map((button) => ({ ...action(button, fixed), mode: 'secondary' as const })),
  ];
  const sets: IActionSet[] = [];
  for (let at = 0; at < actions.length; at += ADAPTIVE_CARD_LIMITS.actions) {
    sets.push({ type: 'ActionSet', actions: actions.slice(at, at + ADAPTIVE_CARD_LIMITS.actions) });
  }
  return sets;
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
    body: [...text, ...asks.fields.map(input)],
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

function input(field: Field): ITextInput | IChoiceSetInput {
  const { id, label } = field;
  if (field.kind === 'text') {
    const { placeholder, maxLength } = field;
    return { type: 'Input.Text', id, label, placeholder, maxLength, isMultiline: true };
  }
  const choices = field.options.map((option) => ({ title: option.label, value: option.value }));
  return { type: 'Input.ChoiceSet', id, label, style: 'compact', choices, value: field.value };
}
