import { DateTime } from 'luxon';
import type { Instant } from '../../../src/domain/ids.ts';

/** The instant a cell names: the start of a day in the zone, or a time; undefined when it is no date. */
export type ReadDate = (text: string) => Instant | undefined;

const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
const TIME = String.raw`(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?`;
const ISO = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})${TIME}$`, 'i');
const DAY_FIRST = new RegExp(String.raw`^(\d{1,2})[ -]([a-z]{3,9})\.?[ -](\d{4})${TIME}$`, 'i');
const MONTH_FIRST = new RegExp(String.raw`^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})${TIME}$`, 'i');

/** Days that are remembered; a file has few different ones. */
const MOST_REMEMBERED = 20_000;

/**
 * Reads ISO days and times, and English dates such as `11 Jul 2025` that the organisation's export has. Days
 * without a time are calendar days in `zone`; dates of figures alone (11/07/2025) mean two things and are none.
 */
export function createDateReader(zone: string): ReadDate {
  const remembered = new Map<string, Instant>();
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    const at = readDate(text, zone);
    if (at !== undefined) remembered.set(text, at);
    return at;
  };
}

function readDate(text: string, zone: string): Instant | undefined {
  const iso = ISO.exec(text);
  if (iso) return instantOf(zone, iso[1], Number(iso[2]), iso[3], iso.slice(4));
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst) return instantOf(zone, dayFirst[3], monthOf(dayFirst[2]), dayFirst[1], dayFirst.slice(4));
  const monthFirst = MONTH_FIRST.exec(text);
  if (monthFirst)
    return instantOf(zone, monthFirst[3], monthOf(monthFirst[1]), monthFirst[2], monthFirst.slice(4));
  return undefined;
}

function instantOf(
  zone: string,
  year: string | undefined,
  month: number,
  day: string | undefined,
  [hour, minute, second, offset]: readonly (string | undefined)[],
): Instant | undefined {
  const fields = {
    year: Number(year),
    month,
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
  };
  const at = DateTime.fromObject(fields, { zone: zoneOf(offset) ?? zone });
  return at.isValid ? at.toMillis() : undefined;
}

function zoneOf(offset: string | undefined): string | undefined {
  if (offset === undefined) return undefined;
  return /^(z|utc)$/i.test(offset) ? 'utc' : `utc${offset.replace(/:?(\d{2})$/, ':$1')}`;
}

/** 1 to 12, or 0 for a word that is no month; short and long English names. */
function monthOf(word = ''): number {
  const name = word.toLowerCase();
  return (
    MONTHS.findIndex((month) => name === month || name === month.slice(0, 3) || name === SHORT[month]) + 1
  );
}

/** Abbreviations that are not the first three letters. */
const SHORT: Readonly<Record<string, string>> = { september: 'sept' };
