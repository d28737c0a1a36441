import type { UserRef } from '../../src/domain/ids.ts';
import type { Verb } from '../../src/domain/inbound.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import type { Answer } from '../../src/flows/bot.ts';
import { sweep } from '../../src/flows/entry/sweep.ts';
import type { UserDirectory } from '../../src/ports/user-directory.ts';
import { ManualScheduler } from '../fakes/manual-scheduler.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { CHANNEL, World } from '../support/world.ts';
import { Gate, quiet } from './gate.ts';
import { CAP, type House } from './house.ts';
import { WriteJudge } from './judge-write.ts';

/** Users of the sandbox: the cast and some more. Fewer than a read is suspicious of. */
const USERS = 19;

/** One Rollcall over several lives on one folder, with every request to the directory held at a gate. */
export class Life {
  world: World;
  gate = new Gate();
  readonly judge: WriteJudge;
  readonly #folder: string;
  #deliveries = 0;
  /** Rounds of jobs under way in this life. */
  #working = 0;
  /** Jobs that ended since the last command: a crash may lose that they did. */
  #endedBefore = 0;

  private constructor(world: World, folder: string, house: House) {
    this.world = world;
    this.#folder = folder;
    this.judge = new WriteJudge(house);
    this.#hold();
  }

  static async begin(folder: string, house: House): Promise<Life> {
    const world = await World.create({
      folder,
      cap: CAP,
      concurrency: 2,
      sandbox: { users: USERS },
      ids: new FakeIds(),
    });
    return new Life(world, folder, house);
  }

  /** SIGKILL and a new start: what was in flight is never answered, jobs that were at work are run again. */
  async crash(forgetsEnds: boolean): Promise<void> {
    this.gate.die();
    const { scheduler, chat, clock, services } = this.world;
    await this.world.close();
    const forgotten = forgetsEnds ? scheduler.ended.slice(this.#endedBefore) : [];
    this.gate = new Gate();
    this.world = await World.create({
      folder: this.#folder,
      cap: CAP,
      concurrency: 2,
      sandbox: { users: USERS },
      clock,
      chat,
      ids: services.ids as FakeIds,
      scheduler: new ManualScheduler(clock, [...forgotten, ...scheduler.unfinished]),
    });
    this.#endedBefore = 0;
    this.#working = 0;
    this.#hold();
    // Waited for, since it looks at files, which takes real time.
    await sweep(this.world.services);
  }

  /** One more command: a moment passes, and what ended before it has ended for good. */
  async tick(): Promise<void> {
    this.#endedBefore = this.world.scheduler.ended.length;
    await this.world.clock.leap(1);
    await quiet();
  }

  say(account: string, text: string, delivery = this.newDelivery()): Promise<Answer> {
    const { bot, clock } = this.world;
    return bot.command({
      deliveryId: delivery,
      account: this.world.account(account),
      place: CHANNEL,
      text,
      files: [],
      at: clock.now(),
    });
  }

  click(account: string, verb: Verb, id: string, delivery = this.newDelivery()): Promise<Answer> {
    return this.world.click(account, verb, id, { deliveryId: delivery });
  }

  newDelivery(): string {
    this.#deliveries += 1;
    return `model-${this.#deliveries}`;
  }

  /** Starts every job that is due and lets it come as far as the gate. */
  async pump(): Promise<void> {
    // In a life that ends meanwhile the database is closed.
    void this.#work().catch(() => undefined);
    await quiet();
  }

  /** Lets one request after another pass. */
  async work(steps: readonly number[]): Promise<void> {
    await this.pump();
    for (const which of steps) {
      if (!(await this.gate.step(which))) return;
      await this.pump();
    }
  }

  /** Opens the gate and works until nothing is left to do. */
  async finish(): Promise<void> {
    this.gate.open();
    for (let round = 0; round < 200; round += 1) {
      await this.pump();
      await this.world.clock.leap(5_000);
      await quiet();
      if (this.world.scheduler.failing.length === 0 && this.#working === 0) return;
    }
    const { unfinished, errors } = this.world.scheduler;
    throw new Error(`never ends: ${unfinished.map(({ name }) => name).join(', ')}`, { cause: errors.at(-1) });
  }

  async #work(): Promise<void> {
    const { world } = this;
    const { services, scheduler } = world;
    this.#working += 1;
    try {
      let delivered = 0;
      do {
        await scheduler.settle();
        delivered = await services.storage.deliverEffects((job) => scheduler.enqueue(job));
      } while (delivered > 0 || scheduler.isDue);
    } finally {
      // What ends in a life that is over counts no more.
      if (world === this.world) this.#working -= 1;
    }
  }

  /** Puts the gate and the judge between the bot and its directory. */
  #hold(): void {
    const { world, gate, judge } = this;
    const [connection] = world.services.connections.values();
    if (connection === undefined) throw new Error('the world has no connection');
    const real = connection.directory;
    const held: UserDirectory = {
      connection: real.connection,
      label: real.label,
      capabilities: real.capabilities,
      read: (signal) => real.read(signal),
      revision: () => real.revision(),
      check: (signal) => real.check(signal),
      close: () => real.close(),
      user: async (ref: UserRef, signal) => {
        await gate.pass('read');
        judge.reads(ref, world.clock.now());
        return real.user(ref, signal);
      },
      apply: async (ref, step, signal) => {
        const candidate = await judge.leaves(world, ref, step);
        await gate.pass('write');
        const fault = gate.faults.shift();
        if (fault === 'before') throw lost();
        const applied = await real.apply(ref, step, signal);
        judge.arrived(candidate, ref, step, applied, world.clock.now());
        await gate.pass('answer');
        if (fault === 'after') throw lost();
        return applied;
      },
    };
    Object.assign(connection, { directory: held });
  }
}

function lost(): ProblemError {
  return new ProblemError({ kind: 'unavailable', source: 'sandbox', message: 'no answer' });
}
