import assert from 'node:assert/strict';
import { TEAM } from '../fakes/slack/world.ts';
import { slackAccount } from '../support/slack.ts';
import { useSlackDesk } from '../support/slack-desk.ts';
import { commandOf, messageOf, pressOf, shortcutOf, submissionOf } from '../support/slack-payloads.ts';

describe('attack slack', () => {
  const desk = useSlackDesk();
  it('C: somebody of another Grid organisation in our workspace', async () => {
    await desk.reopen({ matchMail: true });
    const { alice, world, line, bot } = desk;
    world.state.flags.set(alice.user, {
      team_id: 'T9FOREIGN',
      enterprise_user: { enterprise_id: 'E9FOREIGN' },
    });
    const dm = await world.directChannelOf(alice.user);
    await line.command({
      ...commandOf(world, { ...alice, channel: dm }, 'whoami'),
      enterprise_id: 'E9FOREIGN',
    });
    await line.settle();
    assert.deepEqual(
      bot.commands.map(({ account, mail }) => [account, mail]),
      [],
    );
  });
  it('LL: names to a guest by direct message', async () => {
    const { alice, world, line } = desk;
    world.state.flags.set(alice.user, { is_restricted: true });
    await line.slack.platform
      .directMessage(slackAccount(alice.user), { kind: 'said', headline: 'Ada Okafor', detail: '' })
      .catch((e) => console.log(JSON.stringify(e.problem)));
    assert.deepEqual(
      (await world.directOf(alice.user)).map(({ text }) => text),
      [],
    );
  });
});
