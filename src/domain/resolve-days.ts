import { IANAZone } from 'luxon';
import type { Day, DayRange } from './filter.ts';
import type { Instant } from './ids.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;
/** The first day that four digits can name; nothing lies before it. */
const FIRST_DAY_MS = Date.parse('0001-01-01T00:00:00Z');
/** The last day that four digits can name. */
const LAST_DAY_MS = Date.UTC(9999, 11, 31);
/** More days than this are forgotten at once; a year of distinct filters needs fewer. */
const MEMORY = 4096;
/** Zones remembered; a deployment has one, readers of warnings a few more. */
const ZONES = 16;
/** The start that, with an end of today or later, stands for "no date filter" (spec S2.1). */
const DAWN: Day = '1970-01-01';

/** Instants from `from` on and before `to`; infinite where a range is open. */
export interface InstantRange {
  readonly from: Instant;
  readonly to: Instant;
}

const zones = new Map<string, ZoneDays>();

/** The calendar days of an IANA time zone. */
export function daysOf(zone: string): ZoneDays {
  const known = zones.get(zone);
  if (known !== undefined) return known;
  if (zones.size >= ZONES) zones.clear();
  const days = new ZoneDays(zone);
  zones.set(zone, days);
  return days;
}

/** Calendar days of one time zone. Asking a zone is slow, so days asked for before are remembered. */
export class ZoneDays {
  readonly #zone: IANAZone;
  readonly #starts = new Map<Day, Instant>();

  constructor(zone: string) {
    this.#zone = IANAZone.create(zone);
  }

  /** The local day of an instant. */
  dayOf(at: Instant): Day {
    const utcDay = isoDay(at);
    let day = at < this.startOf(utcDay) ? addDays(utcDay, -1) : utcDay;
    for (let next = addDays(day, 1); at >= this.startOf(next) && next !== day; next = addDays(day, 1)) {
      day = next;
    }
    return day;
  }

  /** The first instant of a local day; where midnight is skipped by a clock change, the first one after it. */
  startOf(day: Day): Instant {
    const known = this.#starts.get(day);
    if (known !== undefined) return known;
    const start = this.#findStart(Date.parse(`${day}T00:00:00Z`));
    if (this.#starts.size >= MEMORY) this.#starts.clear();
    this.#starts.set(day, start);
    return start;
  }

  /** The instants of a range of local days, both ends included; null when it stands for no date filter. */
  instantsOf({ from, to }: DayRange, today: Day): InstantRange | null {
    if (from === DAWN && (to === undefined || to >= today)) return null;
    return {
      from: from === undefined ? Number.NEGATIVE_INFINITY : this.startOf(from),
      to: to === undefined ? Number.POSITIVE_INFINITY : this.startOf(addDays(to, 1)),
    };
  }

  /**
   * The instant before which a clock start lies `days` or more calendar days back: its local day is the local
   * day of `now` minus `days`, or earlier.
   */
  idleBefore(days: number, now: Instant): Instant {
    return this.startOf(addDays(this.dayOf(now), 1 - days));
  }

  #findStart(midnight: number): Instant {
    const early = midnight - this.#offsetMs(midnight - DAY_MS);
    const late = midnight - this.#offsetMs(midnight + DAY_MS);
    const candidates = [Math.min(early, late), Math.max(early, late)];
    const day = isoDay(midnight);
    const start = candidates.find((at) => at + this.#offsetMs(at) === midnight);
    if (start !== undefined) return start;
    // Midnight does not exist: the day begins where the clocks went forward, between the two candidates.
    let [before, after] = candidates as [number, number];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (isoDay(middle + this.#offsetMs(middle)) < day) before = middle;
      else after = middle;
    }
    return after;
  }

  #offsetMs(at: Instant): number {
    return this.#zone.offset(at) * MINUTE_MS;
  }
}

/** The day `count` days later, or earlier when negative; held within the years that four digits can name. */
export function addDays(day: Day, count: number): Day {
  return isoDay(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS);
}

/** How many days `to` lies after `from`. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

function isoDay(ms: number): Day {
  return new Date(Math.min(Math.max(ms, FIRST_DAY_MS), LAST_DAY_MS)).toISOString().slice(0, 10);
}
