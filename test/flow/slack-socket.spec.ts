import assert from 'node:assert/strict';
import type { SlackOptions } from '../../adapters/slack/config.ts';
import { createSlack, type Slack } from '../../adapters/slack/slack.ts';
import { createLogger } from '../../adapters/system/logger.ts';
import { RecordingBot } from '../fakes/recording-bot.ts';
import { type SocketServer, startSocketServer } from '../fakes/slack/socket.ts';
import { type SlackWorld, startSlackWorld } from '../fakes/slack/world.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { slackOptions } from '../support/slack.ts';
import { commandOf, messageOf } from '../support/slack-payloads.ts';

const APP_TOKEN = 'xapp-one';

describe('Slack: Socket Mode', () => {
  let world: SlackWorld;
  let server: SocketServer;
  let bot: RecordingBot;
  let slack: Slack;
  let clock: FakeClock;
  let at: { user: string; channel: string };
  before(async () => {
    world = await startSlackWorld();
    server = await startSocketServer();
  });
  after(async () => {
    await server.close();
    await world.close();
  });
  beforeEach(async () => {
    await world.reset();
    world.state.socketUrl = server.url;
    world.allow(APP_TOKEN, { scopes: ['connections:write'] });
    bot = new RecordingBot();
    clock = new FakeClock(Date.now());
    at = { user: world.users.alice ?? '', channel: world.channels['confluence-admins'] ?? '' };
    slack = open();
  });
  afterEach(() => slack.stop());

  const open = (changes: Partial<SlackOptions> = {}) =>
    createSlack(slackOptions(world, { clock, appToken: APP_TOKEN, signingSecret: null, ...changes }));
  const start = async () => {
    const connected = server.connected();
    await slack.start(bot);
    await connected;
  };

  it('needs no address: it listens to nothing', () => {
    assert.equal(slack.listener, null);
  });

  it('answers commands and events on the connection before the bot has answered', async () => {
    await start();
    let release = () => {};
    bot.gate = new Promise((resolve) => {
      release = resolve;
    });
    assert.deepEqual(await server.deliver('slash_commands', commandOf(world, at, 'help')), {});
    assert.deepEqual(await server.deliver('events_api', messageOf({ ...at, channel: 'D1' }, 'whoami')), {});
    assert.equal(bot.commands.length, 0);
    release();
    await slack.stop();
    assert.deepEqual(bot.commands.map(({ text }) => text).sort(), ['help', 'whoami']);
    assert.equal(world.state.responses.length, 1);
  });

  it('connects again after the connection was lost', async () => {
    await start();
    const again = server.connected();
    server.drop();
    await clock.untilSleepers(1);
    await clock.advance(1_000);
    await again;
    assert.deepEqual(await server.deliver('slash_commands', commandOf(world, at, 'help')), {});
  });

  it('starts while Slack is down, and connects once it is back', async () => {
    world.state.faults.plan('apps.connections.open', { status: 503 }, 2);
    const connected = server.connected();
    await slack.start(bot);
    await clock.untilSleepers(1);
    await clock.advance(1_000);
    await clock.untilSleepers(1);
    await clock.advance(2_000);
    await connected;
    assert.deepEqual(await server.deliver('slash_commands', commandOf(world, at, 'help')), {});
  });

  it('goes on trying with a token that Slack refuses, and stops when it is told to', async () => {
    const { faults } = world.state;
    faults.plan('apps.connections.open', { code: 'invalid_auth' });
    const log: string[] = [];
    const logger = createLogger({ level: 'info', destination: { write: (line) => void log.push(line) } });
    slack = open({ logger });
    await slack.start(bot);
    await clock.untilSleepers(1);
    assert.equal(faults.struck.length, 1);
    await clock.advance(1_000);
    await clock.untilSleepers(1);
    assert.equal(faults.struck.length, 2);
    assert.match(log.join(''), /slack refuses Socket Mode/);
    assert.doesNotMatch(log.join(''), /cannot be reached/);
    await slack.stop();
    await clock.advance(60_000);
    assert.equal(faults.struck.length, 2);
  });
});
