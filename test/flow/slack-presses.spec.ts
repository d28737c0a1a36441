import assert from 'node:assert/strict';
import { FORMER_MS } from '../../adapters/slack/card-store.ts';
import { answerWith } from '../../src/flows/answer.ts';
import { said } from '../fakes/recording-bot.ts';
import { TEAM } from '../fakes/slack/world.ts';
import { noticeNamed } from '../fakes/stand-in-bot.ts';
import { slackAccount } from '../support/slack.ts';
import { useSlackDesk } from '../support/slack-desk.ts';
import { messageOf, pressOf } from '../support/slack-payloads.ts';
import { directWith, type Shown } from '../support/slack-screens.ts';

describe('Slack: presses', () => {
  const desk = useSlackDesk();

  it('brings a press to the bot by what the card is kept to mean, before the bot has answered', async () => {
    const card = await desk.posted('approval-channel');
    let open = () => {};
    desk.bot.gate = new Promise((resolve) => {
      open = resolve;
    });
    const press = pressOf(desk.world, desk.bob, card, 'Approve 25');
    assert.deepEqual(await desk.line.interaction(press), { status: 200, body: '' });
    assert.equal(desk.bot.clicks.length, 0);
    open();
    await desk.line.settle();
    const [click] = desk.bot.clicks;
    assert.deepEqual([click?.verb, click?.id, click?.inputs], ['approve', 'A-7f3k2', {}]);
    assert.deepEqual(click?.account, slackAccount(desk.bob.user));
    assert.deepEqual(click?.message, {
      platform: 'slack',
      tenant: TEAM,
      place: desk.bob.channel,
      message: card.ts,
    });
    assert.equal(click?.place.kind, 'channel');
    assert.equal(desk.texts().length, 1);
  });

  it('carries what is ticked, and nothing where nothing is', async () => {
    const list = await desk.whispered('list');
    await desk.line.interaction(pressOf(desk.world, desk.alice, list, 'Export CSV', { whispered: true }));
    const ticked = { 'tick:0': { type: 'checkboxes', selected_options: [{ value: '0' }, { value: '2' }] } };
    const state = { values: { 'any:0': ticked } };
    await desk.line.interaction(
      pressOf(desk.world, desk.alice, list, 'Export CSV', { whispered: true, state }),
    );
    await desk.line.settle();
    const selections = desk.bot.clicks.map(({ inputs }) => inputs.selection);
    assert.equal(selections.length, 2);
    assert.ok(selections.includes(''));
    assert.equal(selections.find((each) => each !== '')?.split(',').length, 2);
    assert.deepEqual(desk.bot.clicks[0]?.message, null);
  });

  it('acts on nobody when the payload does not say who is ticked', async () => {
    const list = await desk.whispered('list');
    await desk.line.interaction(
      pressOf(desk.world, desk.alice, list, 'Deactivate…', { whispered: true, state: undefined }),
    );
    await desk.line.settle();
    assert.deepEqual([desk.bot.clicks, desk.turnedAway(), desk.world.state.opened], [[], ['conflict'], []]);
  });

  it('takes a tick for nothing', async () => {
    const list = await desk.whispered('list');
    const before = desk.texts().length;
    const actions = [{ type: 'checkboxes', action_id: 'tick:0', selected_options: [] }];
    const reply = await desk.line.interaction(
      pressOf(desk.world, desk.alice, list, 'Next', { whispered: true, actions }),
    );
    await desk.line.settle();
    assert.equal(reply.status, 200);
    assert.deepEqual([desk.bot.clicks, desk.turnedAway(), desk.texts().length], [[], [], before]);
  });

  it('turns pages in the place of the pressed message', async () => {
    const list = await desk.whispered('list');
    desk.bot.answer = () => ({ ...answerWith(said('Also')), replace: noticeNamed('list') });
    await desk.line.interaction(pressOf(desk.world, desk.alice, list, 'Next', { whispered: true }));
    await desk.line.settle();
    const [, page, also] = desk.world.state.responses;
    assert.equal(page?.body.replace_original, true);
    assert.match(String(page?.body.text), /128 users match/);
    assert.notEqual(also?.body.replace_original, true);
  });

  it('never replaces a message that others see too', async () => {
    const card = await desk.posted('approval-channel');
    desk.bot.answer = () => ({ ...answerWith(), replace: noticeNamed('list') });
    await desk.line.interaction(pressOf(desk.world, desk.bob, card, 'Approve 25'));
    await desk.line.settle();
    assert.deepEqual(
      desk.world.state.responses.map(({ body }) => body.replace_original === true),
      [false],
    );
  });

  it('edits the message in the direct conversation', async () => {
    desk.bot.answer = () => answerWith(noticeNamed('list'));
    const channel = await directWith(desk.line, desk.alice.user);
    await desk.line.event(messageOf({ ...desk.alice, channel }, 'users'));
    await desk.line.settle();
    const list = (await desk.world.directOf(desk.alice.user)).at(-1);
    assert.ok(list);
    desk.bot.answer = () => ({ ...answerWith(), replace: said('Page 2') });
    await desk.line.interaction(pressOf(desk.world, { ...desk.alice, channel }, list, 'Next'));
    await desk.line.settle();
    const after = await desk.world.directOf(desk.alice.user);
    assert.equal(after.at(-1)?.ts, list.ts);
    assert.match(String(after.at(-1)?.text), /Page 2/);
  });

  it('turns away a press on somebody else’s card, one of another key, and one beyond its buttons', async () => {
    const list = await desk.whispered('list');
    const next = { type: 'button', text: { type: 'plain_text', text: 'Next' } };
    await desk.line.interaction(pressOf(desk.world, desk.bob, list, 'Next', { whispered: true }));
    for (const value of ['0mgxyz123-unknown.0', 'none.0'])
      await desk.line.interaction(
        pressOf(desk.world, desk.alice, list, 'Next', { whispered: true, actions: [{ ...next, value }] }),
      );
    await desk.line.interaction(
      pressOf(desk.world, desk.alice, list, 'Next', { whispered: true, actions: [beyond(list)] }),
    );
    await desk.line.settle();
    assert.deepEqual(desk.bot.clicks, []);
    assert.deepEqual(desk.turnedAway(), ['conflict', 'conflict', 'conflict', 'conflict']);
    assert.match(String(desk.texts().at(-1)), /That button is no longer on the card/);
  });

  it('turns away a press that comes from another workspace than the card', async () => {
    const list = await desk.whispered('list');
    desk.world.allow('xoxb-one', { team: 'T0MOVED' });
    await desk.reopen({ botToken: 'xoxb-two' });
    desk.world.allow('xoxb-two', { team: 'T0MOVED' });
    const team = { id: 'T0MOVED', domain: 'moved' };
    const user = { id: desk.alice.user, team_id: 'T0MOVED' };
    await desk.line.interaction(
      pressOf(desk.world, desk.alice, list, 'Next', { whispered: true, team, user }),
    );
    await desk.line.settle();
    assert.deepEqual([desk.bot.clicks, desk.turnedAway()], [[], ['conflict']]);
  });

  it('takes a press once, also when it comes again after a restart', async () => {
    const card = await desk.posted('approval-channel');
    const press = pressOf(desk.world, desk.bob, card, 'Approve 25');
    await desk.line.interaction(press);
    await desk.line.interaction(press);
    await desk.line.settle();
    await desk.reopen();
    await desk.line.interaction(press);
    await desk.line.settle();
    assert.equal(desk.bot.clicks.length, 1);
    assert.equal(desk.texts().length, 1);
  });

  it('takes a press on what was just drawn anew, for a minute', async () => {
    const seen = await desk.posted('run-running');
    const message = { platform: 'slack', tenant: TEAM, place: desk.bob.channel, message: seen.ts };
    await desk.line.slack.platform.update(message, noticeNamed('run-waiting'));
    await desk.line.interaction(pressOf(desk.world, desk.bob, seen, 'Pause'));
    await desk.line.settle();
    await desk.line.clock.advance(FORMER_MS - 1);
    const stamp = () => ({ stamp: Math.floor(desk.line.clock.now() / 1000) });
    await desk.line.interaction(pressOf(desk.world, desk.bob, seen, 'Pause'), stamp());
    await desk.line.settle();
    assert.deepEqual(
      desk.bot.clicks.map(({ verb, id }) => [verb, id]),
      [
        ['pause', 'R-7f3k2'],
        ['pause', 'R-7f3k2'],
      ],
    );
    await desk.line.clock.advance(1);
    await desk.line.interaction(pressOf(desk.world, desk.bob, seen, 'Pause'), stamp());
    await desk.line.settle();
    assert.deepEqual([desk.bot.clicks.length, desk.turnedAway()], [2, ['conflict']]);
  });

  it('opens no form for a second thought that the client has asked already', async () => {
    const card = await desk.posted('run-running');
    await desk.line.interaction(pressOf(desk.world, desk.bob, card, 'Cancel…'));
    await desk.line.settle();
    assert.deepEqual([desk.bot.clicks.map(({ verb }) => verb), desk.world.state.opened], [['cancel'], []]);
  });

  it('tells a guest nothing that their press asked for', async () => {
    const card = await desk.posted('approval-channel');
    desk.world.state.flags.set(desk.bob.user, { is_restricted: true });
    await desk.line.interaction(pressOf(desk.world, desk.bob, card, 'Show names'));
    await desk.line.settle();
    assert.deepEqual(desk.bot.clicks, []);
    assert.match(String(desk.texts().at(-1)), /Only members/);
  });

  function beyond({ blocks }: Shown): Record<string, unknown> {
    const [key] = /[0-9a-z]{9}-[\w-]+(?=\.\d)/.exec(JSON.stringify(blocks)) ?? [];
    return { type: 'button', value: `${key}.999`, text: { type: 'plain_text', text: 'Next' } };
  }
});
