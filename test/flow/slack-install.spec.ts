import assert from 'node:assert/strict';
import fetch from 'node-fetch';
import { PATHS, SCOPES } from '../../adapters/slack/config.ts';
import { memoryAdapterStore } from '../fakes/memory-adapter-store.ts';
import { RecordingBot } from '../fakes/recording-bot.ts';
import { type SlackWorld, startSlackWorld } from '../fakes/slack/world.ts';
import { openSlackLine, type SlackLine } from '../support/slack-line.ts';
import { commandOf, eventOf } from '../support/slack-payloads.ts';

const LISTED = 'T0LISTED';
const GIVEN = 'xoxb-given';

describe('Slack: installing the app', () => {
  let world: SlackWorld;
  let bot: RecordingBot;
  let line: SlackLine;
  before(async () => {
    world = await startSlackWorld();
  });
  after(() => world.close());
  beforeEach(async () => {
    await world.reset();
    bot = new RecordingBot();
    line = await openSlackLine(world, bot, {
      store: memoryAdapterStore(),
      botToken: null,
      oauth: { clientId: '1.2', clientSecret: 'a-client-secret', tokenKey: 'k'.repeat(32) },
      teams: [LISTED],
      publicUrl: 'https://rollcall.example',
    });
  });
  afterEach(() => line.close());

  const begin = async () => {
    const response = await fetch(line.origin + PATHS.install);
    const page = (await response.text()).replaceAll('&amp;', '&');
    const address = /https:\/\/slack\.com\/oauth\/v2\/authorize\?[^"' ]+/.exec(page)?.[0] ?? '';
    const cookie = (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    return { query: new URL(address).searchParams, cookie };
  };
  const finish = (state: string | null, cookie: string) => {
    const query = new URLSearchParams({ code: 'a-code', state: state ?? '' });
    return fetch(`${line.origin}${PATHS.redirect}?${query}`, { headers: { cookie } });
  };
  /** What Slack gives for the code, in a workspace. */
  const give = (team: string) => {
    world.allow(GIVEN, { team });
    const body = JSON.stringify({
      ok: true,
      access_token: GIVEN,
      token_type: 'bot',
      scope: Object.keys(SCOPES).join(','),
      bot_user_id: 'UBOT',
      app_id: 'A000000001',
      team: { id: team, name: 'Somewhere' },
      enterprise: null,
      is_enterprise_install: false,
      authed_user: { id: 'U0ADMIN' },
    });
    world.state.faults.plan('oauth.v2.access', {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body,
    });
  };
  const commandFrom = (team: string) => ({
    ...commandOf(
      world,
      { user: world.users.alice ?? '', channel: world.channels['confluence-admins'] ?? '' },
      'help',
    ),
    team_id: team,
  });

  it('asks for the scopes it needs, in a state that is bound to the browser', async () => {
    const { query, cookie } = await begin();
    assert.deepEqual(query.get('scope')?.split(','), Object.keys(SCOPES));
    assert.equal(query.get('redirect_uri'), `https://rollcall.example${PATHS.redirect}`);
    assert.ok(cookie.endsWith(query.get('state') ?? 'none'));
  });

  it('answers a listed workspace once it has installed the app, and no more when it removed it', async () => {
    give(LISTED);
    const { query, cookie } = await begin();
    assert.equal((await finish(query.get('state'), cookie)).status, 200);
    await line.command(commandFrom(LISTED));
    await line.settle();
    assert.equal(bot.commands[0]?.account.tenant, LISTED);
    const removal = eventOf({ type: 'app_uninstalled' });
    world.state.tokens.delete(GIVEN);
    await line.event({ ...removal, team_id: LISTED, context_team_id: LISTED, authorizations: [] });
    await line.settle();
    await line.command(commandFrom(LISTED));
    await line.settle();
    assert.equal(bot.commands.length, 1);
  });

  for (const event of [{ type: 'app_uninstalled' }, { type: 'tokens_revoked', tokens: { bot: ['UBOT'] } }]) {
    it(`keeps what was installed again when ${event.type} comes late or a second time`, async () => {
      const removal = { ...eventOf(event), team_id: LISTED, context_team_id: LISTED, authorizations: [] };
      for (const end of [() => world.state.tokens.delete(GIVEN), () => true]) {
        give(LISTED);
        const { query, cookie } = await begin();
        assert.equal((await finish(query.get('state'), cookie)).status, 200);
        end();
        await line.event(removal);
        await line.settle();
      }
      await line.command(commandFrom(LISTED));
      await line.settle();
      assert.equal(bot.commands.length, 1);
    });
  }

  it('keeps an installation when only tokens of people were revoked', async () => {
    give(LISTED);
    const { query, cookie } = await begin();
    await finish(query.get('state'), cookie);
    const revoked = (tokens: object) => ({
      ...eventOf({ type: 'tokens_revoked', tokens }),
      team_id: LISTED,
      context_team_id: LISTED,
      authorizations: [],
    });
    await line.event(revoked({ oauth: ['U1'] }));
    await line.settle();
    await line.command(commandFrom(LISTED));
    await line.settle();
    assert.equal(bot.commands.length, 1);
    world.state.tokens.delete(GIVEN);
    await line.event(revoked({ bot: ['UBOT'] }));
    await line.settle();
    await line.command(commandFrom(LISTED));
    await line.settle();
    assert.equal(bot.commands.length, 1);
  });

  it('gives a workspace that is not listed nothing, and its token back', async () => {
    give('T0OTHER');
    const { query, cookie } = await begin();
    const response = await finish(query.get('state'), cookie);
    assert.equal(response.status, 403);
    assert.ok(world.state.calls.some(({ method, token }) => method === 'auth.revoke' && token === GIVEN));
    assert.deepEqual(await line.options.store.list('installation/', '', 10), []);
    await line.settle();
    assert.deepEqual(
      bot.strangers.map(({ why }) => why),
      ['a workspace that is not listed installed the app'],
    );
  });

  it('takes no installation that another browser began', async () => {
    give(LISTED);
    const { query } = await begin();
    const { cookie } = await begin();
    assert.equal((await finish(query.get('state'), '')).status, 400);
    assert.equal((await finish(query.get('state'), cookie)).status, 400);
    assert.equal((await finish('forged', 'slack-app-oauth-state=forged')).status, 400);
    assert.deepEqual(await line.options.store.list('installation/', '', 10), []);
  });

  it('serves the pages, but takes no events by HTTP, where Slack is reached by Socket Mode', async () => {
    await line.close();
    world.state.faults.plan('apps.connections.open', { code: 'invalid_auth' });
    line = await openSlackLine(world, bot, { ...line.options, appToken: 'xapp-one', signingSecret: null });
    assert.equal((await fetch(line.origin + PATHS.install)).status, 200);
    assert.equal((await line.command(commandFrom(LISTED))).status, 404);
  });
});
