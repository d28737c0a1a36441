import assert from 'node:assert/strict';
import { answerWith } from '../../src/flows/answer.ts';
import { RecordingBot, said } from '../fakes/recording-bot.ts';
import { type SlackWorld, startSlackWorld, TEAM } from '../fakes/slack/world.ts';
import { slackAccount } from '../support/slack.ts';
import { openSlackLine, type SlackLine } from '../support/slack-line.ts';
import {
  eventOf,
  messageOf,
  messageShortcutOf,
  shortcutOf,
  submissionOf,
} from '../support/slack-payloads.ts';

describe('Slack: direct conversation and shortcuts', () => {
  let world: SlackWorld;
  let bot: RecordingBot;
  let line: SlackLine;
  let alice: { user: string; channel: string };
  before(async () => {
    world = await startSlackWorld();
  });
  after(() => world.close());
  beforeEach(async () => {
    await world.reset();
    bot = new RecordingBot();
    line = await openSlackLine(world, bot);
    const user = world.users.alice ?? '';
    const hello = await line.slack.platform.directMessage(slackAccount(user), said('Hello'));
    alice = { user, channel: hello.place };
  });
  afterEach(() => line.close());

  const direct = async () => (await world.directOf(alice.user)).map(({ text }) => text);
  const asked = () => bot.commands.map(({ text, files }) => [text, files.map(({ name }) => name)]);
  const view = () => world.state.opened.at(-1)?.view ?? {};

  it('takes what is said there as a command and answers there', async () => {
    bot.answer = () => answerWith(said('128 users match'));
    const message = messageOf(alice, 'users text:a&amp;b');
    assert.equal((await line.event(message)).status, 200);
    await line.event(message, { headers: { 'x-slack-retry-num': '1' } });
    await line.settle();
    assert.deepEqual(asked(), [['users text:a&b', []]]);
    assert.equal(bot.commands[0]?.place.kind, 'direct');
    assert.deepEqual(await direct(), ['Hello', '128 users match']);
  });

  it('takes the files with it; a file alone is a list of users', async () => {
    const first = await world.attach('leavers.csv', Buffer.from('username\nada\n'));
    const second = await world.attach('more.txt', Buffer.from('bo\n'));
    const files = (...ids: string[]) => ({ subtype: 'file_share', files: ids.map((id) => ({ id })) });
    await line.event(messageOf(alice, 'deactivate list:', files(first)));
    await line.settle();
    await line.event(messageOf(alice, '', files(second)));
    await line.settle();
    assert.deepEqual(asked(), [
      ['deactivate list:', ['leavers.csv']],
      ['users list:', ['more.txt']],
    ]);
    assert.equal(bot.commands[0]?.files[0]?.content, 'username\nada\n');
  });

  it('says what is wrong with a file instead of going on without it', async () => {
    const id = await world.attach('photo.csv', Buffer.from([0x61, 0x80, 0x81, 0xfe]));
    await line.event(messageOf(alice, 'deactivate list:', { subtype: 'file_share', files: [{ id }] }));
    await line.settle();
    assert.deepEqual(bot.commands, []);
    assert.match((await direct()).at(-1) ?? '', /Save it as CSV UTF-8/);
  });

  for (const [what, event] of [
    ['its own messages', { bot_id: 'BBOT', app_id: 'A000000001' }],
    ['edits', { subtype: 'message_changed', message: { text: 'stop' } }],
    ['deletions', { subtype: 'message_deleted' }],
    ['joins', { subtype: 'channel_join' }],
    ['channels', { channel_type: 'channel', channel: 'C1' }],
    ['groups', { channel_type: 'mpim', channel: 'G1' }],
    ['Slack itself', { user: 'USLACKBOT' }],
    ['nothing', { text: '  ' }],
  ] as const) {
    it(`takes no command from ${what}`, async () => {
      assert.equal((await line.event(messageOf(alice, 'stop', event))).status, 200);
      await line.settle();
      assert.deepEqual([bot.commands, bot.strangers], [[], []]);
    });
  }

  it('refuses a guest there', async () => {
    world.state.flags.set(alice.user, { is_restricted: true });
    await line.event(messageOf(alice, 'users'));
    await line.settle();
    assert.deepEqual(bot.commands, []);
    assert.match((await direct()).at(-1) ?? '', /Only members/);
  });

  it('shows the user whom a message mentions, else its author', async () => {
    const at = { ...alice, channel: world.channels['confluence-admins'] ?? '' };
    const mentioning = { user: 'U0BO', text: 'please look at <@U0ADA|ada> and <@U0CY>' };
    await line.interaction(messageShortcutOf(world, at, mentioning));
    await line.settle();
    await line.interaction(messageShortcutOf(world, at, { user: 'U0BO', text: 'hello' }));
    await line.settle();
    assert.deepEqual(
      bot.commands.map(({ text }) => text),
      [`user @slack/${TEAM}/U0ADA`, `user @slack/${TEAM}/U0BO`],
    );
    assert.equal(world.state.responses.length, 2);
  });

  it('finds users by a filter typed into a form', async () => {
    await line.interaction(shortcutOf(world, alice.user, 'find_users'));
    await line.settle();
    const submission = submissionOf(world, alice.user, view(), { filter: { value: 'idle:90d' } });
    assert.equal((await line.interaction(submission)).status, 200);
    await line.interaction(submission);
    await line.settle();
    assert.deepEqual(asked(), [['users idle:90d', []]]);
    assert.deepEqual(await direct(), ['Hello', 'Done']);
  });

  it('takes users from a file given in a form', async () => {
    const id = await world.attach('leavers.csv', Buffer.from('ada\n'));
    await line.interaction(shortcutOf(world, alice.user, 'users_from_file'));
    await line.settle();
    const values = { file: { type: 'file_input', files: [{ id }] }, command: { value: 'deactivate list:' } };
    await line.interaction(submissionOf(world, alice.user, view(), values));
    await line.settle();
    assert.deepEqual(asked(), [['deactivate list:', ['leavers.csv']]]);
  });

  it('takes a shortcut or a form that it does not know for nothing', async () => {
    await line.interaction(shortcutOf(world, alice.user, 'constructor'));
    await line.interaction(submissionOf(world, alice.user, { callback_id: 'constructor' }, {}));
    await line.settle();
    assert.deepEqual([bot.commands, world.state.opened], [[], []]);
  });

  it('answers events about the app itself and about nobody', async () => {
    for (const type of ['app_uninstalled', 'tokens_revoked', 'team_join'])
      assert.equal((await line.event(eventOf({ type, tokens: { oauth: ['U1'] } }))).status, 200);
  });
});
