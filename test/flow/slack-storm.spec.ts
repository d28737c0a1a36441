import assert from 'node:assert/strict';
import type { Fault } from '../fakes/slack/faults.ts';
import type { SeenMessage } from '../fakes/slack/state.ts';
import { TEAM, TOKEN, textOf } from '../fakes/slack/world.ts';
import { eventOf } from '../support/slack-payloads.ts';
import { SIGNING_SECRET } from '../support/slack-sender.ts';
import { type Seen, SlackStory } from '../support/slack-story.ts';

/** Something that happens to Slack in the middle of a run. */
interface Storm {
  readonly title: string;
  /** Lets it happen; what is returned ends it. */
  begin(story: SlackStory): Promise<() => Promise<void>> | (() => Promise<void>);
  /** What calls are about that it meets: one in the middle of the run, and one with its result. */
  readonly meets: readonly [middle: RegExp | null, end: RegExp | null];
  /** What is read at the end when the run's cards stood already when it began. */
  readonly after: Readonly<Record<keyof Seen, readonly string[]>>;
  /** The same when they were still to be posted; absent: it does not happen then. */
  readonly before?: Readonly<Record<keyof Seen, readonly string[]>>;
}

/** What is read in the end, in the order of the alphabet: of two that came at the same time either may be first. */
const ALL = ['request', 'result'];
const EVERYBODY = { channel: ALL, priya: ['file', ...ALL], tom: ALL };
const ANY = /./;
/** One call is tried three times at most, so by then the first was given up. */
const GIVEN_UP = 4;
const NEW_TOKEN = 'xoxb-two';

const STORMS: readonly Storm[] = [
  total('is down', { drop: 'before' }),
  {
    ...total('is slow', { hang: true }),
    // The result waits behind what is on its way.
    meets: [ANY, null],
    begin({ world: { state } }) {
      let end = () => {};
      const until = new Promise<void>((resolve) => {
        end = resolve;
      });
      state.faults.plan('*', { until });
      return async () => {
        state.faults.clear();
        end();
      };
    },
  },
  total('asks to slow down', { status: 429, headers: { 'retry-after': '1' } }),
  total('answers with errors of its own', { status: 503 }),
  {
    ...total('revoked the token, which is given anew', { code: 'token_revoked' }),
    async begin(story) {
      const { state } = story.world;
      state.faults.plan('*', { code: 'token_revoked' });
      const tokens = { oauth: [], bot: [`UBOT${TEAM}`] };
      await story.service.sender.event(eventOf({ type: 'tokens_revoked', tokens }));
      return async () => {
        await story.service.stop();
        state.faults.clear();
        state.tokens.delete(TOKEN);
        story.world.allow(NEW_TOKEN);
        await story.start({ ROLLCALL_SLACK_BOT_TOKEN: NEW_TOKEN });
        story.letGo();
      };
    },
  },
  lostChannel('has archived the channel', 'is_archived', 'is_inactive'),
  lostChannel('lets nobody post in the channel, which the bot was removed from', 'not_in_channel'),
  {
    title: 'has the cards no more, since people deleted them',
    meets: [null, null],
    async begin({ world, channel, priya }) {
      const own = await world.directChannelOf(priya);
      for (const place of [channel, own]) {
        const card = (await world.seenBy('nobody', place)).find((message) =>
          /^Deactivating/.test(textOf(message)),
        );
        assert.ok(card);
        await world.delete(place, card.ts);
      }
      return async () => {};
    },
    after: { ...EVERYBODY, channel: ['request'] },
  },
];

/** A fault of every call, after which everything comes. */
function total(title: string, fault: Fault): Storm {
  return {
    title,
    // Nothing is drawn after what was read back.
    meets: [ANY, /8 deactivated.*read back/],
    begin({ world: { state } }) {
      state.faults.plan('*', fault);
      return async () => state.faults.clear();
    },
    after: EVERYBODY,
    before: EVERYBODY,
  };
}

/** A channel in which nothing can be said or edited any more. */
function lostChannel(title: string, post: string, edit = post): Storm {
  return {
    title,
    meets: [ANY, null],
    begin({ world: { state }, channel }) {
      const isThere = (args: Readonly<Record<string, string>>) => args.channel === channel;
      state.faults.plan('chat.postMessage', { code: post }, Number.POSITIVE_INFINITY, isThere);
      state.faults.plan('chat.update', { code: edit }, Number.POSITIVE_INFINITY, isThere);
      return async () => {};
    },
    after: { ...EVERYBODY, channel: ['progress', 'request'] },
    before: { ...EVERYBODY, channel: ['waiting'], priya: ['file', 'request', 'result', 'told'] },
  };
}

/** Pauses before a next try take seconds, so all of them are waited for side by side. */
describe('a run in Slack', function () {
  this.timeout(60_000);
  const stories: SlackStory[] = [];
  after(() => Promise.all(stories.map((story) => story.end())));

  for (const storm of STORMS) {
    for (const moment of ['after', 'before'] as const) {
      const expected = storm[moment];
      if (expected === undefined) continue;
      const played = once(() => play(storm, moment));
      before(() => void played());
      it(`goes on while Slack ${storm.title}, ${moment} its cards are posted; its result comes once`, async () => {
        const story = await played();
        assert.deepEqual(kindsOf(await story.seen()), expected);
        await assertDone(story);
        await assertDiscreet(story);
      });
    }
  }

  async function play(storm: Storm, moment: 'after' | 'before'): Promise<SlackStory> {
    const story = await SlackStory.begin();
    stories.push(story);
    await story.ask();
    let end = async () => {};
    if (moment === 'before') end = await storm.begin(story);
    await story.approve();
    if (moment === 'after') {
      await story.untilHeld();
      end = await storm.begin(story);
      await story.showProgress();
    }
    const [middle, last] = storm.meets;
    if (middle !== null) await story.untilStruck(middle, 1);
    await story.type('export users never');
    await story.until(async () => (await story.audited())['Users Exported: done']);
    story.letGo();
    await story.untilOver();
    if (last !== null) await story.untilStruck(last, GIVEN_UP);
    await end();
    await story.untilQuiet();
    return story;
  }
});

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    // Awaited by its own test; until then nobody is there to catch it.
    made.catch(() => undefined);
    return made;
  };
}

/** What is read where. The answer to a command may be lost while Slack is not there; what it promises may not. */
function kindsOf(seen: Seen): Readonly<Record<string, readonly string[]>> {
  const kinds = (messages: readonly SeenMessage[]) =>
    messages.map(kindOf).filter((kind) => kind !== 'promise');
  return Object.fromEntries(Object.entries(seen).map(([where, all]) => [where, kinds(all).sort()]));
}

function kindOf(message: SeenMessage): string {
  if (message.files.length > 0) return 'file';
  const text = textOf(message);
  if (/^Deactivate 8 users \(approved\)/.test(text)) return 'request';
  if (/^Deactivate 8 users/.test(text)) return 'waiting';
  if (/^8 deactivated \(done in/.test(text) && /read back/.test(text)) return 'result';
  if (/^Deactivating 8 users/.test(text)) return 'progress';
  if (/^9 users exported\n.* is on its way/s.test(text)) return 'promise';
  return /^R-\w+ could not be posted in #confluence-admins/.test(text) ? 'told' : text;
}

/** Every user was written once and is deactivated, and the audit log has each event once. */
async function assertDone(story: SlackStory): Promise<void> {
  const targets = await story.targets();
  assert.equal(targets.length, 8);
  assert.deepEqual([...story.written].sort(), targets.map(({ ref }) => ref).sort());
  for (const { ref } of targets) assert.equal((await story.user(ref))?.active, false, ref);
  assert.deepEqual(await story.audited(), {
    'Change Requested: done': 1,
    'Approval Approved: done': 1,
    'Run Started: done': 1,
    'User Deactivated: done': 8,
    'Run Finished: done': 1,
    'Users Exported: done': 1,
  });
}

/** Nobody is named in the channel or the log, and no secret is in the log at any level. */
async function assertDiscreet(story: SlackStory): Promise<void> {
  const posted = (await story.seen()).channel.map(textOf).join('\n');
  const log = story.log.filter((line) => !line.startsWith('{"level":20')).join('');
  for (const { username, email, displayName } of await story.targets()) {
    for (const personal of [username, email, displayName]) {
      const named = new RegExp(`\\b${personal.replaceAll('.', '\\.')}\\b`);
      assert.doesNotMatch(posted, named);
      assert.doesNotMatch(log, named);
    }
  }
  const secrets = [TOKEN, NEW_TOKEN, SIGNING_SECRET, '/respond/', 'trigger-', '/upload/'];
  for (const secret of secrets) assert.ok(!story.log.join('').includes(secret), `${secret} in the log`);
}
