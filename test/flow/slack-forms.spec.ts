import assert from 'node:assert/strict';
import type { Click } from '../../src/domain/inbound.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { answerProblem } from '../../src/flows/answer.ts';
import { noticeNamed } from '../fakes/stand-in-bot.ts';
import { useSlackDesk } from '../support/slack-desk.ts';
import {
  closingOf,
  eventOf,
  homePressOf,
  pressOf,
  shortcutOf,
  submissionOf,
} from '../support/slack-payloads.ts';
import { directWith } from '../support/slack-screens.ts';

describe('Slack: forms and the Home', () => {
  const desk = useSlackDesk();

  it('opens the form of a button, keeps what was ticked, and brings both as one press', async () => {
    const list = await desk.whispered('list');
    const ticked = { 'tick:0': { type: 'checkboxes', selected_options: [{ value: '1' }] } };
    const state = { values: { 'any:0': ticked } };
    await desk.line.interaction(
      pressOf(desk.world, desk.alice, list, 'Deactivate…', { whispered: true, state }),
    );
    await desk.line.settle();
    assert.equal(desk.bot.clicks.length, 0);
    assert.ok(!JSON.stringify(desk.view()).includes('V-7f3k2'));
    const submission = submissionOf(desk.world, desk.alice.user, desk.view(), {
      'field:0': { value: '-left' },
    });
    assert.deepEqual(await desk.line.interaction(submission), { status: 200, body: '' });
    await desk.line.interaction({ ...submission, trigger_id: desk.world.trigger() });
    await desk.line.settle();
    const [click] = desk.bot.clicks;
    assert.equal(desk.bot.clicks.length, 1);
    assert.deepEqual(
      [click?.verb, click?.id, click?.inputs.suffix],
      ['propose-deactivate', 'V-7f3k2', '-left'],
    );
    assert.match(String(click?.inputs.selection), /./);
    assert.equal(click?.place.id, desk.alice.channel);
    assert.equal(desk.texts().length, 2);
  });

  it('says in the form what is wrong with it', async () => {
    const card = await desk.posted('approval-channel');
    await desk.line.interaction(pressOf(desk.world, desk.bob, card, 'Reject…'));
    await desk.line.settle();
    const empty = submissionOf(desk.world, desk.bob.user, desk.view(), { 'field:0': { value: ' ' } });
    const { body } = await desk.line.interaction(empty);
    assert.deepEqual(JSON.parse(body), {
      response_action: 'errors',
      errors: { 'field:0': 'This is needed.' },
    });
    await desk.line.interaction(
      submissionOf(desk.world, desk.bob.user, desk.view(), { 'field:0': { value: 'Not now' } }),
    );
    await desk.line.settle();
    assert.deepEqual(
      desk.bot.clicks.map(({ inputs }: Click) => inputs.reason),
      ['Not now'],
    );
  });

  it('has Slack’s answer in time while the store is slow, and the press when it is there', async () => {
    const card = await desk.posted('approval-channel');
    await desk.line.interaction(pressOf(desk.world, desk.bob, card, 'Reject…'));
    await desk.line.settle();
    const { open, passed } = slowStore();
    const values = (value: string) => ({ 'field:0': { value } });
    const sent = [
      desk.line.interaction(submissionOf(desk.world, desk.bob.user, desk.view(), values('Not now'), 'V1')),
      desk.line.interaction(submissionOf(desk.world, desk.bob.user, desk.view(), values(' '), 'V2')),
    ];
    await passed(2);
    await desk.line.clock.untilSleepers(2);
    await desk.line.clock.advance(1_500);
    for (const reply of await Promise.all(sent)) assert.deepEqual(reply, { status: 200, body: '' });
    open();
    await desk.line.settle();
    assert.deepEqual(
      desk.bot.clicks.map(({ inputs }: Click) => inputs.reason),
      ['Not now'],
    );
    assert.match(JSON.stringify(desk.bot.turnedAway), /not filled in: This is needed\. Nothing was changed/);
  });

  it('answers Slack and then says so where the store is down', async () => {
    const card = await desk.posted('approval-channel');
    await desk.line.interaction(pressOf(desk.world, desk.bob, card, 'Reject…'));
    await desk.line.settle();
    const { get } = desk.store;
    desk.store.get = async (key) => {
      if (!key.startsWith('form/')) return get(key);
      throw new ProblemError({ kind: 'unavailable', source: 'The database', message: 'it is locked' });
    };
    const submission = submissionOf(desk.world, desk.bob.user, desk.view(), { 'field:0': { value: 'No' } });
    assert.deepEqual(await desk.line.interaction(submission), { status: 200, body: '' });
    await desk.line.settle();
    assert.match(String((await desk.world.directOf(desk.bob.user)).at(-1)?.text), /database/);
  });

  /** From now on what is kept of forms comes only once it is let through. */
  function slowStore() {
    const { get } = desk.store;
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    let count = 0;
    const waiting: { readonly count: number; readonly tell: () => void }[] = [];
    desk.store.get = async (key) => {
      if (key.startsWith('form/')) {
        count += 1;
        for (const each of waiting) if (each.count <= count) each.tell();
        await opened;
      }
      return get(key);
    };
    const passed = (wanted: number) =>
      new Promise<void>((tell) => {
        waiting.push({ count: wanted, tell });
        if (count >= wanted) tell();
      });
    return { open, passed };
  }

  it('keeps an open form over a restart, and answers it in the direct conversation', async () => {
    const card = await desk.posted('approval-channel');
    await desk.line.interaction(pressOf(desk.world, desk.bob, card, 'Reject…'));
    await desk.line.settle();
    await desk.reopen();
    await desk.line.interaction(
      submissionOf(desk.world, desk.bob.user, desk.view(), { 'field:0': { value: 'Later' } }),
    );
    await desk.line.settle();
    assert.equal(desk.bot.clicks.length, 1);
    assert.match(String((await desk.world.directOf(desk.bob.user)).at(-1)?.text), /Done/);
  });

  it('keeps the address to answer at out of the store', async () => {
    const card = await desk.posted('approval-channel');
    await desk.line.interaction(pressOf(desk.world, desk.bob, card, 'Reject…'));
    await desk.line.settle();
    const stored = await desk.store.list('', '', 1_000);
    assert.ok(stored.some(([key]) => key.startsWith('form/')));
    assert.ok(!JSON.stringify(stored).includes('/respond/'));
  });

  it('turns away a form that somebody else sends, that is unknown or that was open too long', async () => {
    const card = await desk.posted('approval-channel');
    await desk.line.interaction(pressOf(desk.world, desk.bob, card, 'Reject…'));
    await desk.line.settle();
    const values = { 'field:0': { value: 'x' } };
    const unknown = { ...desk.view(), private_metadata: 'none' };
    await desk.line.interaction(submissionOf(desk.world, desk.alice.user, desk.view(), values, 'V1'));
    await desk.line.interaction(submissionOf(desk.world, desk.bob.user, unknown, values, 'V2'));
    await desk.line.settle();
    await desk.line.clock.advance(24 * 3_600_000);
    const stamp = Math.floor(desk.line.clock.now() / 1000);
    await desk.line.interaction(submissionOf(desk.world, desk.bob.user, desk.view(), values, 'V3'), {
      stamp,
    });
    await desk.line.settle();
    assert.deepEqual([desk.bot.clicks, desk.turnedAway()], [[], ['conflict', 'conflict', 'conflict']]);
    const kept = async () => (await desk.store.list('form/', '', 10)).length;
    assert.equal(await kept(), 1);
    await desk.line.interaction(pressOf(desk.world, desk.bob, card, 'Reject…'), { stamp });
    await desk.line.settle();
    assert.equal(await kept(), 1, 'the new one, in place of the old one');
  });

  it('says when a form could not be opened in time', async () => {
    const card = await desk.posted('approval-channel');
    desk.world.state.faults.plan('views.open', { code: 'expired_trigger_id' });
    await desk.line.interaction(pressOf(desk.world, desk.bob, card, 'Reject…'));
    await desk.line.settle();
    assert.match(String(desk.texts().at(-1)), /three seconds/);
  });

  it('opens no form for a guest', async () => {
    const card = await desk.posted('approval-channel');
    desk.world.state.flags.set(desk.bob.user, { is_restricted: true });
    await desk.line.interaction(pressOf(desk.world, desk.bob, card, 'Reject…'));
    await desk.line.settle();
    await desk.line.interaction(shortcutOf(desk.world, desk.bob.user, 'find_users'));
    await desk.line.settle();
    assert.deepEqual(desk.world.state.opened, []);
    assert.deepEqual(
      desk.bot.strangers.map(({ account }) => account.id),
      [desk.bob.user, desk.bob.user],
    );
    assert.match(String(desk.texts().at(-1)), /Only members/);
  });

  it('opens a form all the same where Slack does not say who asks, and refuses a guest who sends it', async () => {
    const card = await desk.posted('approval-channel');
    desk.world.state.flags.set(desk.bob.user, { is_restricted: true });
    desk.world.state.faults.plan('users.info', { status: 503 });
    await desk.line.interaction(pressOf(desk.world, desk.bob, card, 'Reject…'));
    await desk.line.settle();
    desk.world.state.faults.clear();
    assert.equal(desk.world.state.opened.length, 1);
    await desk.line.interaction(
      submissionOf(desk.world, desk.bob.user, desk.view(), { 'field:0': { value: 'No' } }),
    );
    await desk.line.settle();
    assert.deepEqual(desk.bot.clicks, []);
    assert.match(String(desk.texts().at(-1)), /Only members/);
  });

  it('takes a closed form for nothing', async () => {
    assert.equal(
      (await desk.line.interaction(closingOf(desk.world, desk.bob.user, { callback_id: 'form' }))).status,
      200,
    );
  });

  it('draws the Home when it is opened, and anew after a press on it', async () => {
    desk.bot.home = async (arrival) => {
      desk.bot.homes.push(arrival);
      return noticeNamed('status');
    };
    const channel = await directWith(desk.line, desk.alice.user);
    const opened = { type: 'app_home_opened', user: desk.alice.user, channel };
    await desk.line.event(eventOf({ ...opened, tab: 'messages' }));
    await desk.line.settle();
    assert.deepEqual(desk.bot.homes, []);
    await desk.line.event(eventOf({ ...opened, tab: 'home' }));
    await desk.line.settle();
    const home = desk.world.state.homes.get(desk.alice.user) ?? {};
    desk.bot.answer = () => answerProblem({ kind: 'conflict', message: 'Already decided.' });
    await desk.line.interaction(homePressOf(desk.world, desk.alice.user, home, 'Show requests'));
    await desk.line.settle();
    const [click] = desk.bot.clicks;
    assert.deepEqual([click?.verb, click?.place.kind, click?.message], ['say', 'direct', null]);
    assert.equal(desk.bot.homes.length, 2);
    assert.match(String((await desk.world.directOf(desk.alice.user)).at(-1)?.text), /Already decided/);
  });

  it('gives the confirmed address of whoever opens the Home, where a setting allows it', async () => {
    await desk.reopen({ matchMail: true });
    const profile = { email: 'alice@example.com' };
    desk.world.state.flags.set(desk.alice.user, { is_email_confirmed: true, profile });
    await desk.line.event(
      eventOf({ type: 'app_home_opened', user: desk.alice.user, channel: 'D1', tab: 'home' }),
    );
    await desk.line.settle();
    assert.deepEqual(
      desk.bot.homes.map(({ mail }) => mail),
      ['alice@example.com'],
    );
  });

  it('finds users from the Home by the filter form, and says them in the direct conversation', async () => {
    desk.bot.home = async () => noticeNamed('home');
    await desk.line.event(
      eventOf({ type: 'app_home_opened', user: desk.alice.user, channel: 'D1', tab: 'home' }),
    );
    await desk.line.settle();
    const home = desk.world.state.homes.get(desk.alice.user) ?? {};
    await desk.line.interaction(homePressOf(desk.world, desk.alice.user, home, 'Find users…'));
    await desk.line.settle();
    await desk.line.interaction(
      submissionOf(desk.world, desk.alice.user, desk.view(), everyField(desk.view(), '90')),
    );
    await desk.line.settle();
    const [click] = desk.bot.clicks;
    assert.deepEqual([click?.verb, click?.id, click?.inputs.idle], ['list-filter', '', '90']);
    assert.match(String((await desk.world.directOf(desk.alice.user)).at(-1)?.text), /Done/);
  });

  it('shows a guest a Home that says why there is nothing', async () => {
    desk.world.state.flags.set(desk.alice.user, { is_restricted: true });
    await desk.line.event(
      eventOf({ type: 'app_home_opened', user: desk.alice.user, channel: 'D1', tab: 'home' }),
    );
    await desk.line.settle();
    assert.deepEqual(desk.bot.homes, []);
    assert.match(JSON.stringify(desk.world.state.homes.get(desk.alice.user)), /Only members/);
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
