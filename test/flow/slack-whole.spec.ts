import assert from 'node:assert/strict';
import { CATALOGUE } from '../../src/commands/catalogue.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import type { SeenMessage } from '../fakes/slack/state.ts';
import { type SlackWorld, startSlackWorld, textOf } from '../fakes/slack/world.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { slackAccount } from '../support/slack.ts';
import { openSlackLine, type SlackLine } from '../support/slack-line.ts';
import { commandOf, messageOf, pressOf, submissionOf } from '../support/slack-payloads.ts';
import { World } from '../support/world.ts';

describe('Slack: the whole bot', () => {
  let slack: SlackWorld;
  let world: World;
  let line: SlackLine;
  let priya: { user: string; channel: string };
  let tom: { user: string; channel: string };
  before(async () => {
    slack = await startSlackWorld();
  });
  after(() => slack.close());
  beforeEach(async () => {
    await slack.reset();
    const channel = slack.channels['confluence-admins'] ?? '';
    priya = { user: slack.users.alice ?? '', channel };
    tom = { user: slack.users.bob ?? '', channel };
    world = await World.create({ clock: new FakeClock(Date.now()) });
    await link('priya', priya.user);
    await link('tom', tom.user);
    const { storage, clock } = world;
    line = await openSlackLine(slack, world.bot, {
      clock,
      store: storage.adapter('slack'),
      files: storage.files,
    });
    (world.services.platforms as Map<string, ChatPlatform>).set('slack', line.slack.platform);
  });
  afterEach(async () => {
    await line.close();
    await world.end();
  });

  const link = async (person: string, user: string) => {
    const known = await world.storage.people.load(person as PersonId);
    assert.ok(known);
    const accounts = [slackAccount(user)];
    await world.storage.people.replace({ ...known, version: known.version + 1, accounts });
  };
  const settle = async () => {
    await line.settle();
    await world.settle();
  };
  /** What somebody was last told alone, as an ephemeral message. */
  const whispered = (): SeenMessage => {
    const { body } = slack.state.responses.at(-1) ?? {};
    const blocks = (body?.blocks ?? []) as readonly unknown[];
    return { ts: '1.1', text: String(body?.text), blocks, files: [] };
  };
  const isActive = async (username: string) => {
    const user = await world.sandbox.user(world.user(username), new AbortController().signal);
    return user?.active;
  };

  for (const { name, examples } of CATALOGUE) {
    for (const example of examples) {
      it(`answers ${name}: ${example}`, async () => {
        const text = example.replace(/^\/aum /, '');
        const reply = await line.command(commandOf(slack, tom, text));
        assert.deepEqual(reply, { status: 200, body: '' });
        await line.settle();
        const said = slack.state.responses.map(({ body }) => String(body.text));
        const direct = await slack.directOf(tom.user);
        await world.settle();
        const posted = await slack.seenBy(tom.user, tom.channel);
        assert.ok(said.length + direct.length + posted.length > 0, 'nothing was answered');
        assert.ok(!said.some((each) => /I don't know|Something broke/.test(each)), said.join());
      });
    }
  }

  it('carries a change from the command over the approval to the run', async () => {
    await line.command(commandOf(slack, priya, 'deactivate ada'));
    await settle();
    const request = (await slack.directOf(tom.user)).find((message) => /Deactivate/.test(textOf(message)));
    assert.ok(request);
    const channel = (await line.slack.platform.directMessage(slackAccount(tom.user), said())).place;
    await line.interaction(pressOf(slack, { ...tom, channel }, request, 'Approve 1'));
    await settle();
    assert.equal(await isActive('ada'), false);
    const posted = (await slack.seenBy(priya.user, priya.channel)).map(textOf).join('\n');
    assert.match(posted, /done/i);
  });

  it('counts one decision of those who press what was drawn anew meanwhile', async () => {
    await line.command(commandOf(slack, priya, 'deactivate ada'));
    await settle();
    const [card] = await slack.seenBy(tom.user, tom.channel);
    assert.ok(card);
    await line.interaction(pressOf(slack, tom, card, 'Approve 1'));
    await settle();
    await line.interaction(pressOf(slack, tom, card, 'Approve 1'));
    await line.interaction(pressOf(slack, tom, card, 'Reject…'));
    await settle();
    const { view = {} } = slack.state.opened.at(-1) ?? {};
    await line.interaction(submissionOf(slack, tom.user, view, { 'field:0': { value: 'No' } }));
    await settle();
    const [approval] = await world.storage.approvals.list({ limit: 5 });
    assert.deepEqual(
      approval?.verdicts.map(({ verdict }) => verdict),
      ['approve'],
    );
    assert.equal(await world.storage.runs.count(), 1);
    assert.match(slack.state.responses.map(({ body }) => String(body.text)).join('\n'), /already approved/);
  });

  it('turns pages, keeps ticks and asks for a change of those alone', async () => {
    await line.command(commandOf(slack, priya, 'users text:a'));
    await line.settle();
    const list = whispered();
    await line.interaction(pressOf(slack, priya, list, 'Next', { whispered: true }));
    await line.settle();
    assert.equal(slack.state.responses.at(-1)?.body.replace_original, true);
    const second = whispered();
    const press = pressOf(slack, priya, second, 'Deactivate…', { whispered: true });
    tick(press, 2);
    await line.interaction(press);
    await line.settle();
    const { view = {} } = slack.state.opened.at(-1) ?? {};
    await line.interaction(submissionOf(slack, priya.user, view, {}));
    await settle();
    const [posted] = await slack.seenBy(tom.user, tom.channel);
    assert.ok(posted);
    // Of the two, one may be left out; nobody else is in it.
    assert.match(textOf(posted), /Deactivate [12] users?\?/);
    assert.match(textOf(posted), /picked by hand/);
  });

  it('lets nobody approve what they asked for, and nobody who is not linked ask', async () => {
    await line.command(commandOf(slack, priya, 'deactivate ada'));
    await settle();
    const [card] = await slack.seenBy(priya.user, priya.channel);
    assert.ok(card);
    await line.interaction(pressOf(slack, priya, card, 'Approve 1'));
    await line.settle();
    assert.equal(await isActive('ada'), true);
    const stranger = { ...priya, user: slack.users.stranger ?? '' };
    await line.command(commandOf(slack, stranger, 'users text:a'));
    await line.settle();
    assert.doesNotMatch(whispered().text, /users match/);
  });

  it('reads the same command in the direct conversation', async () => {
    const channel = (await line.slack.platform.directMessage(slackAccount(tom.user), said())).place;
    await line.event(messageOf({ ...tom, channel }, 'whoami'));
    await line.settle();
    assert.match(textOf((await slack.directOf(tom.user)).at(-1) ?? { text: '', blocks: [] }), /Tom Weiss/);
  });
});

function said() {
  return { kind: 'said' as const, headline: 'Hello', detail: '' };
}

/** Ticks the first boxes of what a press says is on the card. */
function tick(press: Record<string, unknown>, count: number): void {
  const { values } = press.state as {
    readonly values: Record<string, Record<string, { selected_options: unknown }>>;
  };
  const [block] = Object.values(values);
  for (const element of Object.values(block ?? {}))
    element.selected_options = Array.from({ length: count }, (_, n) => ({ value: String(n) }));
}
