import { type Order, PAGE_SIZES, type PageSize } from '../domain/filter.ts';
import { EXPORT_COLUMNS, type ExportColumn } from './intent.ts';
import { nearest } from './nearest.ts';
import { notUnderstood, quoted, replaceSpan } from './not-understood.ts';
import { type Keyed, onlyValue, readChoice } from './term-readers.ts';

const SORTS = ['login', 'name', '-login', '-name'] as const;
/** A million users at ten a page have fewer pages. */
const MAX_PAGE = 1_000_000;

/** The value of `sort:`. */
export function readOrder(keyed: Keyed): Order {
  // A chat client may have made one dash of two or two of one.
  const value = onlyValue(keyed);
  const match = /^-*(name|login)$/i.exec(value.text);
  if (match === null) readChoice(keyed, SORTS);
  return { by: match?.[1]?.toLowerCase() as Order['by'], descending: value.text.startsWith('-') };
}

/** The value of `page:`, counted from 1. */
export function readPage(keyed: Keyed): number {
  const value = onlyValue(keyed);
  const page = /^\d{1,9}$/.test(value.text) ? Number(value.text) : Number.NaN;
  if (page >= 1 && page <= MAX_PAGE) return page;
  throw notUnderstood(
    keyed.source,
    value,
    `${quoted(value.text)} is no page; pages count from 1 to 1,000,000.`,
    replaceSpan(keyed.source, value, page > MAX_PAGE ? String(MAX_PAGE) : '1'),
  );
}

/** The value of `per:`. */
export function readPer(keyed: Keyed): PageSize {
  const value = onlyValue(keyed);
  const per = PAGE_SIZES.find((size) => String(size) === value.text);
  if (per !== undefined) return per;
  const wanted = Number(value.text);
  const meant = PAGE_SIZES.find((size) => size >= wanted) ?? (wanted > 100 ? 100 : 20);
  throw notUnderstood(
    keyed.source,
    value,
    `A page has ${PAGE_SIZES.join(', ')} users, not ${quoted(value.text)}.`,
    replaceSpan(keyed.source, value, String(meant)),
  );
}

/** The value of `columns:`, each column once, in the order typed. */
export function readColumns({ source, token }: Keyed): readonly ExportColumn[] {
  const columns = token.values.map((value) => {
    const plain = plainColumn(value.text);
    const column = EXPORT_COLUMNS.find((candidate) => plainColumn(candidate) === plain);
    if (column !== undefined) return column;
    const meant = nearest(value.text, EXPORT_COLUMNS);
    throw notUnderstood(
      source,
      value,
      `There is no column ${quoted(value.text)}. The columns are ${EXPORT_COLUMNS.join(', ')}.`,
      meant === undefined
        ? undefined
        : replaceSpan(source, value, meant.includes(' ') ? `"${meant}"` : meant),
    );
  });
  return [...new Set(columns)];
}

/** `display-name`, `displayName` and `display name` are the same column. */
function plainColumn(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}
