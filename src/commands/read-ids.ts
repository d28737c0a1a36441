import type { ApprovalId, RunId } from '../domain/ids.ts';
import { type Arguments, refuseMore } from './arguments.ts';
import type { Intent } from './intent.ts';
import { notUnderstood, quoted, replaceSpan, type Span } from './not-understood.ts';
import { nameIn } from './read-name.ts';
import { readReason } from './read-reason.ts';
import { afterSpaces, tokenize } from './tokenize.ts';

type Letter = 'A' | 'R';

const KINDS: Readonly<Record<string, string>> = { A: 'an approval', R: 'a run', P: 'a plan', V: 'a list' };
const PLURALS: Readonly<Record<Letter, string>> = { A: 'approvals', R: 'runs' };
/** With a dash any suffix, without one only the usual five characters: `abcd` is no short `A-bcd`. */
const ID = /^([a-z])(?:-+([0-9a-z]{1,16})|([0-9a-z]{5}))$/i;
const SUFFIX = /^[0-9a-z]{5}$/i;
/** Reads the id of an approval and nothing more. */
export function readVerdict(kind: 'approve' | 'withdraw' | 'take'): (args: Arguments) => Intent {
  return (args) => {
    const { id, span } = readId(args, 'A');
    refuseMore(args, span.end, `${args.name} ${id}`);
    return { kind, approval: id as ApprovalId };
  };
}

/** Reads the id of an approval and a reason, in quotes or as the rest of the text. */
export function readReject(args: Arguments): Intent {
  const { id, span } = readId(args, 'A');
  return { kind: 'reject', approval: id as ApprovalId, reason: readReason(args.source, span.end) };
}

/** Reads the id of a run and nothing more. */
export function readRunCommand(kind: 'run' | 'pause' | 'continue' | 'cancel'): (args: Arguments) => Intent {
  return (args) => {
    const { id, span } = readId(args, 'R');
    refuseMore(args, span.end, `${args.name} ${id}`);
    return { kind, run: id as RunId };
  };
}

/** Reads the id of a run and perhaps one user of it. */
export function readUndo(args: Arguments): Intent {
  const { id, span } = readId(args, 'R');
  return { kind: 'undo', run: id as RunId, name: nameIn(args, [...tokenize(args.source, span.end)]) };
}

/** The id ahead of whatever else a command takes; throws with what was probably meant. */
export function readId(args: Arguments, letter: Letter): { readonly id: string; readonly span: Span } {
  const { source, from, name } = args;
  const start = afterSpaces(source.text, from);
  const typed = /^[^\s]{0,100}/.exec(source.text.slice(start, start + 100))?.[0] ?? '';
  const word = typed.replace(/^["'#]+|["':.,;]+$/g, '');
  const span = { start, end: start + typed.length };
  const plural = PLURALS[letter];
  if (typed === '') {
    const message = `Which one? "${plural}" lists them; their names start with ${letter}-.`;
    throw notUnderstood(source, span, message, plural);
  }
  const [, found = '', dashed, glued] = ID.exec(word) ?? [];
  const kind = found.toUpperCase();
  const suffix = (dashed ?? glued ?? '').toLowerCase();
  if (kind === letter) return { id: `${letter}-${suffix}`, span };
  const sibling = `${letter}-${suffix}`;
  if (KINDS[kind] !== undefined) {
    const message = `${kind}-${suffix} is ${KINDS[kind]}; ${plural} start with ${letter}-.`;
    throw notUnderstood(source, span, message, replaceSpan(source, span, sibling));
  }
  const message = `${quoted(typed)} is not the name of one of the ${plural}; they start with ${letter}-.`;
  const meant = SUFFIX.test(word) ? replaceSpan(source, span, `${letter}-${word.toLowerCase()}`) : plural;
  throw notUnderstood(source, span, `${message} "${name}" needs one.`, meant);
}
