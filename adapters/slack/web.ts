import { WebAPIPlatformError } from '@slack/web-api';
import fetch from 'node-fetch';
import { isProblem, ProblemError } from '../../src/domain/problem.ts';
import { type Request, TIMEOUT_MS } from './client.ts';
import { type Asked, problemOfStatus, SOURCE, toProblem, unreachable } from './errors.ts';
import { isTrusted } from './hosts.ts';
import type { Team } from './ids.ts';
import type { Installations } from './installations.ts';
import type { Pace } from './pace.ts';

/** The Web API, one call a method; errors come as problems, and calls keep each method's pace in each workspace. */
export interface SlackWeb {
  /** Calls a method with the token of a workspace. `T` is what the method's documentation promises. */
  call<T>(team: Team, method: string, args: Readonly<Record<string, unknown>>): Promise<T>;
  /**
   * Posts to a `response_url`, which lives 30 minutes and five answers; `not-found` when it is over, `rejected`
   * when it is no address of Slack's.
   */
  respond(url: string, body: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Methods that may run twice: after a fault that may pass they get one more try at once. */
const REPEATABLE: ReadonlySet<string> = new Set([
  'auth.test',
  'chat.update',
  'conversations.info',
  'conversations.open',
  'files.getUploadURLExternal',
  'files.info',
  'users.info',
  'views.publish',
]);

/** Calls Slack for any workspace that installed the app. */
export function createWeb(options: {
  readonly apiUrl: string;
  readonly installations: Pick<Installations, 'of'>;
  readonly request: Request;
  readonly pace: Pace;
}): SlackWeb {
  const { apiUrl, installations, request, pace } = options;
  return {
    async call<T>(team: Team, method: string, args: Readonly<Record<string, unknown>>): Promise<T> {
      const { token, isOrganisationWide } = await installations.of(team);
      // A token for a whole organisation has to be told which of its workspaces is meant.
      const whole = isOrganisationWide && team.team !== null ? { team_id: team.team, ...args } : args;
      const limiter = pace(team.team ?? team.enterprise ?? '', method);
      const once = () => limiter.run(() => request(token, method, whole));
      const answered = await once().catch((error: unknown) => {
        if (REPEATABLE.has(method) && isProblem(error, 'unavailable')) return once();
        throw error;
      });
      // Slack vouches for the shape; what Rollcall acts on is read with care where it is used.
      return answered.body as T;
    },
    async respond(url, body) {
      const asked: Asked = { method: 'response_url', name: '' };
      if (!isTrusted(url, apiUrl)) {
        const message = 'the address to answer to is none of its own';
        throw new ProblemError({ kind: 'rejected', source: SOURCE, message });
      }
      const { status, retryAfter, text } = await post(url, body);
      const code = codeOf(text);
      if (code !== null) throw toProblem(new WebAPIPlatformError({ ok: false, error: code }), asked);
      if (status !== 200) throw new ProblemError(problemOfStatus(status, retryAfter, asked));
    },
  };
}

async function post(url: string, body: Readonly<Record<string, unknown>>) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const retryAfter = response.headers.get('retry-after');
    return { status: response.status, retryAfter, text: await response.text() };
  } catch (error) {
    throw unreachable(error);
  }
}

/** The error code in an answer, which is JSON or, where a response_url is over, the bare word; null for success. */
function codeOf(text: string): string | null {
  try {
    const { ok, error } = JSON.parse(text) as { readonly ok?: unknown; readonly error?: unknown };
    return ok === false && typeof error === 'string' ? error : null;
  } catch {
    const word = text.trim();
    return /^[a-z]+(_[a-z]+)+$/.test(word) ? word : null;
  }
}
