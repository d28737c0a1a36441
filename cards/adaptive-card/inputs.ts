import { INPUTS, VERBS, type Verb } from '../../src/domain/inbound.ts';

/** A row's box is an input named so, followed by the row's reference. */
export const TOGGLE_PREFIX = 'selection:';

/**
 * What a field of a button's form is named on the card. Two forms may ask for the same thing, and a client on a
 * phone draws nothing of a card with one id twice (microsoft/AdaptiveCards#1852, MicrosoftDocs/msteams-docs#7868).
 */
export function fieldName(
  input: string,
  { verb, id }: { readonly verb: string; readonly id: string },
): string {
  return `${input}:${verb}:${id}`;
}

/** What a click on a rendered card says. */
export interface CardClick {
  readonly verb: Verb;
  readonly id: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/**
 * Reads the payload of a click: what the button carried, with the card's inputs merged in by the client.
 * Undefined when it is none of ours. Everything in it is untrusted.
 */
export function readClick(payload: unknown): CardClick | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { verb, id } = payload as Record<string, unknown>;
  const known = VERBS.find((name) => name === verb);
  if (known === undefined || typeof id !== 'string') return undefined;
  return { verb: known, id, inputs: readInputs(payload) };
}

/**
 * The inputs of a click, by the names in `INPUTS`, those of the clicked button's own form first; anything else in
 * the payload is ignored. Boxes arrive as
 * `selection:<ref>` with "true" or "false", or all in one as `selection`; both end in `selection`, comma-separated,
 * which is empty when there were boxes and none is ticked.
 */
export function readInputs(payload: unknown): Record<string, string> {
  const inputs: Record<string, string> = {};
  if (typeof payload !== 'object' || payload === null) return inputs;
  const given = new Map(Object.entries(payload));
  const clicked = { verb: String(given.get('verb')), id: String(given.get('id')) };
  for (const name of Object.values(INPUTS)) {
    const value = given.get(fieldName(name, clicked)) ?? given.get(name);
    if (typeof value === 'string' || typeof value === 'number') inputs[name] = String(value);
  }
  const boxes = [...given].filter(([name]) => name.startsWith(TOGGLE_PREFIX));
  if (boxes.length === 0) return inputs;
  const ticked = boxes.filter(([, value]) => value === 'true' || value === true);
  const chosen = (inputs[INPUTS.selection] ?? '').split(',').filter((ref) => ref !== '');
  const refs = new Set([...chosen, ...ticked.map(([name]) => name.slice(TOGGLE_PREFIX.length))]);
  inputs[INPUTS.selection] = [...refs].join(',');
  return inputs;
}
