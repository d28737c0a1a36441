import assert from 'node:assert/strict';
import { readSettings } from '../../../src/settings/read-settings.ts';

const MANY = {
  ROLLCALL_SLACK_CLIENT_ID: '1.2',
  ROLLCALL_SLACK_CLIENT_SECRET: 'c'.repeat(32),
  ROLLCALL_SLACK_TOKEN_KEY: 'k'.repeat(32),
  ROLLCALL_SLACK_TEAMS: 'T1, T2',
  ROLLCALL_PUBLIC_URL: 'https://rollcall.example.com/',
  ROLLCALL_SLACK_APP_TOKEN: 'xapp-1',
};

function read(env: Record<string, string>) {
  return readSettings(env, { machineZone: 'UTC' });
}

function slackOf(env: Record<string, string>) {
  const settings = read(env);
  assert.ok(settings.ok, JSON.stringify(settings));
  return settings.settings.slack;
}

/** The wrong keys. */
function wrong(env: Record<string, string>): readonly string[] {
  const settings = read(env);
  assert.ok(!settings.ok);
  assert.doesNotMatch(JSON.stringify(settings.problems), /sesame/);
  return settings.problems.map(({ key }) => key);
}

describe('settings of Slack', () => {
  it('leave it off when there are none', () => {
    assert.equal(slackOf({}), null);
  });

  it('switch it on by the token of one workspace', () => {
    assert.deepEqual(slackOf({ ROLLCALL_SLACK_BOT_TOKEN: 'xoxb-1', ROLLCALL_SLACK_APP_TOKEN: 'xapp-1' }), {
      botToken: 'xoxb-1',
      appToken: 'xapp-1',
      signingSecret: null,
      oauth: null,
      teams: [],
      matchMail: false,
      apiUrl: 'https://slack.com/api/',
    });
  });

  it('switch it on as an app that workspaces install', () => {
    const slack = slackOf(MANY);
    assert.deepEqual(slack?.oauth, {
      clientId: '1.2',
      clientSecret: 'c'.repeat(32),
      tokenKey: 'k'.repeat(32),
    });
    assert.deepEqual(slack?.teams, ['T1', 'T2']);
  });

  it('that cannot be read are named once, not as if they were missing too', () => {
    const good = { ROLLCALL_SLACK_BOT_TOKEN: 'xoxb-1', ROLLCALL_SLACK_APP_TOKEN: 'xapp-1' };
    assert.deepEqual(wrong({ ...good, ROLLCALL_SLACK_BOT_TOKEN: 'sesame' }), ['ROLLCALL_SLACK_BOT_TOKEN']);
    assert.deepEqual(wrong({ ...good, ROLLCALL_SLACK_APP_TOKEN: 'sesame' }), ['ROLLCALL_SLACK_APP_TOKEN']);
    const short = { ROLLCALL_SLACK_BOT_TOKEN: 'xoxb-1', ROLLCALL_SLACK_SIGNING_SECRET: 'sesame' };
    assert.deepEqual(wrong(short), ['ROLLCALL_SLACK_SIGNING_SECRET']);
    assert.deepEqual(wrong({ ...MANY, ROLLCALL_PUBLIC_URL: 'nowhere' }), ['ROLLCALL_PUBLIC_URL']);
  });

  it('are refused when Slack could not reach Rollcall', () => {
    assert.deepEqual(wrong({ ROLLCALL_SLACK_BOT_TOKEN: 'xoxb-1' }), ['ROLLCALL_SLACK_APP_TOKEN']);
  });

  it('are refused when a token is not the one it should be, without a word of it', () => {
    assert.deepEqual(
      wrong({ ROLLCALL_SLACK_BOT_TOKEN: 'xoxp-sesame', ROLLCALL_SLACK_APP_TOKEN: 'xoxb-sesame' }),
      ['ROLLCALL_SLACK_BOT_TOKEN', 'ROLLCALL_SLACK_APP_TOKEN'],
    );
  });

  it('are all named that several workspaces need', () => {
    assert.deepEqual(wrong({ ROLLCALL_SLACK_CLIENT_ID: '1.2', ROLLCALL_SLACK_APP_TOKEN: 'xapp-1' }), [
      'ROLLCALL_SLACK_CLIENT_SECRET',
      'ROLLCALL_SLACK_TOKEN_KEY',
      'ROLLCALL_SLACK_TEAMS',
      'ROLLCALL_PUBLIC_URL',
    ]);
  });

  it('are refused for one and for several workspaces at once', () => {
    assert.deepEqual(wrong({ ...MANY, ROLLCALL_SLACK_BOT_TOKEN: 'xoxb-1' }), ['ROLLCALL_SLACK_CLIENT_ID']);
  });

  it('are not passed over in silence while Slack is off', () => {
    assert.deepEqual(wrong({ ROLLCALL_SLACK_APP_TOKEN: 'xapp-1' }), ['ROLLCALL_SLACK_APP_TOKEN']);
    const forgotten = { ROLLCALL_SLACK_TEAMS: 'T1', ROLLCALL_SLACK_MATCH_EMAIL: 'no' };
    assert.deepEqual(wrong(forgotten), Object.keys(forgotten));
  });

  it('are no addresses with something after the path', () => {
    for (const url of [
      'rollcall.example.com',
      'ftp://a.example',
      'https://u:p@a.example',
      'https://a.example/?q=1',
    ]) {
      assert.deepEqual(wrong({ ROLLCALL_PUBLIC_URL: url }), ['ROLLCALL_PUBLIC_URL'], url);
    }
  });
});
