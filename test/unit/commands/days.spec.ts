import assert from 'node:assert/strict';
import { choicesFor, suggestionFor } from './support.ts';

describe('a day in another form', () => {
  const meant: readonly (readonly [string, string])[] = [
    ['31.12.2025', '2025-12-31'],
    ['31/12/2025', '2025-12-31'],
    ['12/31/2025', '2025-12-31'],
    ['1.2.25', '2025-02-01'],
    ['2025/1/5', '2025-01-05'],
    ['2025-1-5', '2025-01-05'],
    ['20251231', '2025-12-31'],
    ['2025-12-31T10:00', '2025-12-31'],
    ['11 Jul 2025', '2025-07-11'],
    ['"11 Jul 2025"', '2025-07-11'],
    ['Jul 11, 2025', '2025-07-11'],
    ['11-July-2025', '2025-07-11'],
    ['2025-02-30', '2025-02-28'],
    ['2025-03-31..2025-01-01', '2025-01-01..2025-03-31'],
    ['2025-01-01--2025-03-31', '2025-01-01..2025-03-31'],
    ['1.1.2025..31.3.2025', '2025-01-01..2025-03-31'],
    ['3/3/2025', '2025-03-03'],
  ];
  for (const [typed, iso] of meant) {
    it(`is answered with ${iso} for ${typed}`, () => {
      assert.equal(suggestionFor(`users login:${typed}`), `users login:${iso}`);
      assert.equal(suggestionFor(`users created:${typed} never`), `users created:${iso} never`);
    });
  }

  it('is answered with both when it can be read both ways', () => {
    assert.deepEqual(choicesFor('users login:1/2/2025'), [
      'users login:2025-02-01',
      'users login:2025-01-02',
    ]);
    assert.deepEqual(choicesFor('users login:1/2/2025..3/4/2025'), [
      'users login:2025-02-01..2025-04-03',
      'users login:2025-01-02..2025-03-04',
    ]);
  });

  it('is not guessed at when it is none', () => {
    for (const typed of [
      'yesterday',
      '2025-13-01',
      '32.1.2025',
      '..',
      '30d',
      '2025-01-01..x',
      '0000-01-01',
      '99',
    ]) {
      assert.equal(suggestionFor(`users login:${typed}`), undefined, typed);
    }
  });
});
