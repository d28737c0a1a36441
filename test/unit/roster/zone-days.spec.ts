import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { addDays, daysBetween, daysOf } from '../../../src/domain/resolve-days.ts';
import { idleDays } from '../../../src/roster/idle-days.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Africa/Cairo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
];

describe('days of a zone', () => {
  it('begin and end where the calendar of the zone says, over clock changes and skipped days', () => {
    const instant = fc.integer({ min: Date.parse('2005-01-01'), max: Date.parse('2035-01-01') });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instant, (zone, at) => {
        const local = DateTime.fromMillis(at, { zone });
        const days = daysOf(zone);
        const day = days.dayOf(at);

        assert.equal(day, local.toISODate());
        assert.ok(days.startOf(day) <= at);
        assert.equal(DateTime.fromMillis(days.startOf(day), { zone }).toISODate(), day);
        assert.notEqual(DateTime.fromMillis(days.startOf(day) - 1, { zone }).toISODate(), day);
      }),
      { numRuns: 2000 },
    );
  });

  it('begin at the first moment of a day whose midnight the clocks skip', () => {
    assert.equal(daysOf('America/Sao_Paulo').startOf('2018-11-04'), Date.parse('2018-11-04T03:00:00Z'));
    assert.equal(daysOf('Pacific/Apia').startOf('2011-12-30'), Date.parse('2011-12-30T10:00:00Z'));
    assert.equal(daysOf('Pacific/Apia').dayOf(Date.parse('2011-12-30T10:00:00Z')), '2011-12-31');
  });

  it('are added and counted by the calendar, and never leave the years of four digits', () => {
    assert.equal(addDays('2028-02-28', 2), '2028-03-01');
    assert.equal(addDays('2026-01-01', -1), '2025-12-31');
    assert.equal(addDays('2026-01-01', -10_000_000), '0001-01-01');
    assert.equal(addDays('2026-01-01', 10_000_000), '9999-12-31');
    assert.equal(daysBetween('2026-03-28', '2026-03-30'), 2);
  });

  it('count a user idle from the clock start, and not at all where that is unknown', () => {
    const now = Date.parse('2026-11-24T00:30:00Z');
    const login = Date.parse('2026-11-23T22:30:00Z');
    const user = { lastLogin: { kind: 'at', at: login } } as const;

    assert.equal(idleDays(user, login, now, 'UTC'), 1);
    assert.equal(idleDays(user, login, now, 'America/New_York'), 0);
    assert.equal(idleDays(user, null, now, 'UTC'), null);
    assert.equal(idleDays({ lastLogin: { kind: 'unknown' } }, login, now, 'UTC'), null);
  });
});
