import { VERBS, type Verb } from '../../src/domain/inbound.ts';

/** A button as it stands on a stored card. */
export interface CardAction {
  readonly verb: Verb;
  readonly id: string;
  /** What the button itself carries; it wins over what a page sends. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** True for a verb that a card of ours can carry. */
export function isVerb(text: string): text is Verb {
  return (VERBS as readonly string[]).includes(text);
}

/** The button of that verb and id on a card, wherever it sits; undefined when the card has no such button. */
export function findAction(card: unknown, verb: Verb, wanted: ButtonWanted): CardAction | undefined {
  if (typeof card !== 'object' || card === null) return undefined;
  const node = card as Readonly<Record<string, unknown>>;
  if (node['type'] === 'Action.Execute' && node['verb'] === verb) {
    const data = (node['data'] ?? {}) as Readonly<Record<string, unknown>>;
    if (data['id'] === wanted.id && agrees(data, wanted.data)) return { verb, id: wanted.id, data };
  }
  for (const child of Object.values(node)) {
    const found = findAction(child, verb, wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a page says was clicked. */
export interface ButtonWanted {
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Two buttons may share verb and id, for example two pages of a list; their own values tell them apart. */
function agrees(own: Readonly<Record<string, unknown>>, sent: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(own).every(
    ([key, value]) => !(key in sent) || JSON.stringify(sent[key]) === JSON.stringify(value),
  );
}
