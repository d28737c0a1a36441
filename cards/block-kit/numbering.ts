import type { Verb } from '../../src/domain/inbound.ts';
import type { Button, Form, Row } from '../card.ts';

/** What a press means; kept on the server, the message carries only its number. */
export interface BlockAction {
  readonly label: string;
  readonly verb: Verb;
  readonly id: string;
  /** Fixed when the button was drawn. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Asked by the adapter before it counts; null when nothing is, or when Slack has asked already. */
  readonly asks: Form | null;
}

/** What an element is for; the start of its action id. */
export const ELEMENTS = { press: 'press', more: 'more', tick: 'tick' } as const;

/** Gives out the numbers and ids of one drawing of a card. */
export class Numbering {
  readonly actions: BlockAction[] = [];
  readonly refs: string[] = [];
  readonly #key: string;
  #blocks = 0;
  #elements = 0;

  constructor(key: string) {
    this.#key = key;
  }

  /** The value of a button: the key of the card and the number of what the press means. */
  number({ label, verb, id, inputs }: Button, asks: Form | null): string {
    this.actions.push({ label, verb, id, inputs: inputs ?? {}, asks });
    return `${this.#key}.${this.actions.length - 1}`;
  }

  /** The value of a box: the number of the row's reference. */
  box({ ref }: Row): string {
    this.refs.push(ref);
    return String(this.refs.length - 1);
  }

  /** New with every drawing, as Slack asks for: under an id it knows it would keep what was ticked before an update. */
  blockId(): string {
    this.#blocks += 1;
    return `${this.#key}:${this.#blocks - 1}`;
  }

  actionId(purpose: keyof typeof ELEMENTS): string {
    this.#elements += 1;
    return `${ELEMENTS[purpose]}:${this.#elements - 1}`;
  }
}
