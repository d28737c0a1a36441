import assert from 'node:assert/strict';
import { answerWith } from '../../src/flows/answer.ts';
import { RecordingBot, said } from '../fakes/recording-bot.ts';
import { type SlackWorld, startSlackWorld, TEAM } from '../fakes/slack/world.ts';
import { openSlackLine, type SlackLine } from '../support/slack-line.ts';
import { commandOf } from '../support/slack-payloads.ts';

describe('Slack: commands', () => {
  let world: SlackWorld;
  let bot: RecordingBot;
  let line: SlackLine;
  let at: { user: string; channel: string };
  before(async () => {
    world = await startSlackWorld();
  });
  after(() => world.close());
  beforeEach(async () => {
    await world.reset();
    bot = new RecordingBot();
    line = await openSlackLine(world, bot);
    at = { user: world.users.alice ?? '', channel: world.channels['confluence-admins'] ?? '' };
  });
  afterEach(() => line.close());

  const texts = () => world.state.responses.map(({ body }) => body.text);

  it('answers Slack before the bot has answered', async () => {
    let open = () => {};
    bot.gate = new Promise((resolve) => {
      open = resolve;
    });
    const reply = await line.command(commandOf(world, at, 'help'));
    assert.deepEqual(reply, { status: 200, body: '' });
    assert.deepEqual(bot.commands, []);
    open();
    await line.settle();
    assert.equal(bot.commands.length, 1);
  });

  it('says who asked what where, and answers through the address of that command, to them alone', async () => {
    await line.command(commandOf(world, at, 'users idle:90d'));
    await line.settle();
    const [command] = bot.commands;
    assert.deepEqual(command?.account, { platform: 'slack', tenant: TEAM, id: at.user });
    assert.deepEqual(command?.place, {
      platform: 'slack',
      tenant: TEAM,
      id: at.channel,
      name: '#confluence-admins',
      kind: 'channel',
    });
    assert.equal(command?.text, 'users idle:90d');
    assert.equal(command?.mail, undefined);
    assert.equal(world.state.responses.length, 1);
    assert.notEqual(world.state.responses[0]?.body.response_type, 'in_channel');
    assert.match(String(texts()[0]), /Done/);
  });

  it('reads marks as what was typed', async () => {
    const text = 'deactivate <@U0ADA|ada> -group:a&amp;b &lt;x&gt; <mailto:bo@example.com|bo@example.com>';
    await line.command(commandOf(world, at, text));
    await line.settle();
    assert.equal(bot.commands[0]?.text, `deactivate @slack/${TEAM}/U0ADA -group:a&b <x> bo@example.com`);
  });

  it('takes the same command once, and never names its trigger', async () => {
    const command = commandOf(world, at, 'help');
    await line.command(command);
    await line.command(command);
    await line.settle();
    assert.equal(bot.commands.length, 1);
    assert.equal(world.state.responses.length, 1);
    const { deliveryId = '' } = bot.commands[0] ?? {};
    assert.match(deliveryId, /^slack-[0-9a-f]{32}$/);
    assert.ok(!deliveryId.includes(command.trigger_id ?? ''));
  });

  it('says after three seconds that it is working, and then the answer', async () => {
    let open = () => {};
    bot.gate = new Promise((resolve) => {
      open = resolve;
    });
    bot.answer = () => answerWith(said('128 users match'));
    await line.command(commandOf(world, at, 'users'));
    await line.clock.untilSleepers(1);
    await line.clock.advance(2_999);
    assert.deepEqual(texts(), []);
    await line.clock.advance(1);
    open();
    await line.settle();
    assert.deepEqual(texts(), ['Working on users', '128 users match']);
  });

  for (const [matchMail, confirmed, mail] of [
    [true, true, 'alice@example.com'],
    [true, false, undefined],
    [false, true, undefined],
  ] as const) {
    it(`gives ${mail ?? 'no address'} where matching is ${matchMail} and the address confirmed ${confirmed}`, async () => {
      await line.close();
      line = await openSlackLine(world, bot, { matchMail });
      const profile = { email: 'alice@example.com' };
      world.state.flags.set(at.user, { is_email_confirmed: confirmed, profile });
      await line.command(commandOf(world, at, 'help'));
      await line.settle();
      assert.deepEqual(
        bot.commands.map((command) => command.mail),
        [mail],
      );
    });
  }

  it('knows its own direct conversation from one with somebody else', async () => {
    const direct = await directChannel(world, at.user);
    await line.command(commandOf(world, { ...at, channel: direct }, 'help'));
    await line.command(commandOf(world, { ...at, channel: 'D0SOMEBODY' }, 'help'));
    await line.settle();
    const places = bot.commands.map(({ place }) => [place.id, place.kind, place.name]);
    assert.deepEqual(
      places.sort(),
      [
        ['D0SOMEBODY', 'channel', 'a direct message'],
        [direct, 'direct', 'Rollcall'],
      ].sort(),
    );
  });

  it('tells a fault of Slack instead of doing nothing', async () => {
    world.state.faults.plan('users.info', { status: 503 });
    await line.command(commandOf(world, at, 'help'));
    await line.settle();
    assert.deepEqual(bot.commands, []);
    assert.match(String(texts()[0]), /Slack/);
  });
});

async function directChannel(world: SlackWorld, user: string): Promise<string> {
  const response = await fetch(`${world.apiUrl}conversations.open`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-one', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ users: user }),
  });
  return ((await response.json()) as { channel: { id: string } }).channel.id;
}
