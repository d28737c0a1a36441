import { ProblemError } from '../../../src/domain/problem.ts';
import { counted, numberText } from '../../../src/domain/text.ts';

/** What people call the sandbox, on cards and in messages. */
export const LABEL = 'Sandbox';

/** The sandbox will not do it, now or later. */
export function rejected(message: string): ProblemError {
  return new ProblemError({ kind: 'rejected', source: LABEL, message });
}

/** There is no such user or group. */
export function notFound(what: 'user' | 'group', name: string): ProblemError {
  return new ProblemError({ kind: 'not-found', what, name, nearest: [] });
}

/** Somebody else has the username. */
export function taken(
  name: string,
  by: { readonly displayName: string; readonly directory: string },
): ProblemError {
  const message = `The username ${name} belongs to ${by.displayName} (${by.directory}). Choose another, or rename that account first.`;
  return new ProblemError({ kind: 'conflict', message });
}

/** A read that broke off as it was told to. */
export function truncated(got: number, wanted: number): ProblemError {
  const message = `The read broke off after ${numberText(got)} of ${counted(wanted, 'user')}, so none of it is used.`;
  return new ProblemError({ kind: 'unavailable', source: LABEL, message });
}
