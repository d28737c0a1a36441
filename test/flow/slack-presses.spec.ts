import assert from 'node:assert/strict';
import { FORMER_MS } from '../../adapters/slack/card-store.ts';
import { answerWith } from '../../src/flows/answer.ts';
import { memoryAdapterStore } from '../fakes/memory-adapter-store.ts';
import { RecordingBot, said } from '../fakes/recording-bot.ts';
import { type SlackWorld, startSlackWorld, TEAM } from '../fakes/slack/world.ts';
import { noticeNamed } from '../fakes/stand-in-bot.ts';
import { slackAccount } from '../support/slack.ts';
import { openSlackLine, type SlackLine } from '../support/slack-line.ts';
import { messageOf, pressOf } from '../support/slack-payloads.ts';
import { directWith, postScreen, type Shown, whisperScreen } from '../support/slack-screens.ts';

describe('Slack: presses', () => {
  let world: SlackWorld;
  let bot: RecordingBot;
  let line: SlackLine;
  let alice: { user: string; channel: string };
  let bob: { user: string; channel: string };
  const store = memoryAdapterStore();
  before(async () => {
    world = await startSlackWorld();
  });
  after(() => world.close());
  beforeEach(async () => {
    await world.reset();
    bot = new RecordingBot();
    line = await openSlackLine(world, bot, { store });
    const channel = world.channels['confluence-admins'] ?? '';
    alice = { user: world.users.alice ?? '', channel };
    bob = { user: world.users.bob ?? '', channel };
  });
  afterEach(() => line.close());

  const whispered = (screen: string) => whisperScreen({ world, bot, line }, alice, screen);
  const posted = (screen: string) => postScreen({ world, line }, bob, screen);
  const texts = () => world.state.responses.map(({ body }) => String(body.text));
  const turnedAway = () => bot.turnedAway.map(({ problem }) => problem.kind);

  it('brings a press to the bot by what the card is kept to mean, before the bot has answered', async () => {
    const card = await posted('approval-channel');
    let open = () => {};
    bot.gate = new Promise((resolve) => {
      open = resolve;
    });
    const press = pressOf(world, bob, card, 'Approve 25');
    assert.deepEqual(await line.interaction(press), { status: 200, body: '' });
    assert.equal(bot.clicks.length, 0);
    open();
    await line.settle();
    const [click] = bot.clicks;
    assert.deepEqual([click?.verb, click?.id, click?.inputs], ['approve', 'A-7f3k2', {}]);
    assert.deepEqual(click?.account, slackAccount(bob.user));
    assert.deepEqual(click?.message, {
      platform: 'slack',
      tenant: TEAM,
      place: bob.channel,
      message: card.ts,
    });
    assert.equal(click?.place.kind, 'channel');
    assert.equal(texts().length, 1);
  });

  it('carries what is ticked, and nothing where nothing is', async () => {
    const list = await whispered('list');
    await line.interaction(pressOf(world, alice, list, 'Export CSV', { whispered: true }));
    const ticked = { 'tick:0': { type: 'checkboxes', selected_options: [{ value: '0' }, { value: '2' }] } };
    const state = { values: { 'any:0': ticked } };
    await line.interaction(pressOf(world, alice, list, 'Export CSV', { whispered: true, state }));
    await line.settle();
    const selections = bot.clicks.map(({ inputs }) => inputs.selection);
    assert.equal(selections.length, 2);
    assert.ok(selections.includes(''));
    assert.equal(selections.find((each) => each !== '')?.split(',').length, 2);
    assert.deepEqual(bot.clicks[0]?.message, null);
  });

  it('acts on nobody when the payload does not say who is ticked', async () => {
    const list = await whispered('list');
    await line.interaction(pressOf(world, alice, list, 'Deactivate…', { whispered: true, state: undefined }));
    await line.settle();
    assert.deepEqual([bot.clicks, turnedAway(), world.state.opened], [[], ['conflict'], []]);
  });

  it('takes a tick for nothing', async () => {
    const list = await whispered('list');
    const before = texts().length;
    const actions = [{ type: 'checkboxes', action_id: 'tick:0', selected_options: [] }];
    const reply = await line.interaction(pressOf(world, alice, list, 'Next', { whispered: true, actions }));
    await line.settle();
    assert.equal(reply.status, 200);
    assert.deepEqual([bot.clicks, turnedAway(), texts().length], [[], [], before]);
  });

  it('turns pages in the place of the pressed message', async () => {
    const list = await whispered('list');
    bot.answer = () => ({ ...answerWith(said('Also')), replace: noticeNamed('list') });
    await line.interaction(pressOf(world, alice, list, 'Next', { whispered: true }));
    await line.settle();
    const [, page, also] = world.state.responses;
    assert.equal(page?.body.replace_original, true);
    assert.match(String(page?.body.text), /128 users match/);
    assert.notEqual(also?.body.replace_original, true);
  });

  it('never replaces a message that others see too', async () => {
    const card = await posted('approval-channel');
    bot.answer = () => ({ ...answerWith(), replace: noticeNamed('list') });
    await line.interaction(pressOf(world, bob, card, 'Approve 25'));
    await line.settle();
    assert.deepEqual(
      world.state.responses.map(({ body }) => body.replace_original === true),
      [false],
    );
  });

  it('edits the message in the direct conversation', async () => {
    bot.answer = () => answerWith(noticeNamed('list'));
    const channel = await directWith(line, alice.user);
    await line.event(messageOf({ ...alice, channel }, 'users'));
    await line.settle();
    const list = (await world.directOf(alice.user)).at(-1);
    assert.ok(list);
    bot.answer = () => ({ ...answerWith(), replace: said('Page 2') });
    await line.interaction(pressOf(world, { ...alice, channel }, list, 'Next'));
    await line.settle();
    const after = await world.directOf(alice.user);
    assert.equal(after.at(-1)?.ts, list.ts);
    assert.match(String(after.at(-1)?.text), /Page 2/);
  });

  it('turns away a press on somebody else’s card, one of another key, and one beyond its buttons', async () => {
    const list = await whispered('list');
    const next = { type: 'button', text: { type: 'plain_text', text: 'Next' } };
    await line.interaction(pressOf(world, bob, list, 'Next', { whispered: true }));
    for (const value of ['0mgxyz123-unknown.0', 'none.0'])
      await line.interaction(
        pressOf(world, alice, list, 'Next', { whispered: true, actions: [{ ...next, value }] }),
      );
    await line.interaction(pressOf(world, alice, list, 'Next', { whispered: true, actions: [beyond(list)] }));
    await line.settle();
    assert.deepEqual(bot.clicks, []);
    assert.deepEqual(turnedAway(), ['conflict', 'conflict', 'conflict', 'conflict']);
    assert.match(String(texts().at(-1)), /That button is no longer on the card/);
  });

  it('turns away a press that comes from another workspace than the card', async () => {
    const list = await whispered('list');
    world.allow('xoxb-one', { team: 'T0MOVED' });
    await line.close();
    line = await openSlackLine(world, bot, { store, botToken: 'xoxb-two' });
    world.allow('xoxb-two', { team: 'T0MOVED' });
    const team = { id: 'T0MOVED', domain: 'moved' };
    const user = { id: alice.user, team_id: 'T0MOVED' };
    await line.interaction(pressOf(world, alice, list, 'Next', { whispered: true, team, user }));
    await line.settle();
    assert.deepEqual([bot.clicks, turnedAway()], [[], ['conflict']]);
  });

  it('takes a press once, also when it comes again after a restart', async () => {
    const card = await posted('approval-channel');
    const press = pressOf(world, bob, card, 'Approve 25');
    await line.interaction(press);
    await line.interaction(press);
    await line.settle();
    await line.close();
    line = await openSlackLine(world, bot, { store });
    await line.interaction(press);
    await line.settle();
    assert.equal(bot.clicks.length, 1);
    assert.equal(texts().length, 1);
  });

  it('takes a press on what was just drawn anew, for a minute', async () => {
    const seen = await posted('run-running');
    const message = { platform: 'slack', tenant: TEAM, place: bob.channel, message: seen.ts };
    await line.slack.platform.update(message, noticeNamed('run-waiting'));
    await line.interaction(pressOf(world, bob, seen, 'Pause'));
    await line.settle();
    await line.clock.advance(FORMER_MS - 1);
    const stamp = () => ({ stamp: Math.floor(line.clock.now() / 1000) });
    await line.interaction(pressOf(world, bob, seen, 'Pause'), stamp());
    await line.settle();
    assert.deepEqual(
      bot.clicks.map(({ verb, id }) => [verb, id]),
      [
        ['pause', 'R-7f3k2'],
        ['pause', 'R-7f3k2'],
      ],
    );
    await line.clock.advance(1);
    await line.interaction(pressOf(world, bob, seen, 'Pause'), stamp());
    await line.settle();
    assert.deepEqual([bot.clicks.length, turnedAway()], [2, ['conflict']]);
  });

  it('opens no form for a second thought that the client has asked already', async () => {
    const card = await posted('run-running');
    await line.interaction(pressOf(world, bob, card, 'Cancel…'));
    await line.settle();
    assert.deepEqual([bot.clicks.map(({ verb }) => verb), world.state.opened], [['cancel'], []]);
  });

  it('tells a guest nothing that their press asked for', async () => {
    const card = await posted('approval-channel');
    world.state.flags.set(bob.user, { is_restricted: true });
    await line.interaction(pressOf(world, bob, card, 'Show names'));
    await line.settle();
    assert.deepEqual(bot.clicks, []);
    assert.match(String(texts().at(-1)), /Only members/);
  });

  function beyond({ blocks }: Shown): Record<string, unknown> {
    const [key] = /[0-9a-z]{9}-[\w-]+(?=\.\d)/.exec(JSON.stringify(blocks)) ?? [];
    return { type: 'button', value: `${key}.999`, text: { type: 'plain_text', text: 'Next' } };
  }
});
