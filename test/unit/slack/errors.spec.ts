import assert from 'node:assert/strict';
import { createClient } from '../../../adapters/slack/client.ts';
import { type Problem, problemOf } from '../../../src/domain/problem.ts';
import type { Fault } from '../../fakes/slack/faults.ts';
import { TEAM, TOKEN } from '../../fakes/slack/world.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { slackParts, useSlackWorld } from '../../support/slack.ts';

const team = { team: TEAM, enterprise: null };

async function problemFrom(call: Promise<unknown>): Promise<Problem> {
  try {
    await call;
  } catch (error) {
    const problem = problemOf(error);
    assert.ok(problem !== undefined, `no problem but ${error}`);
    return problem;
  }
  return assert.fail('nothing was thrown');
}

describe('faults of Slack', () => {
  const current = useSlackWorld();
  const failed = async (fault: Fault, method = 'chat.postMessage') => {
    const { web, installations } = slackParts(current());
    await installations.of(team);
    current().state.faults.plan(method, fault);
    return problemFrom(web.call(team, method, { channel: 'C1', text: 'x' }));
  };
  const kinds: Readonly<Record<string, readonly string[]>> = {
    'not-found': [
      'message_not_found',
      'cant_update_message',
      'edit_window_closed',
      'channel_not_found',
      'is_archived',
      'not_in_channel',
      'user_not_found',
      'user_disabled',
      'cannot_dm_bot',
    ],
    misconfigured: [
      'invalid_auth',
      'not_authed',
      'token_revoked',
      'token_expired',
      'account_inactive',
      'missing_scope',
      'restricted_action',
    ],
    unavailable: ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'],
    'rate-limited': ['ratelimited', 'message_limit_exceeded'],
    conflict: ['expired_trigger_id'],
    rejected: ['msg_too_long', 'some_new_code', 'constructor'],
  };
  for (const [kind, codes] of Object.entries(kinds)) {
    for (const code of codes) {
      it(`${code} is ${kind}`, async () => assert.equal((await failed({ code })).kind, kind));
    }
  }

  it('names the scope that is missing and what it is for', async () => {
    const problem = await failed({ code: 'missing_scope', more: { needed: 'files:write' } });
    assert.match(JSON.stringify(problem), /files:write \(hand over CSV files/);
  });

  it('says of a token that is over what to do with one workspace and with several', async () => {
    assert.deepEqual(await failed({ code: 'token_revoked' }), {
      kind: 'misconfigured',
      key: 'the Slack app',
      remedy:
        "Slack says that the bot's token was revoked. Install the app again; with one workspace, set ROLLCALL_SLACK_BOT_TOKEN to its new token.",
    });
  });

  it('keeps the code of a refusal it does not know', async () => {
    assert.deepEqual(await failed({ code: 'some_new_code' }), {
      kind: 'rejected',
      source: 'Slack',
      message: 'chat.postMessage: some_new_code',
    });
  });

  it('takes the pause from Retry-After, in milliseconds', async () => {
    const problem = await failed({ status: 429, headers: { 'retry-after': '7' } });
    assert.deepEqual(problem, { kind: 'rate-limited', source: 'Slack', retryAfterMs: 7000 });
  });

  it('pauses also when a 429 names no time', async () => {
    assert.equal((await failed({ status: 429 })).kind, 'rate-limited');
  });

  it('is unavailable at 5xx, at an answer that is no JSON and at a connection that ends', async () => {
    assert.equal((await failed({ status: 503 })).kind, 'unavailable');
    assert.equal((await failed({ status: 200, body: '<html>' })).kind, 'unavailable');
    assert.equal((await failed({ drop: 'before' })).kind, 'unavailable');
  });

  it('does not follow a redirect, which would carry the token elsewhere', async () => {
    const problem = await failed({ status: 302, headers: { location: 'http://127.0.0.1:1/' } });
    assert.equal(problem.kind, 'unavailable');
  });

  it('waits no longer than its time', async () => {
    const { apiUrl, state } = current();
    state.faults.plan('auth.test', { hang: true });
    const client = createClient({ apiUrl, clock: new FakeClock(), timeoutMs: 30 });
    const problem = await problemFrom(client.request(TOKEN, 'auth.test', {}));
    assert.deepEqual(problem, { kind: 'unavailable', source: 'Slack', message: 'no answer in time' });
  });

  it('reaches nobody', async () => {
    const client = createClient({ apiUrl: 'http://127.0.0.1:1/api/', clock: new FakeClock() });
    assert.equal((await problemFrom(client.request(TOKEN, 'auth.test', {}))).kind, 'unavailable');
  });
});
