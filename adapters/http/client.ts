import fetch, { type RequestInit } from 'node-fetch';
import { ProblemError } from '../../src/domain/problem.ts';

export interface HttpCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly text: string;
}

/** One HTTP call; resolves for every status, throws `unavailable` when no whole answer came. */
export type HttpClient = (call: HttpCall) => Promise<HttpAnswer>;

export interface HttpClientOptions {
  /** What the other side is called in a problem. */
  readonly source: string;
  readonly timeoutMs: number;
  /** A larger answer is given up. */
  readonly maxBytes: number;
}

/** A client that follows no redirect, waits no longer than its time limit and reads no more than its cap. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  return async (call) => {
    const limit = AbortSignal.timeout(options.timeoutMs);
    const init: RequestInit = {
      method: call.method,
      redirect: 'manual',
      size: options.maxBytes,
      headers: { ...(call.body === undefined ? {} : { 'content-type': 'application/json' }), ...call.headers },
      signal: call.signal === undefined ? limit : AbortSignal.any([call.signal, limit]),
    };
    if (call.body !== undefined) init.body = JSON.stringify(call.body);
    try {
      const response = await fetch(call.url, init);
      const text = await response.text();
      return { status: response.status, header: (name) => response.headers.get(name), text };
    } catch (cause) {
      if (call.signal?.aborted) throw call.signal.reason;
      throw new ProblemError(
        {
          kind: 'unavailable',
          source: options.source,
          message: limit.aborted
            ? `${options.source} did not answer within ${options.timeoutMs / 1000} seconds.`
            : `${options.source} could not be reached.`,
        },
        { cause },
      );
    }
  };
}
