import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PersonId, UserRef, ViewId } from '../../../src/domain/ids.ts';
import { select, type View } from '../../../src/domain/view.ts';
import { NOW } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const ref = (name: string) => `sandbox/Crowd/${name}` as UserRef;
const refs = (names: string) => [...names].map(ref);

/** A view of a page with one-letter users, some of them selected on this page or others. */
function aView(shown: string, selected: string): View {
  return deepFreeze({
    id: 'V-7f3k2' as ViewId,
    version: 1,
    owner: 'priya' as PersonId,
    filter: 'inactive:90d',
    frozenAt: NOW,
    order: { by: 'login', descending: false },
    page: 1,
    per: 10,
    listed: 26,
    shown: refs(shown),
    selected: refs(selected),
    pending: null,
    expiresAt: NOW + 1,
  });
}

describe('the selection after a page was submitted', () => {
  it('has what was ticked, in the order of the page', () => {
    assert.deepEqual(select(aView('abc', ''), refs('ca')), refs('ac'));
  });

  it('keeps what was picked on other pages, ahead of this one', () => {
    assert.deepEqual(select(aView('def', 'abe'), refs('df')), refs('abdf'));
  });

  it('loses what was unticked here and nothing else', () => {
    assert.deepEqual(select(aView('abc', 'abx'), refs('b')), refs('xb'));
  });

  it('loses all of this page when nothing is ticked, also as the one empty text of an empty input', () => {
    assert.deepEqual(select(aView('abc', 'abx'), []), refs('x'));
    assert.deepEqual(select(aView('abc', 'abx'), ['']), refs('x'));
  });

  it('ignores what was not on the page: foreign, forged or no reference at all', () => {
    assert.deepEqual(
      select(aView('abc', ''), ['sandbox/Crowd/z', 'hr/1/a', 'a', '__proto__', ref('b')]),
      refs('b'),
    );
  });

  it('takes no user twice when a tick comes twice', () => {
    assert.deepEqual(select(aView('abc', 'a'), refs('aab')), refs('ab'));
  });

  it('is the same when the same page is submitted again', () => {
    const view = aView('abc', 'xc');
    const selected = select(view, refs('ab'));

    assert.deepEqual(select({ ...view, selected }, refs('ab')), selected);
  });

  it('is, over any pages and ticks, what the last submission of each page ticked', () => {
    const pages = ['abc', 'def', 'gh'] as const;
    const submission = fc.record({
      page: fc.constantFrom(...pages),
      ticked: fc.subarray([...'abcdefghz']),
    });
    fc.assert(
      fc.property(fc.array(submission, { maxLength: 12 }), (submissions) => {
        let selected: readonly UserRef[] = [];
        const last = new Map<string, readonly string[]>();
        for (const { page, ticked } of submissions) {
          selected = select({ ...aView(page, ''), selected }, ticked.map(ref));
          last.set(
            page,
            ticked.filter((name) => page.includes(name)),
          );
        }
        assert.deepEqual([...selected].sort(), [...last.values()].flat().sort().map(ref));
      }),
    );
  });
});
