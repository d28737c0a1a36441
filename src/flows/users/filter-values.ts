import {
  type FilterAnswers,
  joinFilter,
  MAX_FORM_GROUPS,
  MAX_FORM_TEXT,
} from '../../commands/filter-form.ts';
import { printFilter } from '../../commands/print-filter.ts';
import { daysIn, MAX_IDLE_DAYS } from '../../commands/term-readers.ts';
import type { Term } from '../../domain/filter.ts';
import { type Click, INPUTS } from '../../domain/inbound.ts';
import { namesIn, notUnderstood, textIn } from '../form-values.ts';

type Inputs = Click['inputs'];

const STATUSES = ['active', 'deactivated', 'any'] as const;
const LICENSED = ['any', 'yes', 'no'] as const;
const NEVER = ['no', 'yes'] as const;

/**
 * The filter of a form as canonical text, as it is typed behind `users`, with the terms the form did not ask about.
 * Throws `not-understood` that names the field.
 */
export function filterTextIn(inputs: Inputs, rest: readonly Term[]): string {
  return printFilter(joinFilter(answersIn(inputs), rest));
}

function answersIn(inputs: Inputs): FilterAnswers {
  return {
    idleDays: idleDaysIn(inputs),
    never: choiceIn(inputs, INPUTS.never, 'Accounts never used', NEVER) === 'yes',
    status: choiceIn(inputs, INPUTS.status, 'Status', STATUSES),
    licensed: choiceIn(inputs, INPUTS.licensed, 'Licence', LICENSED),
    groups: namesIn(inputs, INPUTS.groups, { field: 'In groups', max: MAX_FORM_GROUPS }),
    without: namesIn(inputs, INPUTS.without, { field: 'Not in groups', max: MAX_FORM_GROUPS }),
    text: partIn(inputs),
  };
}

function idleDaysIn(inputs: Inputs): number | null {
  const text = textIn(inputs, INPUTS.idle);
  if (text === '') return null;
  const { days, isExact } = daysIn(text);
  if (isExact && days >= 1 && days <= MAX_IDLE_DAYS) return days;
  throw notUnderstood('"Days idle" takes a whole number of days from 1 to 36,500, such as 90.');
}

function partIn(inputs: Inputs): string {
  const text = textIn(inputs, INPUTS.text);
  if (text.length <= MAX_FORM_TEXT) return text;
  throw notUnderstood(`"Part of a name" has at most ${MAX_FORM_TEXT} characters.`);
}

/** One of a few words; the first when nothing was chosen. */
function choiceIn<T extends string>(
  inputs: Inputs,
  name: string,
  field: string,
  choices: readonly [T, ...T[]],
): T {
  const text = textIn(inputs, name);
  if (text === '') return choices[0];
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  throw notUnderstood(`"${field}" is ${choices.join(', ')}, nothing else.`);
}
