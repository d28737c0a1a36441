import assert from 'node:assert/strict';
import type { Problem, ProblemKind } from '../../../src/domain/problem.ts';
import { problemLine } from '../../../src/domain/problem-line.ts';

const LINES: { readonly [K in ProblemKind]: readonly [Extract<Problem, { readonly kind: K }>, string] } = {
  'not-understood': [
    {
      kind: 'not-understood',
      message: 'I don\'t know "inactve".',
      word: 'inactve',
      suggestion: 'users inactive:90d',
    },
    'I don\'t know "inactve".',
  ],
  'not-allowed': [
    { kind: 'not-allowed', message: 'Somebody else has to decide.', needs: 'approver' },
    'Somebody else has to decide.',
  ],
  'not-found': [
    { kind: 'not-found', what: 'group', name: 'finanse', nearest: ['finance'] },
    'There is no group "finanse".',
  ],
  ambiguous: [
    { kind: 'ambiguous', what: 'user', name: 'ada', choices: ['ada in Crowd', 'ada in LDAP'] },
    'More than one user fits "ada".',
  ],
  conflict: [{ kind: 'conflict', message: 'A-7f3k2 is already approved.' }, 'A-7f3k2 is already approved.'],
  guarded: [
    { kind: 'guarded', message: 'This filter narrows nothing.', remedy: 'Say who is meant.' },
    'This filter narrows nothing. Say who is meant.',
  ],
  'rate-limited': [
    { kind: 'rate-limited', source: 'Sandbox', retryAfterMs: 30_000 },
    'Sandbox asked for a pause of 30000 ms.',
  ],
  unavailable: [
    { kind: 'unavailable', source: 'Sandbox', message: 'no answer in 10 seconds' },
    'Sandbox: no answer in 10 seconds',
  ],
  rejected: [
    { kind: 'rejected', source: 'Crowd', message: 'the account is managed elsewhere' },
    'Crowd: the account is managed elsewhere',
  ],
  misconfigured: [
    { kind: 'misconfigured', key: 'ROLLCALL_DIRECTORY', remedy: 'set it to sandbox or csv:FILE' },
    'ROLLCALL_DIRECTORY: set it to sandbox or csv:FILE',
  ],
  bug: [{ kind: 'bug', reference: 'k7m3x' }, 'A fault in Rollcall itself; the log has it under k7m3x.'],
};

function rejected(message: string): Problem {
  return { kind: 'rejected', source: 'Crowd', message };
}

describe('a problem as one line', () => {
  for (const [kind, [problem, line]] of Object.entries(LINES)) {
    it(`says what a problem of kind ${kind} is`, () => {
      assert.equal(problemLine(problem), line);
    });
  }

  it('stays one line whatever line ends the other side sent', () => {
    assert.equal(
      problemLine(rejected('no\nsuch\r\nuser\rin\u2028this\u2029old\u0085\v\fplace')),
      'Crowd: no such user in this old place',
    );
  });

  it('keeps the spaces of a quoted name', () => {
    const problem: Problem = { kind: 'not-found', what: 'group', name: 'a  b ', nearest: [] };

    assert.equal(problemLine(problem), 'There is no group "a  b ".');
  });

  it('is cut at 500 characters', () => {
    assert.equal(problemLine(rejected('x'.repeat(493))).length, 500);
    assert.equal(problemLine(rejected('x'.repeat(100_000))), `Crowd: ${'x'.repeat(493)}`);
  });

  it('is never cut through a character', () => {
    const line = problemLine(rejected(`${'x'.repeat(492)}😀 and more`));

    assert.equal(line, `Crowd: ${'x'.repeat(492)}`);
    assert.equal(problemLine(rejected(`${'x'.repeat(491)}😀 and more`)), `Crowd: ${'x'.repeat(491)}😀`);
  });
});
