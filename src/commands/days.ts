import type { Day, DayRange } from '../domain/filter.ts';

const END = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const RANGE = /^(.*?)\.{2,3}(.*)$/s;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Days, months or years in ISO form, alone or as a range that may be open at one end; a month or a year stands
 * for all its days. Undefined for any other text, for a day that does not exist, and for an end before its start.
 */
export function readRange(text: string): DayRange | undefined {
  const ends = RANGE.exec(text);
  if (ends === null) {
    const from = edge(text, 'first');
    const to = edge(text, 'last');
    return from === undefined || to === undefined ? undefined : { from, to };
  }
  const [, start = '', end = ''] = ends;
  const from = edge(start, 'first');
  const to = edge(end, 'last');
  if (start !== '' && from === undefined) return undefined;
  if (end !== '' && to === undefined) return undefined;
  if (from !== undefined && to !== undefined && from > to) return undefined;
  if (from === undefined && to === undefined) return undefined;
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** A range as {@link readRange} takes it. */
export function printRange({ from, to }: DayRange): string {
  return from !== undefined && from === to ? from : `${from ?? ''}..${to ?? ''}`;
}

/** The ISO forms another way of writing days was probably meant as: none, one, or day first and month first. */
export function guessRanges(text: string): readonly string[] {
  if (text.length > 60) return [];
  const ends = text.split(/\s*(?:\.{2,3}|--|–|\s-\s|\sto\s)\s*/i);
  if (ends.length > 2) return [];
  const guesses = ['day', 'month'].map((first) => guessRange(ends, first === 'day'));
  return [...new Set(guesses.filter((guess) => guess !== undefined))];
}

/** How much of the start of a text is a day written with the month's name, in characters. */
export function spelledDayLength(text: string): number {
  const match = /^(?:\d{1,2}\.?[ -]*[a-z]{3,9}\.?,?[ -]*\d{4}|[a-z]{3,9}\.?[ -]*\d{1,2},?[ -]+\d{4})\b/i.exec(
    text.slice(0, 60),
  );
  return match !== null && guessRanges(match[0]).length > 0 ? match[0].length : 0;
}

function guessRange(ends: readonly string[], dayFirst: boolean): string | undefined {
  const days = ends.map((end) => (end === '' ? '' : guessEnd(end, dayFirst)));
  if (days.some((day) => day === undefined) || days.every((day) => day === '')) return undefined;
  // A range typed the wrong way round is the likeliest reason for two good days that make no range.
  const [from, to] = days as string[];
  const turned = from !== undefined && to !== undefined && to !== '' && from > to ? [to, from] : days;
  const guess = turned.join('..');
  return readRange(guess) === undefined ? undefined : guess;
}

function guessEnd(text: string, dayFirst: boolean): string | undefined {
  if (edge(text, 'first') !== undefined) return text;
  const spelled = guessSpelled(text);
  if (spelled !== undefined) return spelled;
  const iso = /^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?:T.*)?$/.exec(text);
  if (iso !== null) return toDay(iso[1], iso[2], iso[3]);
  const other = /^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d{2})$/.exec(text);
  if (other === null) return undefined;
  const [, first, separator, second, year = ''] = other;
  const full = year.length === 2 ? `20${year}` : year;
  const [day, month] = separator === '.' || dayFirst ? [first, second] : [second, first];
  return toDay(full, month, day);
}

function guessSpelled(text: string): string | undefined {
  const match =
    /^(?<day>\d{1,2})\.?[ -]*(?<month>[a-z]{3,9})\.?,?[ -]*(?<year>\d{4})$/i.exec(text) ??
    /^(?<month>[a-z]{3,9})\.?[ -]*(?<day>\d{1,2}),?[ -]+(?<year>\d{4})$/i.exec(text);
  const { year, month, day } = match?.groups ?? {};
  const number = MONTHS.indexOf((month ?? '').slice(0, 3).toLowerCase()) + 1;
  return number === 0 ? undefined : toDay(year, String(number), day);
}

/** The day, or the last of its month when the month is too short for it. */
function toDay(year = '', month = '', day = ''): Day | undefined {
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return undefined;
  const last = lastDayOf(Number(year), Number(month));
  const text = [year, month.padStart(2, '0'), String(Math.min(Number(day), last)).padStart(2, '0')].join('-');
  return edge(text, 'first');
}

function edge(text: string, side: 'first' | 'last'): Day | undefined {
  const match = END.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2] ?? (side === 'first' ? 1 : 12));
  if (year < 1900 || year > 9999 || month < 1 || month > 12) return undefined;
  const last = lastDayOf(year, month);
  const day = Number(match[3] ?? (side === 'first' ? 1 : last));
  if (day < 1 || day > last) return undefined;
  return [String(year), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

function lastDayOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
