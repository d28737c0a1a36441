import type { AttachedFile } from '../domain/file.ts';
import { DEFAULT_ORDER, DEFAULT_PAGE_SIZE } from '../domain/filter.ts';
import type { Operation } from '../domain/operation.ts';
import { USER_VERBS } from './filter-keys.ts';
import { EXPORT_COLUMNS, type Intent, type IntentKind } from './intent.ts';
import type { CommandText } from './normalise.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { readFilter } from './parse-filter.ts';
import { nextToken, plainWord, tokenize } from './tokenize.ts';

/** What stands behind the name of a command. */
export interface Arguments {
  readonly source: CommandText;
  /** Index of the first character behind the command's name. */
  readonly from: number;
  /** The command's name as the catalogue writes it. */
  readonly name: string;
  readonly files: readonly AttachedFile[];
}

/** Intents without anything to say beside their kind. */
export type PlainKind = Extract<
  IntentKind,
  | 'status'
  | 'doctor'
  | 'whoami'
  | 'approvals'
  | 'runs'
  | 'stop'
  | 'resume'
  | 'protections'
  | 'exemptions'
  | 'roles'
  | 'people'
  | 'filters'
>;

/** Reads a command that takes nothing. */
export function readNothing(kind: PlainKind): (args: Arguments) => Intent {
  return (args) => {
    refuseMore(args, args.from, args.name);
    return { kind };
  };
}

/** Words people put behind `stop` in a hurry; they change nothing about it. */
const HURRY = /^(?:everything|all|it|now|please|immediately)?[!.]*$/i;

/** Reads `stop`, also `stop everything`; a run's id is answered with the two things it can mean. */
export function readStop({ source, from }: Arguments): Intent {
  for (const token of tokenize(source, from)) {
    if (HURRY.test(token.text)) continue;
    const isRun = /^r-*[0-9a-z]+$/i.test(token.text);
    throw notUnderstood(
      source,
      token,
      isRun
        ? '"stop" halts every run; one run is ended with "cancel".'
        : '"stop" halts every run and takes nothing more.',
      isRun ? `cancel ${token.text}` : 'stop',
    );
  }
  return { kind: 'stop' };
}

/** Reads `help` with whatever it is about. */
export function readHelp({ source, from }: Arguments): Intent {
  const topic = source.text.slice(from).trim().replace(/\s+/g, ' ');
  return { kind: 'help', topic: topic === '' ? null : topic };
}

/** Reads the filter of a list; a command in the place of the filter is turned round. */
export function readUsers(args: Arguments): Intent {
  const { source, from, files } = args;
  const first = nextToken(source, from);
  const verb = plainWord(first) ?? '';
  if (first !== undefined && USER_VERBS.includes(verb)) {
    const command = `${verb === 'export' ? 'export users' : verb} ${source.text.slice(first.end).trim()}`;
    throw notUnderstood(source, first, `${quoted(verb)} is a command of its own.`, command.trim());
  }
  const words = readFilter(source, from, { files, keys: ['sort', 'page', 'per'] });
  const { filter, order = DEFAULT_ORDER, page = 1, per = DEFAULT_PAGE_SIZE } = words;
  return { kind: 'users', filter, order, page, per };
}

/** Reads the filter of a change. That it has to narrow something is checked when the plan is made. */
export function readChange(
  operation: Extract<Operation, { kind: 'activate' | 'delete' }>,
): (args: Arguments) => Intent {
  return ({ source, from, files }) => {
    const { filter, order = DEFAULT_ORDER } = readFilter(source, from, { files, keys: ['sort'] });
    return { kind: 'change', operation, filter, order };
  };
}

/** Reads the filter of a deactivation and its suffix. */
export function readDeactivate({ source, from, files }: Arguments): Intent {
  const words = readFilter(source, from, { files, keys: ['sort', 'suffix'] });
  const { filter, order = DEFAULT_ORDER, suffix = null } = words;
  return { kind: 'change', operation: { kind: 'deactivate', suffix }, filter, order };
}

/** Reads the filter and the columns of an export. */
export function readExport({ source, from, files }: Arguments): Intent {
  const words = readFilter(source, from, { files, keys: ['sort', 'columns'] });
  const { filter, order = DEFAULT_ORDER, columns = EXPORT_COLUMNS } = words;
  return { kind: 'export-users', filter, order, columns };
}

/** Refuses whatever stands from `from` on; `command` is what is left without it. */
export function refuseMore({ source, name }: Arguments, from: number, command: string): void {
  const more = nextToken(source, from);
  if (more === undefined) return;
  const span = { start: more.start, end: source.text.length };
  throw notUnderstood(
    source,
    more,
    `"${name}" takes nothing more.`,
    replaceSpan(source, span, '') || command,
  );
}
