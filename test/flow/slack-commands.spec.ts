import assert from 'node:assert/strict';
import { answerWith } from '../../src/flows/answer.ts';
import { said } from '../fakes/recording-bot.ts';
import { type SlackWorld, TEAM } from '../fakes/slack/world.ts';
import { useSlackDesk } from '../support/slack-desk.ts';
import { type At, commandOf } from '../support/slack-payloads.ts';

describe('Slack: commands', () => {
  const desk = useSlackDesk();
  let at: At;
  beforeEach(() => {
    at = desk.alice;
  });

  it('answers Slack before the bot has answered', async () => {
    let open = () => {};
    desk.bot.gate = new Promise((resolve) => {
      open = resolve;
    });
    const reply = await desk.line.command(commandOf(desk.world, at, 'help'));
    assert.deepEqual(reply, { status: 200, body: '' });
    assert.deepEqual(desk.bot.commands, []);
    open();
    await desk.line.settle();
    assert.equal(desk.bot.commands.length, 1);
  });

  it('says who asked what where, and answers through the address of that command, to them alone', async () => {
    await desk.line.command(commandOf(desk.world, at, 'users idle:90d'));
    await desk.line.settle();
    const [command] = desk.bot.commands;
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
    assert.equal(desk.world.state.responses.length, 1);
    assert.notEqual(desk.world.state.responses[0]?.body.response_type, 'in_channel');
    assert.match(String(desk.texts()[0]), /Done/);
  });

  it('reads marks as what was typed', async () => {
    const text = 'deactivate <@U0ADA|ada> -group:a&amp;b &lt;x&gt; <mailto:bo@example.com|bo@example.com>';
    await desk.line.command(commandOf(desk.world, at, text));
    await desk.line.settle();
    assert.equal(desk.bot.commands[0]?.text, `deactivate @slack/${TEAM}/U0ADA -group:a&b <x> bo@example.com`);
  });

  it('takes the same command once, and never names its trigger', async () => {
    const command = commandOf(desk.world, at, 'help');
    await desk.line.command(command);
    await desk.line.command(command);
    await desk.line.settle();
    assert.equal(desk.bot.commands.length, 1);
    assert.equal(desk.world.state.responses.length, 1);
    const { deliveryId = '' } = desk.bot.commands[0] ?? {};
    assert.match(deliveryId, /^slack-[0-9a-f]{32}$/);
    assert.ok(!deliveryId.includes(command.trigger_id ?? ''));
  });

  it('says after three seconds that it is working, and then the answer', async () => {
    let open = () => {};
    desk.bot.gate = new Promise((resolve) => {
      open = resolve;
    });
    desk.bot.answer = () => answerWith(said('128 users match'));
    await desk.line.command(commandOf(desk.world, at, 'users'));
    await desk.line.clock.untilSleepers(1);
    await desk.line.clock.advance(2_999);
    assert.deepEqual(desk.texts(), []);
    await desk.line.clock.advance(1);
    open();
    await desk.line.settle();
    assert.deepEqual(desk.texts(), ['Working on users', '128 users match']);
  });

  for (const [matchMail, confirmed, mail] of [
    [true, true, 'alice@example.com'],
    [true, false, undefined],
    [false, true, undefined],
  ] as const) {
    it(`gives ${mail ?? 'no address'} where matching is ${matchMail} and the address confirmed ${confirmed}`, async () => {
      await desk.reopen({ matchMail });
      const profile = { email: 'alice@example.com' };
      desk.world.state.flags.set(at.user, { is_email_confirmed: confirmed, profile });
      await desk.line.command(commandOf(desk.world, at, 'help'));
      await desk.line.settle();
      assert.deepEqual(
        desk.bot.commands.map((command) => command.mail),
        [mail],
      );
    });
  }

  it('knows its own direct conversation from one with somebody else', async () => {
    const direct = await directChannel(desk.world, at.user);
    await desk.line.command(commandOf(desk.world, { ...at, channel: direct }, 'help'));
    await desk.line.command(commandOf(desk.world, { ...at, channel: 'D0SOMEBODY' }, 'help'));
    await desk.line.settle();
    const places = desk.bot.commands.map(({ place }) => [place.id, place.kind, place.name]);
    assert.deepEqual(
      places.sort(),
      [
        ['D0SOMEBODY', 'channel', 'a direct message'],
        [direct, 'direct', 'Rollcall'],
      ].sort(),
    );
  });

  it('tells a fault of Slack instead of doing nothing', async () => {
    desk.world.state.faults.plan('users.info', { status: 503 });
    await desk.line.command(commandOf(desk.world, at, 'help'));
    await desk.line.settle();
    assert.deepEqual(desk.bot.commands, []);
    assert.match(String(desk.texts()[0]), /Slack/);
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
