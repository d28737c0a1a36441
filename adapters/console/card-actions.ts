import { VERBS, type Verb } from '../../src/domain/inbound.ts';

/** A button as it stands on a stored card, with what its card's inputs held. */
export interface CardAction {
  readonly verb: Verb;
  readonly id: string;
  /** The button's own values, and for the card's inputs what the page sent; nothing else. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a page says was clicked: the button's own values with those of the inputs. */
export interface ButtonWanted {
  readonly verb: Verb;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** True for a verb that a card of ours can carry. */
export function isVerb(text: string): text is Verb {
  return (VERBS as readonly string[]).includes(text);
}

/** That button of a card, wherever it sits; undefined when the card has none that carries exactly this. */
export function findAction(card: unknown, wanted: ButtonWanted): CardAction | undefined {
  const nodes = [...walk(card)];
  const inputs = new Set(
    nodes.filter((node) => String(node.type).startsWith('Input.')).map((node) => String(node.id)),
  );
  for (const node of nodes) {
    if (node.type !== 'Action.Execute' || node.verb !== wanted.verb) continue;
    const own = (node.data ?? {}) as Readonly<Record<string, unknown>>;
    if (own.id !== wanted.id || !carries(wanted.data, own, inputs)) continue;
    const typed = Object.entries(wanted.data).filter(([key]) => inputs.has(key));
    return { verb: wanted.verb, id: wanted.id, data: { ...own, ...Object.fromEntries(typed) } };
  }
  return undefined;
}

type Node = Readonly<Record<string, unknown>>;

function* walk(value: unknown): Iterable<Node> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Node;
  for (const child of Object.values(value)) yield* walk(child);
}

/** Buttons may share verb and id, for example two pages of a list; their own values tell them apart. */
function carries(sent: Node, own: Node, inputs: ReadonlySet<string>): boolean {
  const keys = new Set([...Object.keys(own), ...Object.keys(sent)]);
  return [...keys].every((key) => inputs.has(key) || sent[key] === own[key]);
}
