import {
  MongoAPIError,
  MongoClientClosedError,
  MongoError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoNotConnectedError,
  MongoRuntimeError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { ProblemError } from '../../../src/domain/problem.ts';
import { tooOld } from './deployment.ts';

/** What people call the store in problems. */
export const SOURCE = 'database';

const UNREACHABLE =
  'MongoDB cannot be reached. Check that it runs, and the host, port, replicaSet and tls in ROLLCALL_STORAGE; Rollcall goes on by itself.';

/** Codes of the MongoDB manual ("Error Codes"). */
const DUPLICATE_KEY = 11_000;
const UNAUTHORIZED = new Set([13, 18]);
const NO_SPACE = 14_031;
/** Codes of Node's documentation ("Common system errors", "Node.js error codes"). */
const SOCKET_FAULTS = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);

/** Turns what the driver threw into a problem that says what to do; anything unforeseen passes through. */
export function mapError(error: unknown): unknown {
  if (isSocketFault(error)) return unsure(UNREACHABLE, error);
  if (error instanceof ProblemError || !(error instanceof MongoError)) return error;
  const message = messageFor(error);
  if (message === undefined) return error;
  return isLost(error) ? unsure(message, error) : unavailable(message, error);
}

/** As {@link mapError}, for what goes wrong only while connecting. */
export function mapOpenError(error: unknown): unknown {
  // The driver's word for a server that speaks no protocol of its own any more.
  if (error instanceof Error && /maximum wire version/.test(error.message))
    return tooOld('The MongoDB in ROLLCALL_STORAGE', error);
  if (isUnreadable(error)) {
    // Without its cause, which may hold the password.
    return new ProblemError({
      kind: 'misconfigured',
      key: 'ROLLCALL_STORAGE',
      remedy:
        'It is no connection string that MongoDB knows. Write mongodb://USER:PASSWORD@HOST:27017/DATABASE, with ' +
        'special characters of the password percent-encoded; after a ? come options, such as replicaSet=rs0, whose ' +
        'names and values have to be ones of MongoDB.',
    });
  }
  if (isLookUp(error)) {
    return unavailable(
      'The host in ROLLCALL_STORAGE is not known to the name servers. Check its spelling and the network.',
      error,
    );
  }
  return mapError(error);
}

/** Nobody takes writes there. Whoever asks has mostly written something before. */
export function unreachable(): ProblemError {
  return unsure(UNREACHABLE);
}

/** A problem of the store that may pass once somebody did what the message says. */
export function unavailable(message: string, cause?: unknown): ProblemError {
  return new ProblemError({ kind: 'unavailable', source: SOURCE, message }, { cause });
}

function unsure(message: string, cause?: unknown): ProblemError {
  return new ProblemError({ kind: 'unavailable', source: SOURCE, message, isUnsure: true }, { cause });
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
  if (cause instanceof MongoNetworkError || isSocketFault(cause)) return true;
  // Of a server that steps down or shuts down in the middle.
  return cause instanceof MongoError && cause.hasErrorLabel('RetryableWriteError');
}

/** The driver lets through what a socket says that the other side has just ended. */
function isSocketFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && SOCKET_FAULTS.has(String(error.code));
}

/** In the middle of something, whose earlier writes stand and whose last one may. */
function isLost(error: MongoError): boolean {
  return isUnanswered(error) || error instanceof MongoServerSelectionError;
}

/** The driver cannot read a connection string. Its parser is a package of its own with a class of that name. */
function isUnreadable(error: unknown): boolean {
  if (error instanceof MongoRuntimeError && /Unable to parse/.test(error.message)) return true;
  return error instanceof MongoAPIError || (error instanceof Error && error.name === 'MongoParseError');
}

/** Of `mongodb+srv`, which asks the name servers before anybody is connected to. */
function isLookUp(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && String(error.syscall).startsWith('query');
}

function messageFor(error: MongoError): string | undefined {
  if (error instanceof MongoNetworkTimeoutError) {
    return 'MongoDB did not answer in time. Check its load and the network; Rollcall goes on by itself.';
  }
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError) {
    return UNREACHABLE;
  }
  if (error instanceof MongoNotConnectedError || error instanceof MongoClientClosedError) {
    return 'The database is closed: Rollcall is stopping.';
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
