import { isFilterName, isSuffix } from '../commands/spelling.ts';
import { type Click, INPUTS } from '../domain/inbound.ts';
import { ProblemError } from '../domain/problem.ts';

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
  const names = textIn(inputs, INPUTS.groups)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length > 0) return [...new Set(names)];
  throw notUnderstood('Which groups? Name at least one, with commas between several.');
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
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw notUnderstood('How many users may lose access? Give a whole number.');
}

/** Why something is asked for; it is what the second person reads. */
export function reasonIn(inputs: Inputs): string {
  const reason = textIn(inputs, INPUTS.reason);
  if (reason !== '') return reason;
  throw notUnderstood('Say why: whoever decides reads it.');
}

function textIn(inputs: Inputs, name: string): string {
  return inputs[name]?.trim() ?? '';
}

function notUnderstood(message: string): ProblemError {
  return new ProblemError({ kind: 'not-understood', message: `${message} Nothing was changed.` });
}
