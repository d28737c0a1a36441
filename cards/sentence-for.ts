import type { Problem, ProblemKind } from '../src/domain/problem.ts';
import { duration, list } from './format.ts';
import { given, LENGTHS, sentence, stop } from './text.ts';

/** A problem in plain words. */
export interface Sentences {
  /** What was not understood or not possible, in one sentence or two. */
  readonly says: string;
  /** What to do next; empty when there is nothing to do. */
  readonly next: string;
  /** Commands that help, offered as buttons. */
  readonly offers: readonly { readonly label: string; readonly command: string }[];
}

type Telling<K extends ProblemKind> = (problem: Extract<Problem, { readonly kind: K }>) => Sentences;

const CHECK = { label: 'Check connections', command: 'doctor' };
const NONE: readonly never[] = [];

/** The one table from a kind of problem to what people read. */
export const SENTENCES: { readonly [K in ProblemKind]: Telling<K> } = {
  'not-understood': ({ message, suggestion, help }) => ({
    says: told(message),
    // What was meant stands on the card as something to copy.
    next: '',
    offers: [
      ...(suggestion === undefined ? [] : [{ label: 'Use it', command: suggestion }]),
      help === undefined
        ? { label: 'Help', command: 'help' }
        : { label: `Help on ${given(help)}`, command: `help ${help}` },
    ],
  }),
  'not-allowed': ({ message, needs, offer }) => ({
    says: told(message),
    // The message mostly names the role already.
    next: needs === undefined || message.includes(needs) ? '' : told(needs),
    offers:
      offer === undefined
        ? [{ label: 'Who am I', command: 'whoami' }]
        : [{ label: given(offer.charAt(0).toUpperCase() + offer.slice(1)), command: offer }],
  }),
  'not-found': ({ what, name, nearest }) => ({
    says: `There is no ${given(what)} "${given(name)}".`,
    next: nearest.length === 0 ? 'Check the spelling.' : `Did you mean ${choice(nearest)}?`,
    offers: NONE,
  }),
  ambiguous: ({ what, name, choices }) => ({
    says: `More than one ${given(what)} fits "${given(name)}".`,
    next: choices.length === 0 ? 'Say it more exactly.' : `Say which: ${choice(choices)}.`,
    offers: NONE,
  }),
  conflict: ({ message }) => ({ says: told(message), next: '', offers: NONE }),
  guarded: ({ message, remedy }) => ({ says: told(message), next: told(remedy), offers: NONE }),
  'rate-limited': ({ source, retryAfterMs }) => ({
    says: `${given(source)} asks Rollcall to slow down.`,
    next: `Try again in ${duration(Math.max(1000, retryAfterMs))}.`,
    offers: NONE,
  }),
  unavailable: ({ source, message, isUnsure }) => ({
    says: `${given(source)} does not answer as it should: ${added(message)}`,
    next:
      isUnsure === true
        ? 'What you asked for may have been done all the same. Look at "status" before you try again; "doctor" tells what is wrong.'
        : 'This may pass. Try again in a minute; "doctor" tells what is wrong.',
    offers: [CHECK],
  }),
  rejected: ({ source, message }) => ({
    says: `${given(source)} refused: ${added(message)}`,
    next: '"doctor" checks what Rollcall may do there.',
    offers: [CHECK],
  }),
  misconfigured: () => ({
    says: 'Something is not set up as it should be.',
    next: 'An admin has to mend this; "doctor" says what.',
    offers: [CHECK],
  }),
  bug: ({ reference }) => ({
    says: 'Something in Rollcall itself went wrong.',
    next: `Look at "status" before you try again. An admin finds the cause in the log under ${given(reference)}.`,
    offers: [{ label: 'Show status', command: 'status' }],
  }),
};

/** What people read about a problem, whatever its kind. */
export function sentencesFor(problem: Problem): Sentences {
  // The table is exhaustive by its type; TypeScript cannot follow a union through an index.
  return (SENTENCES[problem.kind] as Telling<ProblemKind>)(problem);
}

/** The same for an admin: of a setting how it is mended. */
export function sentencesForAdmin(problem: Problem): Sentences {
  if (problem.kind !== 'misconfigured') return sentencesFor(problem);
  const { key, remedy } = problem;
  const isSetting = key.startsWith('ROLLCALL_');
  const says = isSetting
    ? `The setting ${given(key)} is missing or wrong.`
    : `It is ${given(key)} that has to be mended.`;
  return { says, next: told(remedy), offers: [CHECK] };
}

function told(message: string): string {
  return sentence(given(message, LENGTHS.passage));
}

/** What follows a colon. */
function added(message: string): string {
  return stop(given(message, LENGTHS.passage));
}

function choice(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => given(name));
  return list(shown, 'or');
}
