import assert from 'node:assert/strict';
import { about } from '../../../cards/format.ts';
import { countedReason, movedWords, skipWords } from '../../../cards/reason-words.ts';
import { SKIP_REASONS } from '../../../src/domain/plan.ts';

describe('words that follow a number', () => {
  it('are singular after one', () => {
    assert.equal(countedReason('service-account', 1), '1 service account');
    assert.equal(countedReason('service-account', 2), '2 service accounts');
    assert.equal(countedReason('admin', 1), '1 administrator');
    assert.equal(countedReason('protected', 1), '1 protected');
    assert.equal(countedReason('no-longer-matches', 1), '1 no longer matches the filter');
    assert.equal(countedReason('no-longer-matches', 2), '2 no longer match the filter');
  });

  it('every reason has words of its own, not its name', () => {
    const plural = SKIP_REASONS.map((reason) => countedReason(reason, 2));
    const single = SKIP_REASONS.map((reason) => skipWords(reason, ''));
    assert.equal(new Set(plural).size, SKIP_REASONS.length);
    assert.equal(new Set(single).size, SKIP_REASONS.length);
    for (const words of [...plural, ...single]) assert.doesNotMatch(words, /\w-(so|since|cap|new|admin)\b/);
  });

  it('one user is told by the particular, with what it means where that is not plain', () => {
    assert.equal(
      skipWords('protected', 'member of protected group board'),
      'member of protected group board',
    );
    assert.equal(skipWords('admin', 'member of admins'), 'an administrator, member of admins');
    assert.equal(skipWords('exempt', 'on leave'), 'exempt: on leave');
  });

  it('what moved since the plan is short', () => {
    const moved = [
      { reason: 'logged-in-since', count: 3 },
      { reason: 'gone', count: 1 },
      { reason: 'admin', count: 1 },
    ] as const;
    assert.equal(movedWords(moved), '3 logged in · 1 gone · 1 administrator');
  });

  it('say "about" only of what has a number', () => {
    assert.equal(about(21_000), 'about 21 seconds');
    assert.equal(about(100), 'less than a second');
  });
});
