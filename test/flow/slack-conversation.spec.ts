import assert from 'node:assert/strict';
import { answerWith } from '../../src/flows/answer.ts';
import { said } from '../fakes/recording-bot.ts';
import { TEAM } from '../fakes/slack/world.ts';
import { useSlackDesk } from '../support/slack-desk.ts';
import {
  type At,
  commandOf,
  eventOf,
  messageOf,
  messageShortcutOf,
  shortcutOf,
  submissionOf,
} from '../support/slack-payloads.ts';
import { directWith } from '../support/slack-screens.ts';

describe('Slack: direct conversation and shortcuts', () => {
  const desk = useSlackDesk();
  let alice: At;
  beforeEach(async () => {
    alice = { ...desk.alice, channel: await directWith(desk.line, desk.alice.user) };
  });

  const direct = async () => (await desk.world.directOf(alice.user)).map(({ text }) => text);
  const asked = () => desk.bot.commands.map(({ text, files }) => [text, files.map(({ name }) => name)]);

  it('takes what is said there as a command and answers there', async () => {
    desk.bot.answer = () => answerWith(said('128 users match'));
    const message = messageOf(alice, 'users text:a&amp;b');
    assert.equal((await desk.line.event(message)).status, 200);
    await desk.line.event(message, { headers: { 'x-slack-retry-num': '1' } });
    await desk.line.settle();
    assert.deepEqual(asked(), [['users text:a&b', []]]);
    assert.equal(desk.bot.commands[0]?.place.kind, 'direct');
    assert.deepEqual(await direct(), ['Hello', '128 users match']);
  });

  it('takes the files with it; a file alone is a list of users', async () => {
    const first = await desk.world.attach('leavers.csv', Buffer.from('username\nada\n'));
    const second = await desk.world.attach('more.txt', Buffer.from('bo\n'));
    const files = (...ids: string[]) => ({ subtype: 'file_share', files: ids.map((id) => ({ id })) });
    await desk.line.event(messageOf(alice, 'deactivate list:', files(first)));
    await desk.line.settle();
    await desk.line.event(messageOf(alice, '', files(second)));
    await desk.line.settle();
    assert.deepEqual(asked(), [
      ['deactivate list:', ['leavers.csv']],
      ['users list:', ['more.txt']],
    ]);
    assert.equal(desk.bot.commands[0]?.files[0]?.content, 'username\nada\n');
  });

  const fetches = () => desk.world.state.calls.filter(({ method }) => method === 'files.info').length;

  it('fetches nothing for an account that is nobody’s, which is refused as ever', async () => {
    desk.bot.standsAs = 'nobody';
    const id = await desk.world.attach('leavers.csv', Buffer.from('ada\n'));
    await desk.line.event(messageOf(alice, 'users list:', { subtype: 'file_share', files: [{ id }] }));
    await desk.line.interaction(shortcutOf(desk.world, alice.user, 'users_from_file'));
    await desk.line.settle();
    const values = { file: { type: 'file_input', files: [{ id }] }, command: { value: 'users list:' } };
    await desk.line.interaction(submissionOf(desk.world, alice.user, desk.view(), values));
    await desk.line.settle();
    assert.deepEqual(asked(), [
      ['users list:', []],
      ['users list:', []],
    ]);
    assert.equal(fetches(), 0);
  });

  it('takes three files at most', async () => {
    const id = await desk.world.attach('leavers.csv', Buffer.from('ada\n'));
    const send = (count: number) =>
      desk.line.event(
        messageOf(alice, 'users list:', { subtype: 'file_share', files: Array(count).fill({ id }) }),
      );
    await send(4);
    await desk.line.settle();
    assert.deepEqual([asked(), fetches()], [[], 0]);
    assert.match((await direct()).at(-1) ?? '', /at most 3/);
    await send(3);
    await desk.line.settle();
    assert.equal(fetches(), 3);
  });

  it('says what is wrong with a file instead of going on without it', async () => {
    const id = await desk.world.attach('photo.csv', Buffer.from([0x61, 0x80, 0x81, 0xfe]));
    await desk.line.event(messageOf(alice, 'deactivate list:', { subtype: 'file_share', files: [{ id }] }));
    await desk.line.settle();
    assert.deepEqual(desk.bot.commands, []);
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
      assert.equal((await desk.line.event(messageOf(alice, 'stop', event))).status, 200);
      await desk.line.settle();
      assert.deepEqual([desk.bot.commands, desk.bot.strangers], [[], []]);
    });
  }

  it('refuses a guest there', async () => {
    desk.world.state.flags.set(alice.user, { is_restricted: true });
    await desk.reopen();
    await desk.line.event(messageOf(alice, 'users'));
    await desk.line.settle();
    assert.deepEqual(desk.bot.commands, []);
    assert.match((await direct()).at(-1) ?? '', /Only members/);
  });

  it('shows the user whom a message mentions, else its author', async () => {
    const at = { ...alice, channel: desk.world.channels['confluence-admins'] ?? '' };
    const mentioning = { user: 'U0BO', text: 'please look at <@U0ADA|ada> and <@U0CY>' };
    await desk.line.interaction(messageShortcutOf(desk.world, at, mentioning));
    await desk.line.settle();
    await desk.line.interaction(messageShortcutOf(desk.world, at, { user: 'U0BO', text: 'hello' }));
    await desk.line.settle();
    assert.deepEqual(
      desk.bot.commands.map(({ text }) => text),
      [`user @slack/${TEAM}/U0ADA`, `user @slack/${TEAM}/U0BO`],
    );
    assert.equal(desk.world.state.responses.length, 2);
  });

  it('finds users by a filter typed into a form', async () => {
    await desk.line.interaction(shortcutOf(desk.world, alice.user, 'find_users'));
    await desk.line.settle();
    const submission = submissionOf(desk.world, alice.user, desk.view(), { filter: { value: 'idle:90d' } });
    assert.equal((await desk.line.interaction(submission)).status, 200);
    await desk.line.interaction(submission);
    await desk.line.settle();
    assert.deepEqual(asked(), [['users idle:90d', []]]);
    assert.deepEqual(await direct(), ['Hello', 'Done']);
  });

  it('takes users from a file given in a form', async () => {
    const id = await desk.world.attach('leavers.csv', Buffer.from('ada\n'));
    await desk.line.interaction(shortcutOf(desk.world, alice.user, 'users_from_file'));
    await desk.line.settle();
    const values = { file: { type: 'file_input', files: [{ id }] }, command: { value: 'deactivate list:' } };
    await desk.line.interaction(submissionOf(desk.world, alice.user, desk.view(), values));
    await desk.line.settle();
    assert.deepEqual(asked(), [['deactivate list:', ['leavers.csv']]]);
  });

  it('takes a shortcut or a form that it does not know for nothing', async () => {
    await desk.line.interaction(shortcutOf(desk.world, alice.user, 'constructor'));
    await desk.line.interaction(submissionOf(desk.world, alice.user, { callback_id: 'constructor' }, {}));
    await desk.line.settle();
    assert.deepEqual([desk.bot.commands, desk.world.state.opened], [[], []]);
  });

  it('answers no more in a channel that was just shared with another organisation', async () => {
    const { channel } = desk.alice;
    await desk.line.command(commandOf(desk.world, desk.alice, 'help'));
    await desk.line.settle();
    desk.world.state.flags.set(channel, { is_ext_shared: true });
    await desk.line.event(eventOf({ type: 'channel_shared', connected_team_id: 'T0OTHER', channel }));
    await desk.line.command(commandOf(desk.world, desk.alice, 'help'));
    await desk.line.settle();
    assert.deepEqual(asked(), [['help', []]]);
  });

  it('answers events about the app itself and about nobody', async () => {
    for (const type of ['app_uninstalled', 'tokens_revoked', 'team_join'])
      assert.equal((await desk.line.event(eventOf({ type, tokens: { oauth: ['U1'] } }))).status, 200);
  });
});
