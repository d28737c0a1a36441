import { type Problem, problemOf } from '../../src/domain/problem.ts';
import type { HttpReply } from './route.ts';

/** A refusal of the HTTP layer itself; its message is a plain sentence for the caller. */
export class HttpError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.headers = headers;
  }
}

/** An answer as JSON that no cache keeps. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

const STATUS_OF_PROBLEM: Readonly<Record<Problem['kind'], number>> = {
  'not-understood': 400,
  'not-allowed': 403,
  'not-found': 404,
  ambiguous: 400,
  conflict: 409,
  guarded: 403,
  'rate-limited': 429,
  unavailable: 503,
  rejected: 502,
  misconfigured: 500,
  bug: 500,
};

/** Any error as a plain JSON answer; what is not meant for callers becomes a 500 with the request's id. */
export function errorReply(error: unknown, requestId: string): HttpReply {
  if (error instanceof HttpError) {
    return json({ error: error.message, request: requestId }, error.status, error.headers);
  }
  const problem = problemOf(error);
  if (problem === undefined || problem.kind === 'bug') {
    return json(
      { error: `Something broke in Rollcall. The log has it as ${requestId}.`, request: requestId },
      500,
    );
  }
  return json({ error: sentence(problem), request: requestId }, STATUS_OF_PROBLEM[problem.kind]);
}

function sentence(problem: Problem): string {
  switch (problem.kind) {
    case 'not-found':
      return `There is no such ${problem.what}.`;
    case 'ambiguous':
      return `That ${problem.what} can mean more than one. Say which.`;
    case 'rate-limited':
      return `Too many requests. Try again in ${Math.ceil(problem.retryAfterMs / 1000)} seconds.`;
    case 'misconfigured':
      return problem.remedy;
    case 'bug':
      return 'Something broke in Rollcall.';
    default:
      return problem.message;
  }
}
