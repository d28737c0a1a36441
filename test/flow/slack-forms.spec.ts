import assert from 'node:assert/strict';
import type { Click } from '../../src/domain/inbound.ts';
import { answerProblem } from '../../src/flows/answer.ts';
import { memoryAdapterStore } from '../fakes/memory-adapter-store.ts';
import { RecordingBot } from '../fakes/recording-bot.ts';
import { type SlackWorld, startSlackWorld } from '../fakes/slack/world.ts';
import { noticeNamed } from '../fakes/stand-in-bot.ts';
import { openSlackLine, type SlackLine } from '../support/slack-line.ts';
import {
  closingOf,
  eventOf,
  homePressOf,
  pressOf,
  shortcutOf,
  submissionOf,
} from '../support/slack-payloads.ts';
import { directWith, postScreen, whisperScreen } from '../support/slack-screens.ts';

describe('Slack: forms and the Home', () => {
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
  const view = () => world.state.opened.at(-1)?.view ?? {};

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

  it('opens no form for a guest', async () => {
    const card = await posted('approval-channel');
    world.state.flags.set(bob.user, { is_restricted: true });
    await line.interaction(pressOf(world, bob, card, 'Reject…'));
    await line.settle();
    await line.interaction(shortcutOf(world, bob.user, 'find_users'));
    await line.settle();
    assert.deepEqual(world.state.opened, []);
    assert.deepEqual(
      bot.strangers.map(({ account }) => account.id),
      [bob.user, bob.user],
    );
    assert.match(String(texts().at(-1)), /Only members/);
  });

  it('opens a form all the same where Slack does not say who asks, and refuses a guest who sends it', async () => {
    const card = await posted('approval-channel');
    world.state.flags.set(bob.user, { is_restricted: true });
    world.state.faults.plan('users.info', { status: 503 });
    await line.interaction(pressOf(world, bob, card, 'Reject…'));
    await line.settle();
    world.state.faults.clear();
    assert.equal(world.state.opened.length, 1);
    await line.interaction(submissionOf(world, bob.user, view(), { 'field:0': { value: 'No' } }));
    await line.settle();
    assert.deepEqual(bot.clicks, []);
    assert.match(String(texts().at(-1)), /Only members/);
  });

  it('takes a closed form for nothing', async () => {
    assert.equal((await line.interaction(closingOf(world, bob.user, { callback_id: 'form' }))).status, 200);
  });

  it('draws the Home when it is opened, and anew after a press on it', async () => {
    bot.home = async (arrival) => {
      bot.homes.push(arrival);
      return noticeNamed('status');
    };
    const channel = await directWith(line, alice.user);
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

  it('gives the confirmed address of whoever opens the Home, where a setting allows it', async () => {
    await line.close();
    line = await openSlackLine(world, bot, { store, matchMail: true });
    const profile = { email: 'alice@example.com' };
    world.state.flags.set(alice.user, { is_email_confirmed: true, profile });
    await line.event(eventOf({ type: 'app_home_opened', user: alice.user, channel: 'D1', tab: 'home' }));
    await line.settle();
    assert.deepEqual(
      bot.homes.map(({ mail }) => mail),
      ['alice@example.com'],
    );
  });

  it('finds users from the Home by the filter form, and says them in the direct conversation', async () => {
    bot.home = async () => noticeNamed('home');
    await line.event(eventOf({ type: 'app_home_opened', user: alice.user, channel: 'D1', tab: 'home' }));
    await line.settle();
    const home = world.state.homes.get(alice.user) ?? {};
    await line.interaction(homePressOf(world, alice.user, home, 'Find users…'));
    await line.settle();
    await line.interaction(submissionOf(world, alice.user, view(), everyField(view(), '90')));
    await line.settle();
    const [click] = bot.clicks;
    assert.deepEqual([click?.verb, click?.id, click?.inputs.idle], ['list-filter', '', '90']);
    assert.match(String((await world.directOf(alice.user)).at(-1)?.text), /Done/);
  });

  it('shows a guest a Home that says why there is nothing', async () => {
    world.state.flags.set(alice.user, { is_restricted: true });
    await line.event(eventOf({ type: 'app_home_opened', user: alice.user, channel: 'D1', tab: 'home' }));
    await line.settle();
    assert.deepEqual(bot.homes, []);
    assert.match(JSON.stringify(world.state.homes.get(alice.user)), /Only members/);
  });
});

/** Every choice as it stands, and one text in the first field. */
function everyField(view: Record<string, unknown>, first: string): Record<string, unknown> {
  const inputs = view.blocks as readonly { block_id: string; element: { initial_option?: unknown } }[];
  const entries = inputs.map(({ block_id, element }, at) => [
    block_id,
    at === 0 ? { value: first } : { value: null, selected_option: element.initial_option },
  ]);
  return Object.fromEntries(entries);
}
