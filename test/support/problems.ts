import type { Problem, ProblemKind } from '../../src/domain/problem.ts';

/** One ordinary problem of every kind. */
export const PROBLEMS: { readonly [K in ProblemKind]: Extract<Problem, { readonly kind: K }> } = {
  'not-understood': {
    kind: 'not-understood',
    message: 'I don\'t know "inactve".',
    word: 'inactve',
    position: 6,
    suggestion: 'users inactive:90d',
    help: 'filters',
  },
  'not-allowed': {
    kind: 'not-allowed',
    message:
      '"approve" needs the role approver or admin. Nothing was changed. Ask an admin for it; "whoami" shows yours.',
    needs: 'approver or admin',
  },
  'not-found': { kind: 'not-found', what: 'group', name: 'finanse', nearest: ['finance', 'finance-leads'] },
  ambiguous: {
    kind: 'ambiguous',
    what: 'user',
    name: 'ada',
    choices: ['ada in Internal Directory', 'ada in Corporate LDAP'],
  },
  conflict: { kind: 'conflict', message: 'A-7f3k2 is already approved. Nothing was changed.' },
  guarded: {
    kind: 'guarded',
    message: 'This filter narrows nothing',
    remedy: 'say who is meant, for example inactive:90d',
  },
  'rate-limited': { kind: 'rate-limited', source: 'Sandbox', retryAfterMs: 30_000 },
  unavailable: { kind: 'unavailable', source: 'Sandbox', message: 'no answer in 10 seconds' },
  rejected: { kind: 'rejected', source: 'Sandbox', message: 'the account is managed elsewhere' },
  misconfigured: {
    kind: 'misconfigured',
    key: 'ROLLCALL_DIRECTORY',
    remedy: 'set it to sandbox or csv:FILE',
  },
  bug: { kind: 'bug', reference: 'k7m3x' },
};
