import assert from 'node:assert/strict';
import { count, day, daysBetween, duration, instant, list, size } from '../../../cards/format.ts';

describe('cards: dates, durations and counts', () => {
  it('an instant is absolute and carries its zone', () => {
    assert.equal(instant(Date.UTC(2026, 10, 24, 8, 14), 'Europe/Berlin'), '24 Nov 2026 09:14 CET');
    assert.equal(instant(Date.UTC(2026, 8, 1, 8, 14), 'Europe/Berlin'), '1 Sep 2026 10:14 CEST');
    assert.equal(instant(Date.UTC(2026, 0, 5, 13), 'America/New_York'), '5 Jan 2026 08:00 EST');
    assert.equal(instant(Date.UTC(2026, 0, 5, 13), 'Asia/Kolkata'), '5 Jan 2026 18:30 IST');
    assert.equal(instant(Date.UTC(2026, 0, 5, 13), 'Asia/Singapore'), '5 Jan 2026 21:00 GMT+8');
    assert.equal(instant(Date.UTC(2026, 0, 5, 13), 'UTC'), '5 Jan 2026 13:00 UTC');
  });

  it('a day is the one of the zone', () => {
    assert.equal(day(Date.UTC(2024, 1, 2, 23, 30), 'Europe/Berlin'), '3 Feb 2024');
    assert.equal(day(Date.UTC(2024, 1, 2, 23, 30), 'UTC'), '2 Feb 2024');
  });

  it('days are calendar days, over a change of the clock too', () => {
    const zone = 'Europe/Berlin';
    assert.equal(daysBetween(Date.UTC(2026, 2, 28, 22), Date.UTC(2026, 2, 29, 21), zone), 1);
    assert.equal(daysBetween(Date.UTC(2026, 2, 28, 22, 59), Date.UTC(2026, 2, 28, 23, 1), zone), 1);
    assert.equal(daysBetween(Date.UTC(2026, 2, 2), Date.UTC(2026, 2, 1), zone), 0);
  });

  it('durations read well aloud', () => {
    const said = [0, 1_000, 21_000, 60_000, 250_000, 3_599_000, 3_600_000, 7_500_000].map(duration);
    assert.deepEqual(said, [
      'less than a second',
      '1 second',
      '21 seconds',
      '1 minute',
      '4 minutes 10 seconds',
      '1 hour',
      '1 hour',
      '2 hours 5 minutes',
    ]);
  });

  it('counts and sizes have their nouns', () => {
    assert.deepEqual(
      [0, 1, 3000].map((n) => count(n, 'user')),
      ['no users', '1 user', '3,000 users'],
    );
    assert.deepEqual([1, 12_345, 3_600_000].map(size), ['1 byte', '12 KB', '3.4 MB']);
    assert.equal(list(['a', 'b', 'c']), 'a, b and c');
  });
});
