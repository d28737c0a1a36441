import { type Arguments, refuseMore } from './arguments.ts';
import type { Intent } from './intent.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { readFilter } from './parse-filter.ts';
import { isFilterName } from './spelling.ts';
import { nextToken, type Token } from './tokenize.ts';

const MAX_NAME = 40;

/** Reads the name a filter is kept under, and the filter. */
export function readSave(args: Arguments): Intent {
  const { source, files } = args;
  const { name, end } = readSavedName(args);
  const { filter } = readFilter(source, end, { files, keys: [] });
  if (filter.terms.length > 0) return { kind: 'save-filter', name, filter };
  const message = `Which filter? Say it behind the name, as in "filter save ${name} inactive:90d".`;
  throw notUnderstood(source, { start: end, end }, message, 'help filters');
}

/** Reads the name of a saved filter and nothing more. */
export function readDropSaved(args: Arguments): Intent {
  const { name, end } = readSavedName(args);
  refuseMore(args, end, `${args.name} ${name}`);
  return { kind: 'delete-filter', name };
}

function readSavedName(args: Arguments): { readonly name: string; readonly end: number } {
  const { source, from, name: command } = args;
  const token = nextToken(source, from);
  if (token === undefined || token.key !== null) {
    const span = token ?? { start: from, end: from };
    throw notUnderstood(
      source,
      span,
      `Under which name? It comes first, as in "${command} leavers".`,
      token === undefined ? 'filter list' : keyedName(args, token),
    );
  }
  if (isFilterName(token.text)) return { name: token.text, end: token.end };
  const meant = token.text
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_NAME);
  throw notUnderstood(
    source,
    token,
    `A saved filter is named with 1 to ${MAX_NAME} letters, digits, dashes or underscores, not ${quoted(token.text)}.`,
    isFilterName(meant) ? replaceSpan(source, token, meant) : undefined,
  );
}

/** `filter delete filter:leavers` means the name alone. */
function keyedName({ source }: Arguments, token: Token): string | undefined {
  const [value] = token.values;
  if (value === undefined || !['filter', 'name'].includes(token.key?.toLowerCase() ?? '')) return undefined;
  return replaceSpan(source, token, source.text.slice(value.start, value.end));
}
