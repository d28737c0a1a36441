import { type LeftOut, SKIP_REASONS, type SkipReason } from '../src/domain/plan.ts';
import type { ProblemKind } from '../src/domain/problem.ts';
import { number } from './format.ts';

/** Why users were left out or skipped, as it follows a number: "12 protected". */
const SKIPS: Readonly<Record<SkipReason, string>> = {
  protected: 'protected',
  admin: 'administrators',
  'last-admin': 'the last administrator',
  'own-account': 'accounts Rollcall works with',
  'service-account': 'service accounts',
  exempt: 'exempt',
  'too-new': 'never used, but too new to tell',
  'not-long-deactivated': 'not deactivated for long enough',
  'not-for-oneself': 'who would make themselves administrators',
  'name-taken': 'whose username somebody else has',
  inherited: 'members through another group only',
  'not-a-member': 'not in the group to move from',
  'read-only-directory': 'in a read-only directory',
  'read-only-connection': 'in a connection that cannot be written',
  'already-so': 'already so',
  'logged-in-since': 'logged in since the plan was made',
  'no-longer-matches': 'no longer match the filter',
  'changed-since': 'changed since',
  'beyond-cap': "beyond today's cap",
  gone: 'no longer in the directory',
  'no-account': 'no account of that name',
};

/** The few that read otherwise behind "1". */
const ONE: Partial<Readonly<Record<SkipReason, string>>> = {
  admin: 'administrator',
  'own-account': 'account Rollcall works with',
  'service-account': 'service account',
  'not-for-oneself': 'who would make themselves administrator',
  inherited: 'member through another group only',
  'no-longer-matches': 'no longer matches the filter',
};

/** The same said of one user. */
const SKIP: Readonly<Record<SkipReason, string>> = {
  ...SKIPS,
  admin: 'an administrator',
  'own-account': 'the account Rollcall works with',
  'service-account': 'a service account',
  'not-for-oneself': 'would become administrator by their own request',
  'name-taken': 'somebody else has the username',
  inherited: 'a member through another group only',
  'no-longer-matches': 'no longer matches the filter',
};

/** What happened to targets after the plan was made, behind "Since the plan: 3 …". */
const MOVED: Partial<Readonly<Record<SkipReason, string>>> = {
  'logged-in-since': 'logged in',
  'changed-since': 'changed',
  gone: 'gone',
};

/** Why targets failed, as it follows a number: "2 refused by the directory". */
const FAILURES: Readonly<Record<ProblemKind, string>> = {
  'not-understood': 'not understood',
  'not-allowed': 'not allowed',
  'not-found': 'not found',
  ambiguous: 'not clear which was meant',
  conflict: 'changed meanwhile',
  guarded: 'held back by a guardrail',
  'rate-limited': 'slowed down by the directory until time ran out',
  unavailable: 'the directory could not be reached',
  rejected: 'refused by the directory',
  misconfigured: 'a setting is wrong',
  bug: 'a fault in Rollcall',
};

/** True when the reason is one that skips a user rather than a failure. */
export function isSkip(reason: string): reason is SkipReason {
  return (SKIP_REASONS as readonly string[]).includes(reason);
}

/** True for the name of a kind of problem, which people do not read. */
export function isProblemKind(word: string): word is ProblemKind {
  return Object.hasOwn(FAILURES, word);
}

/** How many ended or were left out for a reason: "12 protected", "1 service account". */
export function countedReason(reason: string, count: number): string {
  return `${number(count)} ${reasonAfter(reason, count)}`;
}

/** The reason alone, as it follows that number. */
export function reasonAfter(reason: string, count: number): string {
  if (!isSkip(reason)) return FAILURES[reason as ProblemKind] ?? 'for another reason';
  return (count === 1 ? ONE[reason] : undefined) ?? SKIPS[reason];
}

/** Why one user was skipped; the particular says it best where there is one. */
export function skipWords(reason: SkipReason, detail: string): string {
  if (detail === '') return SKIP[reason];
  if (reason === 'admin') return `${SKIP.admin}, ${detail}`;
  return reason === 'exempt' ? `${SKIP.exempt}: ${detail}` : detail;
}

/** How many targets moved after the plan was made, and how: "3 logged in · 1 gone". */
export function movedWords(moved: readonly LeftOut[]): string {
  return moved
    .map(({ reason, count }) => {
      const words = MOVED[reason];
      return words === undefined ? countedReason(reason, count) : `${number(count)} ${words}`;
    })
    .join(' · ');
}
