import type { SlackOptions } from '../../adapters/slack/config.ts';
import type { AdapterStore } from '../../src/ports/storage.ts';
import { memoryAdapterStore } from '../fakes/memory-adapter-store.ts';
import { RecordingBot } from '../fakes/recording-bot.ts';
import type { SlackWorld } from '../fakes/slack/world.ts';
import { useSlackWorld } from './slack.ts';
import { openSlackLine, type SlackLine } from './slack-line.ts';
import type { At } from './slack-payloads.ts';
import { postScreen, type Shown, whisperScreen } from './slack-screens.ts';

/** A bot behind a line from Slack, new for each test, with two members in one channel. */
export interface SlackDesk {
  readonly world: SlackWorld;
  readonly bot: RecordingBot;
  readonly line: SlackLine;
  /** Outlives the line. */
  readonly store: AdapterStore;
  readonly alice: At;
  readonly bob: At;
  /** Closes the line and opens another one on the same store, as after a restart. */
  reopen(changes?: Partial<SlackOptions>): Promise<void>;
  /** A screen that Alice alone sees. */
  whispered(screen: string): Promise<Shown>;
  /** A screen that everybody in the channel sees. */
  posted(screen: string): Promise<Shown>;
  /** What was answered at response_urls, in one line each. */
  texts(): readonly string[];
  /** The problems of what the adapter turned away by itself. */
  turnedAway(): readonly string[];
  /** The form that was opened last. */
  view(): Readonly<Record<string, unknown>>;
}

/** Sets the desk up before each test of a suite and clears it away after it. */
export function useSlackDesk(): SlackDesk {
  const current = useSlackWorld();
  let bot = new RecordingBot();
  let store = memoryAdapterStore();
  let line: SlackLine | undefined;
  const openLine = (): SlackLine => {
    if (line === undefined) throw new Error('no line outside a test');
    return line;
  };
  const at = (name: string): At => {
    const { users, channels } = current();
    return { user: users[name] ?? '', channel: channels['confluence-admins'] ?? '' };
  };
  beforeEach(async () => {
    bot = new RecordingBot();
    store = memoryAdapterStore();
    line = await openSlackLine(current(), bot, { store });
  });
  afterEach(() => openLine().close());
  return {
    get world() {
      return current();
    },
    get bot() {
      return bot;
    },
    get line() {
      return openLine();
    },
    get store() {
      return store;
    },
    get alice() {
      return at('alice');
    },
    get bob() {
      return at('bob');
    },
    async reopen(changes = {}) {
      await openLine().close();
      line = await openSlackLine(current(), bot, { store, ...changes });
    },
    whispered: (screen) => whisperScreen({ world: current(), bot, line: openLine() }, at('alice'), screen),
    posted: (screen) => postScreen({ world: current(), line: openLine() }, at('bob'), screen),
    texts: () => current().state.responses.map(({ body }) => String(body.text)),
    turnedAway: () => bot.turnedAway.map(({ problem }) => problem.kind),
    view: () => current().state.opened.at(-1)?.view ?? {},
  };
}
