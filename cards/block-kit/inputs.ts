import { ELEMENTS } from './numbering.ts';

/** A press on a drawn card: under which key it is kept and which of its actions is meant. */
export interface Press {
  readonly key: string;
  readonly n: number;
}

const VALUE = /^([A-Za-z0-9_-]{1,60})\.(\d{1,4})$/;
const BOX = /^\d{1,4}$/;

/**
 * The press in one element of a `block_actions` payload: a button or an entry of a menu. Undefined when it is a tick
 * or none of ours. Everything in it is untrusted.
 */
export function readPress(action: unknown): Press | undefined {
  const { type, value, selected_option: chosen } = object(action);
  const pressed = type === 'button' ? value : isMenu(type) ? object(chosen).value : undefined;
  const [, key, n] = typeof pressed === 'string' ? (VALUE.exec(pressed) ?? []) : [];
  return key === undefined || n === undefined ? undefined : { key, n: Number(n) };
}

function isMenu(type: unknown): boolean {
  return type === 'overflow' || type === 'static_select';
}

/**
 * The references ticked on a card, comma-separated as `INPUTS.selection` wants them, from the payload's `state` or its
 * `values`; empty when none is. Undefined when the card has no boxes, or when the payload tells nothing of them or of
 * others than the card has: nobody ticked means everybody, and must not come out of a misunderstanding. Everything in
 * it is untrusted.
 */
export function readTicks(state: unknown, refs: readonly string[]): string | undefined {
  const boxes = Object.values(object(object(state).values ?? state)).flatMap(ticksIn);
  if (refs.length === 0 || boxes.length === 0) return undefined;
  const ticked = boxes.flat().map((option) => {
    const { value } = object(option);
    return typeof value === 'string' && BOX.test(value) ? refs[Number(value)] : undefined;
  });
  return ticked.includes(undefined) ? undefined : [...new Set(ticked)].join(',');
}

/** What is ticked in each element with boxes of one block. */
function ticksIn(block: unknown): (readonly unknown[])[] {
  return Object.entries(object(block)).flatMap(([id, element]) => {
    const { type, selected_options: options } = object(element);
    const isOurs = id.startsWith(`${ELEMENTS.tick}:`) && type === 'checkboxes';
    return isOurs && Array.isArray(options) ? [options] : [];
  });
}

/** Its members; none when it is no object. */
function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
