import type { Verb } from '../src/domain/inbound.ts';
import { typeable } from './text.ts';

/**
 * What a person sees, before a chat client draws it. The field order is the order on every screen:
 * headline · evidence · blocks (facts, list, what was left out) · buttons · small print. Texts are plain text:
 * a renderer never lets them act as its platform's markup.
 */
export interface Card {
  /** The card in one line, for notifications and clients that cannot draw it. */
  readonly fallback: string;
  readonly headline: string;
  /** The state in words, for example "waiting · 0 of 1 approvals". */
  readonly badge: Badge | null;
  /** On what the headline rests: who asked, which source, how old. */
  readonly evidence: readonly string[];
  readonly blocks: readonly Block[];
  readonly buttons: readonly Button[];
  /** Buttons that are needed seldom, behind one "more" button. */
  readonly menu: readonly Button[];
  readonly smallPrint: readonly string[];
}

/** Colours only ever repeat what the words say. */
export type Tone = 'neutral' | 'good' | 'warning' | 'attention';

/** A state with its colour. */
export interface Badge {
  readonly text: string;
  readonly tone: Tone;
}

/** A piece of a line; `code` is something to copy or type. */
export type Span = string | { readonly text: string; readonly style: 'strong' | 'quiet' | 'code' };

/** The parts a card's middle is made of. */
export type Block =
  /** `ticking`: about boxes to tick, and left out where there are none. */
  | { readonly kind: 'text'; readonly spans: readonly Span[]; readonly ticking?: true }
  /** Starts a part of the card that stands for itself, such as one of several requests. */
  | { readonly kind: 'part'; readonly title: string; readonly detail: string }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | RowsBlock
  | TableBlock
  /** How far something is; `words` says it for those who see no bar. */
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly words: string }
  | { readonly kind: 'file'; readonly id: string; readonly name: string; readonly detail: string }
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[] };

/** A name with its value. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Users to tick; what is ticked reaches every click on the card as `INPUTS.selection`. */
export interface RowsBlock {
  readonly kind: 'rows';
  readonly label: string;
  readonly rows: readonly Row[];
  /** Rows that exist but are not drawn here. */
  readonly more: number;
}

/** One user of a list. */
export interface Row {
  /** What a tick stands for; free of commas. */
  readonly ref: string;
  readonly name: string;
  /** What commands and plans call the user. */
  readonly username: string;
  /** Empty when there is none. */
  readonly mail: string;
  readonly detail: string;
  readonly ticked: boolean;
}

/** Rows of texts under a head. */
export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  /** One text per column. */
  readonly rows: readonly (readonly Span[])[];
  /** Rows that exist but are not drawn here. */
  readonly more: number;
}

/** One column of a table. */
export interface Column {
  /** Without any title the table has no head. */
  readonly title: string;
  /** Share of the width, relative to the other columns. */
  readonly weight: number;
}

/** Something to press; the click brings back verb, id and inputs. */
export interface Button {
  /** A verb with its object; a trailing `…` says that it asks something first. */
  readonly label: string;
  readonly verb: Verb;
  readonly id: string;
  /** Inputs that are fixed when the button is drawn, for example the page to turn to. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Asked before the click is sent. */
  readonly asks?: Form;
  readonly primary?: boolean;
  /** The command that does the same, for terminals and screen readers; null when there is none. */
  readonly typed: string | null;
}

/** A small form behind a button; without fields it only asks for a second thought. */
export interface Form {
  readonly text: string | null;
  readonly fields: readonly Field[];
  /** Label of the button that sends it. */
  readonly submit: string;
}

/** One question of a form. */
export type Field =
  | {
      readonly kind: 'text';
      readonly id: string;
      readonly label: string;
      readonly placeholder: string;
      /** In characters. */
      readonly maxLength: number;
      readonly lines: 'one' | 'many';
      /** What stands in it at first; empty when absent. */
      readonly value?: string;
    }
  | {
      readonly kind: 'choice';
      readonly id: string;
      readonly label: string;
      readonly options: readonly { readonly label: string; readonly value: string }[];
      readonly value: string;
    };

/** What builders need to know beside the notice. */
export interface CardContext {
  /** IANA zone that dates are shown in. */
  readonly zone: string;
  /** What the organisation is called. */
  readonly organisation: string;
}

/** A card from its headline and whatever else the screen has; everything absent is empty. */
export function card(parts: Pick<Card, 'headline'> & Partial<Card>): Card {
  const blank = { badge: null, evidence: [], blocks: [], buttons: [], menu: [], smallPrint: [] };
  const state = parts.badge ? ` (${parts.badge.text})` : '';
  return { fallback: `${parts.headline}${state}`, ...blank, ...parts };
}

/** A line of text. */
export function line(...spans: readonly Span[]): Block {
  return { kind: 'text', spans };
}

/** Facts under each other, without those that do not apply. */
export function facts(...entries: readonly (Fact | null)[]): Block {
  return { kind: 'facts', facts: entries.filter((entry) => entry !== null) };
}

/** A button that runs a command as if its reader had typed it. */
export function sayButton(label: string, command: string): Button {
  return { label, verb: 'say', id: command, typed: typeable(command) };
}
