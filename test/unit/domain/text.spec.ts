import assert from 'node:assert/strict';
import { isoText, lastLoginText } from '../../../src/domain/text.ts';

describe('an instant in a file', () => {
  it('is ISO 8601 in UTC to the second', () => {
    assert.equal(isoText(Date.UTC(2026, 10, 24, 8, 14, 5, 999)), '2026-11-24T08:14:05Z');
    assert.equal(isoText(0), '1970-01-01T00:00:00Z');
    assert.equal(isoText(-1), '1969-12-31T23:59:59Z');
  });

  it('is whole in the years before 0000 and after 9999 too, where ISO 8601 writes six digits', () => {
    assert.equal(isoText(8.64e15), '+275760-09-13T00:00:00Z');
    assert.equal(isoText(-8.64e15), '-271821-04-20T00:00:00Z');
  });
});

describe('a last login in a file', () => {
  const at = Date.UTC(2026, 8, 3, 7);

  it('is the instant, or the instant it lies before', () => {
    assert.equal(lastLoginText({ kind: 'at', at }), '2026-09-03T07:00:00Z');
    assert.equal(lastLoginText({ kind: 'before', at }), 'before 2026-09-03T07:00:00Z');
  });

  it('is never or unknown, which are not the same', () => {
    assert.equal(lastLoginText({ kind: 'never' }), 'never');
    assert.equal(lastLoginText({ kind: 'unknown' }), 'unknown');
  });
});
