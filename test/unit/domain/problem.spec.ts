import assert from 'node:assert/strict';
import { isProblem, ProblemError, type ProblemKind, problemOf } from '../../../src/domain/problem.ts';
import { PROBLEMS } from '../../support/problems.ts';

const KINDS = Object.keys(PROBLEMS) as ProblemKind[];

describe('an error with a problem', () => {
  for (const kind of KINDS) {
    it(`is known as ${kind} and as no other kind`, () => {
      const error = new ProblemError(PROBLEMS[kind]);

      assert.equal(problemOf(error), PROBLEMS[kind]);
      assert.deepEqual(
        KINDS.filter((other) => isProblem(error, other)),
        [kind],
      );
    });
  }

  it('keeps its cause and shows its kind alone, since what others sent may hold personal data', () => {
    const cause = new Error('ECONNRESET');
    const error = new ProblemError(PROBLEMS.unavailable, { cause });

    assert.equal(error.cause, cause);
    assert.equal(String(error), 'ProblemError: unavailable');
  });

  it('is what no other thrown value is', () => {
    for (const thrown of [
      new Error('conflict'),
      { problem: PROBLEMS.conflict },
      'conflict',
      null,
      undefined,
    ]) {
      assert.equal(problemOf(thrown), undefined);
      assert.equal(isProblem(thrown, 'conflict'), false);
    }
  });
});
