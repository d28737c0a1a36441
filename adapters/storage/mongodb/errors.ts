import {
  MongoError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { ProblemError } from '../../../src/domain/problem.ts';

/** What people call the store in problems. */
export const SOURCE = 'database';

/** Codes of the MongoDB manual ("Error Codes"). */
const DUPLICATE_KEY = 11_000;
const UNAUTHORIZED = new Set([13, 18]);
const NO_SPACE = 14_031;

/** Turns what the driver threw into a problem that says what to do; anything unforeseen passes through. */
export function mapError(error: unknown): unknown {
  if (error instanceof ProblemError || !(error instanceof MongoError)) return error;
  const message = messageFor(error);
  return message === undefined ? error : unavailable(message, error);
}

/** A problem of the store that may pass once somebody did what the message says. */
export function unavailable(message: string, cause?: unknown): ProblemError {
  return new ProblemError({ kind: 'unavailable', source: SOURCE, message }, { cause });
}

/** The state moved since it was read. */
export function conflict(message: string): ProblemError {
  return new ProblemError({ kind: 'conflict', message });
}

/** True when a unique index refused a write; `index` asks for one of that name. */
export function isDuplicate(error: unknown, index?: string): error is MongoServerError {
  if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) return false;
  return index === undefined || indexOf(error) === index;
}

/** True when nobody knows whether the server carried a write out: its answer never came. */
export function isUnanswered(error: unknown): boolean {
  const cause = error instanceof ProblemError ? error.cause : error;
  return cause instanceof MongoNetworkError;
}

function messageFor(error: MongoError): string | undefined {
  if (error instanceof MongoNetworkTimeoutError) {
    return 'MongoDB did not answer in time. Check its load and the network; Rollcall goes on by itself.';
  }
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError) {
    return 'MongoDB cannot be reached. Check that it runs and that ROLLCALL_STORAGE names it; Rollcall goes on by itself.';
  }
  if (!(error instanceof MongoServerError)) return undefined;
  if (UNAUTHORIZED.has(Number(error.code))) {
    return 'MongoDB refuses the user in ROLLCALL_STORAGE. Check its name and password, and that it has readWrite on the database.';
  }
  if (error.code === NO_SPACE) return "MongoDB's disk is full. Free space there; Rollcall goes on by itself.";
  // Labels of the driver's specification: a step-down, a shutdown or an interrupted write.
  if (error.hasErrorLabel('RetryableWriteError') || error.hasErrorLabel('RetryableError')) {
    return 'MongoDB is changing its primary or shutting down. Rollcall goes on by itself.';
  }
  return undefined;
}

/** The server names the index in its text alone. */
function indexOf(error: MongoServerError): string | undefined {
  return /index: (\S+)/.exec(error.message)?.[1];
}
