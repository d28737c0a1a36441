import { DateTime, IANAZone } from 'luxon';
import type { Instant } from '../src/domain/ids.ts';

/** Each knows the abbreviations of its own part of the world; elsewhere the offset is shown. */
const ZONE_LOCALES = ['en-GB', 'en-US', 'en-AU', 'en-IN', 'en-ZA'];
/** Spelled here, because locales differ between releases ("Sep", "Sept"). */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** An instant with its zone: "24 Nov 2026 09:14 CET". */
export function instant(at: Instant, zone: string): string {
  const time = DateTime.fromMillis(at, { zone });
  return `${dayOf(time)} ${twoDigits(time.hour)}:${twoDigits(time.minute)} ${zoneName(time)}`;
}

/** The same to the second, for a record: "24 Nov 2026 09:14:05 CET". */
export function exactInstant(at: Instant, zone: string): string {
  const time = DateTime.fromMillis(at, { zone });
  const clock = [time.hour, time.minute, time.second].map(twoDigits).join(':');
  return `${dayOf(time)} ${clock} ${zoneName(time)}`;
}

/** A calendar day in the zone: "3 Feb 2024". */
export function day(at: Instant, zone: string): string {
  return dayOf(DateTime.fromMillis(at, { zone }));
}

/** Calendar days between two instants in the zone, never less than 0. */
export function daysBetween(from: Instant, to: Instant, zone: string): number {
  return Math.max(0, dayNumber(to, zone) - dayNumber(from, zone));
}

function dayNumber(at: Instant, zone: string): number {
  return Math.floor((at + IANAZone.create(zone).offset(at) * MINUTE_MS) / DAY_MS);
}

/** An ISO day as people read it, "31 Jan 2027"; anything else as it is. */
export function calendarDay(iso: string): string {
  const date = DateTime.fromISO(iso, { zone: 'utc' });
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && date.isValid ? dayOf(date) : iso;
}

function dayOf({ day: date, month, year }: DateTime): string {
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function zoneName(time: DateTime): string {
  let name = '';
  for (const locale of ZONE_LOCALES) {
    name = time.setLocale(locale).offsetNameShort ?? '';
    if (name !== '' && !/^(GMT|UTC)[+-]/.test(name)) break;
  }
  return name;
}

/** A number with its thousands apart: "3,000". */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** A number with its noun: "1 user", "128 users", "no users". */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  if (value === 0) return `no ${plural}`;
  return `${number(value)} ${value === 1 ? noun : plural}`;
}

/** A duration in words: "21 seconds", "4 minutes 10 seconds", "2 hours 5 minutes". */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds === 0) return 'less than a second';
  if (seconds < 60) return count(seconds, 'second');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return both(count(minutes, 'minute'), seconds % 60, 'second');
  const whole = Math.round(seconds / 60);
  if (whole < 60) return count(whole, 'minute');
  return both(count(Math.floor(whole / 60), 'hour'), whole % 60, 'minute');
}

/** An estimate in words: "about 21 seconds", but plain "less than a second". */
export function about(ms: number): string {
  const words = duration(ms);
  return words.startsWith('less') ? words : `about ${words}`;
}

function both(large: string, small: number, noun: string): string {
  return small === 0 ? large : `${large} ${count(small, noun)}`;
}

/** A file's size: "812 bytes", "12 KB", "3.4 MB". */
export function size(bytes: number): string {
  if (bytes < 1024) return count(bytes, 'byte');
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${number(Math.round(kilobytes))} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

/** Words as people list them: "a, b and c". */
export function list(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** The ISO day of an instant in the zone: "2026-11-24". */
export function isoDay(at: Instant, zone: string): string {
  const { year, month, day: date } = DateTime.fromMillis(at, { zone });
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(date)}`;
}
