import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../adapters/system/clock.ts';
import type { PlanTarget } from '../../src/domain/plan.ts';
import type { Run } from '../../src/domain/run.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import { refreshJob } from '../../src/flows/job-requests.ts';
import type { SeenMessage } from '../fakes/slack/state.ts';
import { type SlackWorld, startSlackWorld, textOf } from '../fakes/slack/world.ts';
import { commandOf, pressOf } from './slack-payloads.ts';
import { type SlackService, slackSettings, startSlackService } from './slack-service.ts';
import { wrapApply } from './wrap-directory.ts';

/** What stands in the channel and in two direct conversations. */
export interface Seen {
  readonly channel: readonly SeenMessage[];
  readonly priya: readonly SeenMessage[];
  readonly tom: readonly SeenMessage[];
}

const MANY = 1_000;
/** How often something awaited is looked for. */
const LOOK_MS = 25;
/** The write before which a run is held: two are done by then, and several are left. */
const HELD_AT = 3;

/** A change of eight users, from the command of one person over the approval of another to its result in Slack. */
export class SlackStory {
  readonly world: SlackWorld;
  readonly log: string[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), 'rollcall-story-'));
  readonly channel: string;
  readonly priya: string;
  readonly tom: string;
  /** Users that were written, in order, by their references. */
  readonly written: string[] = [];
  #service: SlackService | undefined;
  #run: Run | undefined;
  #letGo = () => {};
  #isOver = false;

  private constructor(world: SlackWorld) {
    this.world = world;
    this.channel = world.channels['confluence-admins'] ?? '';
    this.priya = world.users.alice ?? '';
    this.tom = world.users.bob ?? '';
  }

  static async begin(): Promise<SlackStory> {
    const story = new SlackStory(await startSlackWorld());
    await story.start();
    return story;
  }

  /** Starts the service, the first time or once more on the same folder. */
  async start(changes: Readonly<Record<string, string>> = {}): Promise<void> {
    this.#service = await startSlackService(
      { ...slackSettings(this.world, this.folder), ...changes },
      this.log,
    );
    const held = new Promise<void>((resolve) => {
      this.#letGo = resolve;
    });
    wrapApply(this.#service, async (real, ref, ...args) => {
      if (this.written.length === HELD_AT - 1) await held;
      this.written.push(ref);
      return real(ref, ...args);
    });
  }

  get service(): SlackService {
    return this.#service ?? assert.fail('not started');
  }

  get run(): Run {
    return this.#run ?? assert.fail('no run');
  }

  get #storage() {
    return this.service.services.storage;
  }

  /** Asks for the change, and waits until whoever decides has it; both have been seen in Slack by then. */
  async ask(): Promise<void> {
    await this.type('whoami', this.tom);
    await this.until(async () => this.world.state.responses.length > 0 || undefined);
    await this.type('deactivate inactive:90d dir:internal');
    await this.until(async () => (await this.#request()) !== undefined || undefined);
    await this.untilQuiet();
  }

  /** Types a command in the channel; its answer is not waited for. */
  async type(text: string, user = this.priya): Promise<void> {
    const asker = { user, channel: this.channel };
    const { status } = await this.service.sender.command(commandOf(this.world, asker, text));
    assert.equal(status, 200);
  }

  /** Approves as the other person, and waits until the run is held half-way. */
  async approve(): Promise<void> {
    const request = (await this.#request()) ?? assert.fail('nothing to approve');
    const channel = await this.world.directChannelOf(this.tom);
    const press = pressOf(this.world, { user: this.tom, channel }, request, 'Approve 8');
    assert.equal((await this.service.sender.interaction(press)).status, 200);
    await this.until(async () => this.written.length === HELD_AT - 1 || undefined);
    [this.#run] = await this.#storage.runs.list({ limit: 1 });
  }

  /** Waits until nothing but the held run is at work. */
  async untilHeld(): Promise<void> {
    await this.until(async () => (await this.service.jobs()).length === 1 || undefined);
  }

  async #request() {
    const messages = await this.world.directOf(this.tom);
    return messages.find((message) => /Deactivate/.test(textOf(message)));
  }

  /** Has the cards redrawn, as the run does by itself every second and a half. */
  async showProgress(): Promise<void> {
    await this.service.services.scheduler.enqueue(refreshJob(this.run.id));
  }

  /** Lets the held run go on. */
  letGo(): void {
    this.#letGo();
  }

  /** Waits until the run is over and read back. */
  async untilOver(): Promise<Run> {
    return this.until(async () => {
      const run = await this.#storage.runs.load(this.run.id);
      return run?.state === 'done' && run.readBack !== null ? run : undefined;
    });
  }

  /** Waits until nothing is left to be done, failed jobs included. */
  async untilQuiet(): Promise<void> {
    await this.until(async () => (await this.service.jobs()).length === 0 || undefined);
  }

  /** Waits until so many calls that would show such a text have met the fault. */
  async untilStruck(says: RegExp, times: number): Promise<void> {
    const { struck } = this.world.state.faults;
    const isMet = () => struck.filter(({ text, blocks }) => says.test(`${text} ${blocks}`)).length >= times;
    await this.until(async () => isMet() || undefined);
  }

  /** Everything in the channel and in the direct conversations, oldest first. */
  async seen(): Promise<Seen> {
    const [channel, priya, tom] = await Promise.all([
      this.world.seenBy('nobody', this.channel),
      this.world.directOf(this.priya),
      this.world.directOf(this.tom),
    ]);
    return { channel, priya, tom };
  }

  async targets(): Promise<readonly PlanTarget[]> {
    return this.#storage.planRows.targets(this.run.plan, 0, MANY);
  }

  /** A user as the directory has it now. */
  async user(ref: PlanTarget['ref']): Promise<DirectoryUser | undefined> {
    const [connection] = this.service.services.connections.values();
    return connection?.directory.user(ref, new AbortController().signal);
  }

  /** How often each action and status is in the audit log, but for those of the start. */
  async audited(): Promise<Readonly<Record<string, number>>> {
    const events = await this.#storage.audit.read({ limit: MANY });
    const counts: Record<string, number> = {};
    for (const { action, status } of events) {
      if (action === 'Setting Changed' || action === 'Directory Read') continue;
      const what = `${action}: ${status}`;
      counts[what] = (counts[what] ?? 0) + 1;
    }
    return counts;
  }

  /** Looks again and again until something is there; fails once the story was ended. */
  async until<T>(find: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const found = await find();
      if (found !== undefined) return found;
      if (this.#isOver) throw new Error('the story ended before it came');
      await systemClock.sleep(LOOK_MS);
    }
  }

  async end(): Promise<void> {
    this.#isOver = true;
    this.letGo();
    await this.#service?.stop();
    await this.world.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
