import type { InputBlock, ModalView, SectionBlock } from '@slack/types';
import type { Field, Form } from '../card.ts';
import { withoutDots } from './confirm.ts';
import { BLOCK_KIT_LIMITS } from './limits.ts';
import { plain } from './text.ts';

/** Says of a submitted modal that it is a button's form. */
export const FORM_CALLBACK = 'form';

/** Inputs by field id, or what is wrong with them by block id, as `response_action: errors` wants it. */
export type FormReading =
  | { readonly ok: true; readonly inputs: Record<string, string> }
  | { readonly ok: false; readonly errors: Record<string, string> };

type TextField = Extract<Field, { readonly kind: 'text' }>;
type ChoiceField = Extract<Field, { readonly kind: 'choice' }>;

/** In our labels; Slack adds the same word in the reader's language. */
const OPTIONAL = / \(optional\)$/;

/**
 * A modal for a button's form; `metadata` (opaque, at most 3,000 characters, Slack refuses more) comes back with the
 * submission as `private_metadata`.
 */
export function renderForm(title: string, form: Form, metadata: string): ModalView {
  const { modal } = BLOCK_KIT_LIMITS;
  const name = withoutDots(title);
  const fields = shownFields(form);
  const said = form.text ?? (fields.length === 0 ? `${name}?` : null);
  const text: SectionBlock[] =
    said === null ? [] : [{ type: 'section', text: plain(said, BLOCK_KIT_LIMITS.section) }];
  return {
    type: 'modal',
    callback_id: FORM_CALLBACK,
    private_metadata: metadata,
    title: plain(name, modal.title),
    submit: plain(form.submit, modal.button),
    close: plain('Not now', modal.button),
    blocks: [...text, ...fields.map(({ field, block }) => input(field, block))],
  };
}

/**
 * What a submitted form held, from the `state.values` of its view; everything in it is untrusted. What was left
 * empty and may be is absent.
 */
export function readForm(form: Form, values: unknown): FormReading {
  const inputs: Record<string, string> = {};
  const errors: Record<string, string> = {};
  for (const { field, block } of shownFields(form)) {
    const element = member(member(values, block), block);
    const read = field.kind === 'text' ? readText(field, element) : readChoice(field, element);
    if ('error' in read) errors[block] = read.error;
    else if (read.value !== '') inputs[field.id] = read.value;
  }
  return Object.keys(errors).length === 0 ? { ok: true, inputs } : { ok: false, errors };
}

/** The fields a modal has room for, with the id of their block and of the element in it; a choice of nothing cannot be drawn. */
function shownFields({ fields }: Form): readonly { readonly field: Field; readonly block: string }[] {
  return fields
    .map((field, at) => ({ field, block: `field:${at}` }))
    .filter(({ field }) => field.kind === 'text' || field.options.length > 0)
    .slice(0, BLOCK_KIT_LIMITS.modalBlocks - 1);
}

function input(field: Field, block: string): InputBlock {
  const element = field.kind === 'text' ? textInput(field, block) : choiceInput(field, block);
  const label = plain(field.label.replace(OPTIONAL, ''), BLOCK_KIT_LIMITS.input.label);
  return { type: 'input', block_id: block, label, optional: isOptional(field), element };
}

function isOptional({ label }: Field): boolean {
  return OPTIONAL.test(label);
}

function textInput(field: TextField, id: string): InputBlock['element'] {
  const { placeholder, lines, value = '' } = field;
  return {
    type: 'plain_text_input',
    action_id: id,
    multiline: lines === 'many',
    max_length: longest(field),
    ...(value === '' ? {} : { initial_value: value }),
    ...(placeholder.trim() === ''
      ? {}
      : { placeholder: plain(placeholder, BLOCK_KIT_LIMITS.input.placeholder) }),
  };
}

function longest({ maxLength }: TextField): number {
  return Math.max(1, Math.min(maxLength, BLOCK_KIT_LIMITS.input.length));
}

/** Choices go by their number: their own values may be longer than Slack allows. */
function choiceInput(field: ChoiceField, id: string): InputBlock['element'] {
  const options = choices(field).map(({ label }, at) => ({
    text: plain(label, BLOCK_KIT_LIMITS.option),
    value: String(at),
  }));
  const chosen = options[choices(field).findIndex(({ value }) => value === field.value)];
  return {
    type: 'static_select',
    action_id: id,
    options,
    ...(chosen === undefined ? {} : { initial_option: chosen }),
  };
}

function choices({ options }: ChoiceField): ChoiceField['options'] {
  return options.slice(0, BLOCK_KIT_LIMITS.select);
}

type Read = { readonly value: string } | { readonly error: string };

function readText(field: TextField, element: unknown): Read {
  const value = member(element, 'value');
  const text = typeof value === 'string' ? value : '';
  if (text.trim() === '') return isOptional(field) ? { value: '' } : { error: 'This is needed.' };
  if (text.length > longest(field)) return { error: `At most ${longest(field)} characters.` };
  return { value: text };
}

function readChoice(field: ChoiceField, element: unknown): Read {
  const value = member(member(element, 'selected_option'), 'value');
  const chosen = choices(field).find((_, at) => String(at) === value);
  if (chosen !== undefined) return { value: chosen.value };
  return isOptional(field) && value === undefined ? { value: '' } : { error: 'Choose one of these.' };
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}
