import { MAX_CAP } from '../commands/read-cap.ts';
import { MAX_REASON } from '../commands/read-reason.ts';
import { isFilterName, isSuffix } from '../commands/spelling.ts';
import { type Click, INPUTS } from '../domain/inbound.ts';
import { ProblemError } from '../domain/problem.ts';

/** Characters of all group names of a form together; a person types a few. */
const MAX_GROUPS_LENGTH = 10_000;

type Inputs = Click['inputs'];

/** The suffix of a form; null when it was left empty. */
export function suffixIn(inputs: Inputs): string | null {
  const suffix = textIn(inputs, INPUTS.suffix);
  if (suffix === '') return null;
  if (isSuffix(suffix)) return suffix;
  throw notUnderstood('A suffix has 1 to 20 letters, digits, underscores, dashes or dots.');
}

/** The group names of a form, at least one. */
export function groupsIn(inputs: Inputs): readonly string[] {
  const names = namesIn(inputs, INPUTS.groups, { field: 'Groups', max: MAX_GROUPS_LENGTH });
  if (names.length > 0) return names;
  throw notUnderstood('Which groups? Name at least one, with commas between several.');
}

/** Names with commas between them, each once; none when nothing was said. `max` is in characters of all together. */
export function namesIn(
  inputs: Inputs,
  name: string,
  { field, max }: { readonly field: string; readonly max: number },
): readonly string[] {
  const text = textIn(inputs, name);
  if (text.length > max) {
    const most = max.toLocaleString('en-US');
    throw notUnderstood(`"${field}" takes at most ${most} characters of names together. Name fewer at once.`);
  }
  const names = text.split(',').map((each) => each.trim());
  return [...new Set(names.filter((each) => each !== ''))];
}

/** The name a form saves a filter under. */
export function filterNameIn(inputs: Inputs): string {
  const name = textIn(inputs, INPUTS.name);
  if (isFilterName(name)) return name;
  throw notUnderstood('A filter is saved under 1 to 40 letters, digits, underscores or dashes.');
}

/** The cap of a form, in users. */
export function capIn(inputs: Inputs): number {
  const text = textIn(inputs, INPUTS.cap);
  if (/^[1-9]\d{0,8}$/.test(text) && Number(text) <= MAX_CAP) return Number(text);
  throw notUnderstood('How many users may lose access? Give a whole number from 1 to 1,000,000.');
}

/** Why something is asked for; it is what the second person reads. */
export function reasonIn(inputs: Inputs): string {
  const reason = anyReasonIn(inputs);
  if (reason !== null) return reason;
  throw notUnderstood('Say why: whoever decides reads it.');
}

/** The reason of a form that may leave it out; null when it does. */
export function anyReasonIn(inputs: Inputs): string | null {
  const reason = textIn(inputs, INPUTS.reason);
  if (reason.length > MAX_REASON) throw notUnderstood('A reason has at most 1,000 characters.');
  return reason === '' ? null : reason;
}

/** What was typed into a field, without the spaces round it; empty when nothing was. */
export function textIn(inputs: Inputs, name: string): string {
  return inputs[name]?.trim() ?? '';
}

/** A form that cannot be taken as it is, with why. */
export function notUnderstood(message: string): ProblemError {
  return new ProblemError({ kind: 'not-understood', message: `${message} Nothing was changed.` });
}
