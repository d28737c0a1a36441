import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { type Problem, ProblemError } from '../../src/domain/problem.ts';
import { SCOPES } from './config.ts';

/** What the other side is called in a problem. */
export const SOURCE = 'Slack';
/** How long is waited where Slack names no time. */
const DEFAULT_RETRY_MS = 30_000;

/** What was asked of Slack, for the words of a problem; only ids, never what people wrote. */
export interface Asked {
  readonly method: string;
  /** Id of what it was about: a channel, a user, a file. */
  readonly name: string;
}

interface Answered {
  /** The scope that is missing, as Slack names it. */
  readonly needed: string;
}

type Reading = (asked: Asked, answered: Answered) => Problem;

const gone =
  (what: string): Reading =>
  ({ name }) => ({ kind: 'not-found', what, name, nearest: [] });

const mend =
  (key: string, remedy: string): Reading =>
  () => ({ kind: 'misconfigured', key, remedy });

const busy =
  (message: string): Reading =>
  () => ({ kind: 'unavailable', source: SOURCE, message });

const refused =
  (message: string): Reading =>
  () => ({ kind: 'rejected', source: SOURCE, message });

const late: Reading = () => ({
  kind: 'conflict',
  message:
    'The form could not be opened in the three seconds Slack gives it. Nothing was changed; ask for it again.',
});

const wait: Reading = () => ({ kind: 'rate-limited', source: SOURCE, retryAfterMs: DEFAULT_RETRY_MS });

/** Not the setting with the token: where workspaces install the app, there is none. */
const APP = 'the Slack app';
const tokenOver = (why: string) =>
  mend(
    APP,
    `Slack says that the bot's token ${why}. Install the app again; with one workspace, set ROLLCALL_SLACK_BOT_TOKEN to its new token.`,
  );

const missingScope: Reading = (_asked, { needed }) => {
  const use = Object.entries(SCOPES).find(([scope]) => scope === needed)?.[1];
  const why = use === undefined ? '' : ` (${use})`;
  return {
    kind: 'misconfigured',
    key: APP,
    remedy: `The app lacks the scope ${needed || 'that it needs'}${why}. Add it under "OAuth & Permissions" and install the app again.`,
  };
};

/**
 * What Slack's error codes mean to Rollcall. Codes as documented with each method (slack-ruby/slack-api-ref,
 * docs.slack.dev); one that is not in here is a refusal that carries the code.
 */
const CODES: Readonly<Record<string, Reading>> = {
  message_not_found: gone('message'),
  cant_update_message: gone('message'),
  edit_window_closed: gone('message'),
  block_mismatch: gone('message'),
  is_inactive: gone('channel'),
  channel_not_found: gone('channel'),
  is_archived: gone('channel'),
  not_in_channel: gone('channel'),
  channel_is_archived: gone('channel'),
  team_not_found: gone('workspace'),
  user_not_in_channel: gone('account in that channel'),
  user_not_found: gone('account'),
  users_not_found: gone('account'),
  user_not_visible: gone('account'),
  user_disabled: gone('account'),
  user_is_bot: gone('account'),
  cannot_dm_bot: gone('account'),
  messages_tab_disabled: mend(
    'App Home',
    'Switch on the Messages Tab under "App Home", and let people send messages from it.',
  ),
  file_not_found: gone('file'),
  file_deleted: gone('file'),
  file_never_existed: gone('file'),
  expired_trigger_id: late,
  exchanged_trigger_id: late,
  trigger_expired: late,
  trigger_exchanged: late,
  expired_url: gone('way to answer'),
  used_url: gone('way to answer'),
  no_active_hooks: gone('way to answer'),
  invalid_auth: tokenOver('is not valid'),
  not_authed: tokenOver('is missing'),
  token_revoked: tokenOver('was revoked'),
  token_expired: tokenOver('has expired'),
  account_inactive: tokenOver('belongs to an app that was removed'),
  no_permission: tokenOver('may not do this'),
  not_allowed_token_type: tokenOver('is of the wrong type'),
  invalid_token: tokenOver('is not valid'),
  app_missing_action_url: mend(APP, 'Switch on "Interactivity" in the app, as docs/slack.md says.'),
  org_login_required: mend('the Slack workspace', 'It is moving to an organisation; wait until it has.'),
  two_factor_setup_required: mend('the Slack workspace', 'Its admins ask for two-factor sign-in first.'),
  access_denied: mend('the Slack workspace', 'Ask its admins to let the app in.'),
  ekm_access_denied: mend('the Slack workspace', 'Its admins have suspended posting; ask them.'),
  team_access_not_granted: mend(
    'the Slack workspace',
    'Ask the admins of the organisation to add the app to it.',
  ),
  restricted_action: mend(
    'the channel',
    'A setting of the workspace keeps apps from posting there; ask its admins.',
  ),
  restricted_action_read_only_channel: mend('the channel', 'It is read-only for apps; choose another one.'),
  restricted_action_non_threadable_channel: mend(
    'the channel',
    'Apps may not post there; choose another one.',
  ),
  restricted_action_thread_only_channel: mend(
    'the channel',
    'Only threads are allowed there; choose another.',
  ),
  not_enabled: mend('App Home', 'Switch on the Home Tab under "App Home".'),
  missing_scope: missingScope,
  ratelimited: wait,
  rate_limited: wait,
  message_limit_exceeded: wait,
  internal_error: busy('Slack reports an error of its own'),
  fatal_error: busy('Slack reports an error of its own'),
  update_failed: busy('Slack could not store the change'),
  service_unavailable: busy('Slack is not available'),
  request_timeout: busy('Slack gave up waiting'),
  team_added_to_org: busy('the workspace is being moved into an organisation'),
  external_channel_migrating: busy('the channel is being moved'),
  accesslimited: busy('Slack limits access for now'),
  msg_too_long: refused('the message is too long'),
  file_uploads_disabled: refused('the workspace takes no files'),
  file_upload_size_restricted: refused('the workspace takes no files of that size'),
  file_uploads_except_images_disabled: refused('the workspace takes no files but images'),
};

/** The problem behind an error code of Slack. */
export function problemOfCode(code: string, asked: Asked, needed = ''): Problem {
  const reading = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  return reading?.(asked, { needed }) ?? refused(`${asked.method}: ${code}`)(asked, { needed });
}

/** The problem behind an HTTP status that is no success. */
export function problemOfStatus(status: number, retryAfter: string | null, asked: Asked): Problem {
  if (status === 429) {
    const seconds = Number.parseInt(retryAfter ?? '', 10);
    const retryAfterMs = seconds > 0 ? seconds * 1000 : DEFAULT_RETRY_MS;
    return { kind: 'rate-limited', source: SOURCE, retryAfterMs };
  }
  if (status === 404 || status === 410) return gone('address')(asked, { needed: '' });
  if (status >= 500 || status === 408)
    return { kind: 'unavailable', source: SOURCE, message: `HTTP ${status}` };
  return { kind: 'rejected', source: SOURCE, message: `${asked.method}: HTTP ${status}` };
}

/** Turns whatever a call to Slack threw into a problem, with the error as its cause. */
export function toProblem(error: unknown, asked: Asked): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof WebAPIRequestError) {
    if (error.original instanceof ProblemError) return error.original;
    return unreachable(error.original);
  }
  return new ProblemError(read(error, asked), { cause: error });
}

function read(error: unknown, asked: Asked): Problem {
  if (error instanceof WebAPIPlatformError) {
    const { error: code, needed } = error.data as { readonly error: string; readonly needed?: string };
    return problemOfCode(code, asked, needed);
  }
  if (error instanceof WebAPIRateLimitedError)
    return { kind: 'rate-limited', source: SOURCE, retryAfterMs: error.retryAfter * 1000 };
  if (error instanceof WebAPIHTTPError) return problemOfStatus(error.statusCode, null, asked);
  // What answers with something else than JSON is no Slack: a proxy's page, or half an answer.
  return { kind: 'unavailable', source: SOURCE, message: 'it answered with something unreadable' };
}

/**
 * A connection that failed or took too long. The cause is kept without its message, which names the address:
 * those to answer and to upload to are as good as a password.
 */
export function unreachable(error: unknown): ProblemError {
  const { name, code = '' } = error as { readonly name?: string; readonly code?: string };
  const isLate = name === 'AbortError' || name === 'TimeoutError';
  const message = isLate ? 'no answer in time' : 'it cannot be reached';
  const cause = new Error(`${name} ${code}`.trim());
  return new ProblemError({ kind: 'unavailable', source: SOURCE, message }, { cause });
}

/** True for a message whose blocks Slack does not take; its words can still be said. */
export function isInvalidBlocks(error: unknown): boolean {
  const cause = error instanceof ProblemError ? error.cause : undefined;
  if (!(cause instanceof WebAPIPlatformError)) return false;
  return ['invalid_blocks', 'invalid_blocks_format', 'invalid_arguments'].includes(cause.data.error);
}
