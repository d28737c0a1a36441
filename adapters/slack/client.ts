import { type FetchFunction, LogLevel, WebClient } from '@slack/web-api';
import fetch from 'node-fetch';
import { ProblemError } from '../../src/domain/problem.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { Bounded } from '../chat/bounded.ts';
import { problemOfStatus, toProblem } from './errors.ts';

/** How long an answer may take. A form's trigger lives 3 s, a job can wait for its next try. */
export const TIMEOUT_MS = 8_000;
const CLIENTS = 200;

/** What every answer of Slack tells beside its body. */
export interface Observed {
  /** How far the clocks of Slack and of this machine were apart at the last answer; null before the first. */
  skewMs: number | null;
}

/** One call of the Web API with a token; errors are problems. */
export type Request = (
  token: string | undefined,
  method: string,
  args: Readonly<Record<string, unknown>>,
) => Promise<Answered>;

/** What a call that went well brought. */
export interface Answered {
  readonly body: unknown;
  /** Scopes the token has; null when Slack does not say. */
  readonly scopes: readonly string[] | null;
}

/** Calls Slack, and notices what its answers tell beside their bodies. */
export interface Client {
  readonly request: Request;
  readonly observed: Observed;
}

/**
 * The client of Slack's Web API. One WebClient a token, never with `headers`: with them it would send the
 * first workspace's token for every other one (web-api 8.2.0 writes into the caller's object). It repeats
 * nothing by itself: by default it would try for half an hour and may post twice.
 */
export function createClient(options: {
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}): Client {
  const observed: Observed = { skewMs: null };
  const clients = new Bounded<WebClient>(CLIENTS);
  const open = (token: string | undefined) =>
    new WebClient(token, {
      slackApiUrl: options.apiUrl,
      allowAbsoluteUrls: false,
      retryConfig: { retries: 0 },
      timeout: options.timeoutMs ?? TIMEOUT_MS,
      rejectRateLimitedCalls: true,
      logger: SILENT,
      fetch: watchedFetch(options.clock, observed),
    });
  return {
    observed,
    async request(token, method, args) {
      const client = clients.getOr(token ?? '', () => open(token));
      try {
        const body = await client.apiCall(method, { ...args });
        return { body, scopes: body.response_metadata?.scopes ?? null };
      } catch (error) {
        throw toProblem(error, { method, name: nameOf(args) });
      }
    },
  };
}

function watchedFetch(clock: Clock, observed: Observed): FetchFunction {
  return async (url, { method, headers, body, redirect, signal } = {}) => {
    const response = await fetch(String(url), {
      ...(method !== undefined && { method }),
      ...(headers !== undefined && { headers }),
      ...(typeof body === 'string' && { body }),
      ...(redirect !== undefined && { redirect }),
      ...(signal !== undefined && { signal }),
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) observed.skewMs = date - clock.now();
    if (response.status === 429) {
      // Without the header the client would call it an unknown error.
      const asked = { method: 'the Web API', name: '' };
      throw new ProblemError(problemOfStatus(429, response.headers.get('retry-after'), asked));
    }
    return response;
  };
}

/** The id that a call is about, for the words of a problem. */
function nameOf(args: Readonly<Record<string, unknown>>): string {
  return String(args.ts ?? args.channel ?? args.user ?? args.users ?? args.user_id ?? args.file ?? '');
}

/** A log for Slack's packages, which write bodies and addresses into theirs: none of it is kept. */
export const SILENT = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
