import assert from 'node:assert/strict';
import fetch from 'node-fetch';
import { PATHS } from '../../adapters/slack/config.ts';
import { createSlack } from '../../adapters/slack/slack.ts';
import { isProblem } from '../../src/domain/problem.ts';
import type { Logger } from '../../src/ports/logger.ts';
import { RecordingBot } from '../fakes/recording-bot.ts';
import { type SlackWorld, startSlackWorld, TEAM } from '../fakes/slack/world.ts';
import { slackOptions } from '../support/slack.ts';
import { openSlackLine, type SlackLine } from '../support/slack-line.ts';
import { commandOf, messageOf, pressOf } from '../support/slack-payloads.ts';

describe('Slack: the door', () => {
  let world: SlackWorld;
  let bot: RecordingBot;
  let line: SlackLine;
  let at: { user: string; channel: string };
  const logged: string[] = [];
  const log = (message: string, fields?: unknown) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const logger: Logger = { child: () => logger, debug: log, info: log, warn: log, error: log };
  before(async () => {
    world = await startSlackWorld();
  });
  after(() => world.close());
  beforeEach(async () => {
    await world.reset();
    logged.length = 0;
    bot = new RecordingBot();
    line = await openSlackLine(world, bot, { logger });
    at = { user: world.users.alice ?? '', channel: world.channels['confluence-admins'] ?? '' };
  });
  afterEach(() => line.close());

  const now = () => Math.floor(line.clock.now() / 1000);
  const whys = async () => {
    await line.settle();
    return bot.strangers.map(({ why }) => why);
  };

  it('refuses what is signed with another secret, records it, and tells the check', async () => {
    const reply = await line.command(commandOf(world, at, 'help'), { secret: 'another-secret' });
    assert.equal(reply.status, 401);
    assert.deepEqual(await whys(), ['the signature of a request was wrong']);
    assert.deepEqual(bot.strangers[0]?.account, { platform: 'slack', tenant: '', id: '' });
    assert.deepEqual(bot.commands, []);
    const findings = await line.slack.platform.check(new AbortController().signal);
    assert.ok(findings.some(({ message }) => /wrong signature/.test(message)));
  });

  it('refuses what carries no signature at all', async () => {
    const reply = await line.command(commandOf(world, at, 'help'), {
      headers: { 'x-slack-signature': '' },
    });
    assert.equal(reply.status, 401);
    await line.settle();
    assert.deepEqual(bot.commands, []);
  });

  for (const [name, offset] of [
    ['old', -301],
    ['of the future', 302],
    ['of tomorrow', 86_400],
  ] as const) {
    it(`refuses a request that is ${name}, however well signed`, async () => {
      const reply = await line.command(commandOf(world, at, 'help'), { stamp: now() + offset });
      assert.equal(reply.status, 401);
      assert.deepEqual(await whys(), ['the time of a request was wrong']);
      assert.deepEqual(bot.commands, []);
    });
  }

  it('takes a request as far off as the clocks may be', async () => {
    const reply = await line.command(commandOf(world, at, 'help'), { stamp: now() + 290 });
    assert.equal(reply.status, 200);
  });

  it('refuses other types and larger bodies than Slack sends, and other methods', async () => {
    assert.equal((await line.send('{}', { type: 'text/plain' })).status, 415);
    assert.equal((await line.send('x'.repeat(1024 * 1024 + 1))).status, 413);
    assert.equal((await fetch(line.origin + PATHS.events)).status, 405);
    assert.equal((await fetch(`${line.origin}/slack/else`)).status, 404);
    assert.equal((await fetch(line.origin + PATHS.install)).status, 404);
  });

  for (const [name, body, type] of [
    ['null', 'null', 'application/json'],
    ['a list', ' []', 'application/json'],
    ['a number', '7', 'application/json'],
    ['a form with null', 'payload=null', 'application/x-www-form-urlencoded'],
  ] as const) {
    it(`answers a well signed payload that is no object: ${name}`, async () => {
      assert.equal((await line.send(body, { type })).status, 400);
    });
  }

  it('takes a type with a character set, which Bolt alone would not', async () => {
    const type = 'application/x-www-form-urlencoded; charset=utf-8';
    assert.equal((await line.command(commandOf(world, at, 'help'), { type })).status, 200);
    await line.settle();
    assert.equal(bot.commands.length, 1);
  });

  it('answers the challenge of a new address, and the check of its certificate without reading the rest', async () => {
    const { status, body } = await line.event({
      type: 'url_verification',
      challenge: 'abc',
      token: 'legacy',
    });
    assert.deepEqual([status, JSON.parse(body)], [200, { challenge: 'abc' }]);
    const smuggled = { ...commandOf(world, at, 'help'), ssl_check: '1' };
    const twist = { secret: 'another-secret', headers: { 'x-slack-request-timestamp': '' } };
    assert.equal((await line.command(smuggled, twist)).status, 200);
    await line.settle();
    assert.deepEqual(bot.commands, []);
  });

  it('says under its own address which process it is', async () => {
    await line.close();
    line = await openSlackLine(world, bot, { publicUrl: null });
    const first = await (await fetch(line.origin + PATHS.ping)).text();
    const second = await (await fetch(line.origin + PATHS.ping)).text();
    assert.match(first, /^\S{16,}\n$/);
    assert.equal(second, first);
  });

  it('turns a workspace away that it does not belong to', async () => {
    const command = { ...commandOf(world, at, 'help'), team_id: 'T999999999' };
    assert.equal((await line.command(command)).status, 200);
    assert.deepEqual(await whys(), ['the workspace may not talk to Rollcall']);
    assert.deepEqual(bot.strangers[0]?.account, { platform: 'slack', tenant: 'T999999999', id: at.user });
    assert.deepEqual(bot.commands, []);
  });

  for (const [who, flags, why] of [
    ['a guest', { is_restricted: true }, /guest/],
    ['a guest of one channel', { is_ultra_restricted: true }, /guest/],
    ['a stranger', { is_stranger: true }, /another organisation/],
    ['somebody of another workspace', { team_id: 'T0OTHER' }, /another organisation/],
    ['a bot', { is_bot: true }, /bot/],
    ['somebody who left', { deleted: true }, /switched off/],
  ] as const) {
    it(`turns ${who} away, tells them, and records who it was`, async () => {
      world.state.flags.set(at.user, flags);
      await line.command(commandOf(world, at, 'users'));
      const [recorded] = await whys();
      assert.match(String(recorded), why);
      assert.equal(bot.strangers[0]?.account.id, at.user);
      assert.deepEqual(bot.commands, []);
      assert.match(String(world.state.responses[0]?.body.text), /Only members of the workspace/);
    });
  }

  it('turns away who names another organisation beside its workspace, whatever address they confirm', async () => {
    await line.close();
    line = await openSlackLine(world, bot, { matchMail: true });
    const foreign = { team_id: 'T0OTHER', enterprise_user: { enterprise_id: 'E0OTHER' } };
    world.state.flags.set(at.user, { ...foreign, is_email_confirmed: true });
    const direct = { ...at, channel: await world.directChannelOf(at.user) };
    await line.command({ ...commandOf(world, direct, 'whoami'), enterprise_id: 'E0OTHER' });
    assert.deepEqual(await whys(), ['the workspace may not talk to Rollcall']);
    assert.deepEqual(bot.commands, []);
  });

  it('turns away whoever presses from another workspace in a channel shared with it', async () => {
    const text = { type: 'plain_text', text: 'Approve' };
    const message = {
      ts: '1.2',
      blocks: [{ type: 'actions', elements: [{ type: 'button', value: 'k.0', text }] }],
    };
    const user = { id: at.user, team_id: 'T0OTHER' };
    await line.interaction(pressOf(world, at, message, 'Approve', { user }));
    assert.deepEqual(await whys(), ['the account is of another organisation']);
    assert.deepEqual(bot.turnedAway, []);
  });

  it('answers nobody in a channel that is shared, or whose readers it cannot see', async () => {
    const shared = world.channels.shared ?? '';
    world.state.flags.set(shared, { is_ext_shared: true });
    await line.command(commandOf(world, { ...at, channel: shared }, 'users'));
    await line.command(commandOf(world, { ...at, channel: 'C0UNSEEN' }, 'users'));
    const recorded = await whys();
    assert.equal(recorded.filter((why) => /shared/.test(why)).length, 1);
    assert.equal(recorded.filter((why) => /not in/.test(why)).length, 1);
    assert.deepEqual(bot.commands, []);
  });

  it('tells an admin alone how a fault of the setup is mended', async () => {
    const tell = async () => {
      world.state.faults.plan('users.info', { code: 'missing_scope', more: { needed: 'users:read' } }, 1);
      await line.command(commandOf(world, at, 'help'));
      await line.settle();
      return JSON.stringify(world.state.responses.at(-1)?.body);
    };
    const ordinary = await tell();
    assert.match(ordinary, /An admin has to mend this/);
    assert.doesNotMatch(ordinary, /the scope/);
    bot.standsAs = 'admin';
    assert.match(await tell(), /The app lacks the scope users:read/);
  });

  it('writes no body, address, trigger or token into the log', async () => {
    const command = commandOf(world, at, 'deactivate text:secret-words');
    world.state.faults.plan('users.info', { status: 503 });
    world.state.responseUrls.clear();
    await line.command(command);
    await line.send('{"broken": "secret-words');
    await line.command(command, { secret: 'another-secret' });
    await line.settle();
    const all = logged.join('\n');
    assert.notEqual(all, '');
    for (const secret of ['secret-words', command.response_url, command.trigger_id, 'xoxb-one', 'a-signing'])
      assert.ok(!all.includes(secret ?? ''), secret);
  });

  it('is closed before the start, and after the stop once everything taken is done', async () => {
    let open = () => {};
    bot.gate = new Promise((resolve) => {
      open = resolve;
    });
    await line.command(commandOf(world, at, 'help'));
    let stopped = false;
    const stopping = line.slack.stop().then(() => {
      stopped = true;
    });
    assert.equal((await line.event(messageOf(at, 'help'))).status, 503);
    assert.equal(stopped, false);
    open();
    await stopping;
    assert.equal(world.state.responses.length, 1);
  });

  it('does not start without anything to verify requests by', async () => {
    const slack = createSlack(slackOptions(world, { signingSecret: null }));
    await assert.rejects(slack.start(bot), (error) => isProblem(error, 'misconfigured'));
  });

  it('takes requests of the one workspace only while that is listed', async () => {
    await line.close();
    line = await openSlackLine(world, bot, { teams: ['T0LISTED'] });
    await line.command(commandOf(world, at, 'help'));
    assert.equal((await whys()).length, 1);
    await line.close();
    line = await openSlackLine(world, bot, { teams: [TEAM] });
    await line.command(commandOf(world, at, 'help'));
    await line.settle();
    assert.equal(bot.commands.length, 1);
  });
});
