import assert from 'node:assert/strict';
import type { Click } from '../../src/domain/inbound.ts';
import { answerProblem, answerWith } from '../../src/flows/answer.ts';
import { memoryAdapterStore } from '../fakes/memory-adapter-store.ts';
import { RecordingBot, said } from '../fakes/recording-bot.ts';
import { type SlackWorld, startSlackWorld, TEAM } from '../fakes/slack/world.ts';
import { noticeNamed } from '../fakes/stand-in-bot.ts';
import { slackAccount, slackChannel } from '../support/slack.ts';
import { openSlackLine, type SlackLine } from '../support/slack-line.ts';
import {
  closingOf,
  commandOf,
  eventOf,
  homePressOf,
  messageOf,
  pressOf,
  submissionOf,
} from '../support/slack-payloads.ts';

interface Drawn {
  readonly ts: string;
  readonly blocks: readonly unknown[];
}

describe('Slack: presses and forms', () => {
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

  /** A screen whispered to alice as the answer to a command. */
  const whispered = async (screen: string): Promise<Drawn> => {
    bot.answer = () => answerWith(noticeNamed(screen));
    await line.command(commandOf(world, alice, screen));
    await line.settle();
    const { body } = world.state.responses.at(-1) ?? {};
    bot.answer = () => answerWith(said('Done'));
    return { ts: '1766458026.000001', blocks: body?.blocks as readonly unknown[] };
  };
  /** A screen posted in the channel for everybody. */
  const posted = async (screen: string): Promise<Drawn> => {
    await line.slack.platform.post(slackChannel(alice.channel), noticeNamed(screen));
    const message = (await world.seenBy(bob.user, bob.channel)).at(-1);
    assert.ok(message);
    return message;
  };
  const texts = () => world.state.responses.map(({ body }) => String(body.text));
  const turnedAway = () => bot.turnedAway.map(({ problem }) => problem.kind);
  const view = () => world.state.opened.at(-1)?.view ?? {};

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
    const channel = await directOf(alice.user);
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

  it('opens the form of a button, keeps what was ticked, and brings both as one press', async () => {
    const list = await whispered('list');
    const ticked = { 'tick:0': { type: 'checkboxes', selected_options: [{ value: '1' }] } };
    const state = { values: { 'any:0': ticked } };
    await line.interaction(pressOf(world, alice, list, 'Deactivate…', { whispered: true, state }));
    await line.settle();
    assert.equal(bot.clicks.length, 0);
    assert.ok(!JSON.stringify(view()).includes('V-7f3k2'));
    const submission = submissionOf(world, alice.user, view(), { 'field:0': { value: '-left' } });
    assert.deepEqual(await line.interaction(submission), { status: 200, body: '' });
    await line.interaction({ ...submission, trigger_id: world.trigger() });
    await line.settle();
    const [click] = bot.clicks;
    assert.equal(bot.clicks.length, 1);
    assert.deepEqual(
      [click?.verb, click?.id, click?.inputs.suffix],
      ['propose-deactivate', 'V-7f3k2', '-left'],
    );
    assert.match(String(click?.inputs.selection), /./);
    assert.equal(click?.place.id, alice.channel);
    assert.equal(texts().length, 2);
  });

  it('opens no form for a second thought that the client has asked already', async () => {
    const card = await posted('run-running');
    await line.interaction(pressOf(world, bob, card, 'Cancel…'));
    await line.settle();
    assert.deepEqual([bot.clicks.map(({ verb }) => verb), world.state.opened], [['cancel'], []]);
  });

  it('says in the form what is wrong with it', async () => {
    const card = await posted('approval-channel');
    await line.interaction(pressOf(world, bob, card, 'Reject…'));
    await line.settle();
    const empty = submissionOf(world, bob.user, view(), { 'field:0': { value: ' ' } });
    const { body } = await line.interaction(empty);
    assert.deepEqual(JSON.parse(body), {
      response_action: 'errors',
      errors: { 'field:0': 'This is needed.' },
    });
    await line.interaction(submissionOf(world, bob.user, view(), { 'field:0': { value: 'Not now' } }));
    await line.settle();
    assert.deepEqual(
      bot.clicks.map(({ inputs }: Click) => inputs.reason),
      ['Not now'],
    );
  });

  it('keeps an open form over a restart, and answers it in the direct conversation', async () => {
    const card = await posted('approval-channel');
    await line.interaction(pressOf(world, bob, card, 'Reject…'));
    await line.settle();
    await line.close();
    line = await openSlackLine(world, bot, { store });
    await line.interaction(submissionOf(world, bob.user, view(), { 'field:0': { value: 'Later' } }));
    await line.settle();
    assert.equal(bot.clicks.length, 1);
    assert.match(String((await world.directOf(bob.user)).at(-1)?.text), /Done/);
  });

  it('keeps the address to answer at out of the store', async () => {
    const card = await posted('approval-channel');
    await line.interaction(pressOf(world, bob, card, 'Reject…'));
    await line.settle();
    const stored = await store.list('', '', 1_000);
    assert.ok(stored.some(([key]) => key.startsWith('form/')));
    assert.ok(!JSON.stringify(stored).includes('/respond/'));
  });

  it('turns away a form that somebody else sends, that is unknown or that was open too long', async () => {
    const card = await posted('approval-channel');
    await line.interaction(pressOf(world, bob, card, 'Reject…'));
    await line.settle();
    const values = { 'field:0': { value: 'x' } };
    const unknown = { ...view(), private_metadata: 'none' };
    await line.interaction(submissionOf(world, alice.user, view(), values, 'V1'));
    await line.interaction(submissionOf(world, bob.user, unknown, values, 'V2'));
    await line.settle();
    await line.clock.advance(24 * 3_600_000);
    const stamp = Math.floor(line.clock.now() / 1000);
    await line.interaction(submissionOf(world, bob.user, view(), values, 'V3'), { stamp });
    await line.settle();
    assert.deepEqual([bot.clicks, turnedAway()], [[], ['conflict', 'conflict', 'conflict']]);
  });

  it('says when a form could not be opened in time', async () => {
    const card = await posted('approval-channel');
    world.state.faults.plan('views.open', { code: 'expired_trigger_id' });
    await line.interaction(pressOf(world, bob, card, 'Reject…'));
    await line.settle();
    assert.match(String(texts().at(-1)), /waited too long/);
  });

  it('takes a closed form for nothing', async () => {
    assert.equal((await line.interaction(closingOf(world, bob.user, { callback_id: 'form' }))).status, 200);
  });

  it('tells a guest nothing that their press asked for', async () => {
    const card = await posted('approval-channel');
    world.state.flags.set(bob.user, { is_restricted: true });
    await line.interaction(pressOf(world, bob, card, 'Show names'));
    await line.settle();
    assert.deepEqual(bot.clicks, []);
    assert.match(String(texts().at(-1)), /Only members/);
  });

  it('draws the Home when it is opened, and anew after a press on it', async () => {
    bot.home = async (account) => {
      bot.homes.push(account);
      return noticeNamed('status');
    };
    const channel = await directOf(alice.user);
    const opened = { type: 'app_home_opened', user: alice.user, channel };
    await line.event(eventOf({ ...opened, tab: 'messages' }));
    await line.settle();
    assert.deepEqual(bot.homes, []);
    await line.event(eventOf({ ...opened, tab: 'home' }));
    await line.settle();
    const home = world.state.homes.get(alice.user) ?? {};
    bot.answer = () => answerProblem({ kind: 'conflict', message: 'Already decided.' });
    await line.interaction(homePressOf(world, alice.user, home, 'Show requests'));
    await line.settle();
    const [click] = bot.clicks;
    assert.deepEqual([click?.verb, click?.place.kind, click?.message], ['say', 'direct', null]);
    assert.equal(bot.homes.length, 2);
    assert.match(String((await world.directOf(alice.user)).at(-1)?.text), /Already decided/);
  });

  it('shows a guest a Home that says why there is nothing', async () => {
    world.state.flags.set(alice.user, { is_restricted: true });
    await line.event(eventOf({ type: 'app_home_opened', user: alice.user, channel: 'D1', tab: 'home' }));
    await line.settle();
    assert.deepEqual(bot.homes, []);
    assert.match(JSON.stringify(world.state.homes.get(alice.user)), /Only members/);
  });

  function beyond({ blocks }: Drawn): Record<string, unknown> {
    const [key] = /[0-9a-z]{9}-[\w-]+(?=\.\d)/.exec(JSON.stringify(blocks)) ?? [];
    return { type: 'button', value: `${key}.999`, text: { type: 'plain_text', text: 'Next' } };
  }

  async function directOf(user: string): Promise<string> {
    return (await line.slack.platform.directMessage(slackAccount(user), said('Hello'))).place;
  }
});
