import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLATFORM, TENANT } from '../../adapters/console/config.ts';
import type { SandboxDirectory } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import type { MongoStorage } from '../../adapters/storage/mongodb/open-mongodb.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import { createLogger } from '../../adapters/system/logger.ts';
import type { ApprovalId } from '../../src/domain/ids.ts';
import type { Verb } from '../../src/domain/inbound.ts';
import type { PlanTarget } from '../../src/domain/plan.ts';
import type { Run } from '../../src/domain/run.ts';
import type { Answer, Bot } from '../../src/flows/bot.ts';
import { createBot } from '../../src/flows/entry/create-bot.ts';
import { type Service, startService } from '../../src/main/start-service.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { dropDatabase, freshDatabase } from './mongodb.ts';
import { TcpProxy } from './tcp-proxy.ts';
import { wrapApply } from './wrap-directory.ts';

const LOOK_MS = 25;
const MANY = 1_000;
/** The write whose answer is held back: it is done by then, its outcome is not recorded, and several are left. */
const HELD_AT = 3;

/** An answer and how long it took. */
export interface Timed {
  readonly answer: Answer;
  readonly ms: number;
}

/** The composed service on a MongoDB behind a proxy, with a run that is held at work and a request that waits. */
export class OutageStory {
  readonly proxy: TcpProxy;
  readonly log: string[] = [];
  readonly #database: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'rollcall-outage-'));
  #service: Service | undefined;
  #bot: Bot | undefined;
  #sandbox: SandboxDirectory | undefined;
  #applied = 0;
  #deliveries = 0;
  #letGo = () => {};
  #isOver = false;

  private constructor(database: string, proxy: TcpProxy) {
    this.#database = database;
    this.proxy = proxy;
  }

  /** Starts the service, and goes on until its first run is held. */
  static async begin(server: string): Promise<OutageStory> {
    const database = freshDatabase(server);
    const story = new OutageStory(database, await TcpProxy.start(database));
    await story.#start();
    return story;
  }

  get service(): Service {
    return this.#service ?? assert.fail('not started');
  }

  get storage(): MongoStorage {
    return this.service.services.storage as MongoStorage;
  }

  get bot(): Bot {
    return this.#bot ?? assert.fail('not started');
  }

  async #start(): Promise<void> {
    const read = readSettings(
      {
        ROLLCALL_STORAGE: this.proxy.through(this.#database),
        ROLLCALL_AUDIT_KEY: 'k'.repeat(40),
        ROLLCALL_DATA: this.#folder,
        ROLLCALL_PORT: '0',
        ROLLCALL_TIME_ZONE: 'UTC',
        ROLLCALL_SANDBOX_USERS: '100',
        ROLLCALL_CONCURRENCY: '1',
      },
      { machineZone: 'UTC' },
    );
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const logger = createLogger({
      level: 'info',
      destination: { write: (line) => void this.log.push(line) },
    });
    this.#service = await startService(read.settings, logger);
    this.#bot = createBot(this.#service.services);
    const held = new Promise<void>((resolve) => {
      this.#letGo = resolve;
    });
    const [connection] = this.#service.services.connections.values();
    this.#sandbox = connection?.directory as SandboxDirectory;
    wrapApply(this.#service, async (real, ...args) => {
      const applied = await real(...args);
      this.#applied += 1;
      if (this.#applied === HELD_AT) await held;
      return applied;
    });
  }

  /** Has a change asked for and gives its approval's id. */
  async ask(text: string): Promise<ApprovalId> {
    const { answer } = await this.type('priya', text);
    assert.equal(answer.outcome, 'done', JSON.stringify(answer.notices));
    const [approval] = await this.storage.approvals.list({ limit: 1 });
    return approval?.id ?? assert.fail('nothing was asked for');
  }

  async untilHeld(): Promise<void> {
    await this.until('the run is held', async () => this.#applied === HELD_AT || undefined);
  }

  /** Every write request that reached the sandbox, as the text of what it changed. */
  async writes(): Promise<readonly string[]> {
    const writes = (await this.#sandbox?.writes()) ?? [];
    return writes.map(({ id, step, what, applied }) => `${applied} ${id} ${step} ${what}`);
  }

  /** Lets the held run go on. */
  letGo(): void {
    this.#letGo();
  }

  type(person: string, text: string): Promise<Timed> {
    return this.#timed(() => this.bot.command({ ...this.#arrival(person), text, files: [] }));
  }

  click(person: string, verb: Verb, id: string): Promise<Timed> {
    return this.#timed(() =>
      this.bot.click({ ...this.#arrival(person), message: null, verb, id, inputs: {} }),
    );
  }

  async #timed(work: () => Promise<Answer>): Promise<Timed> {
    const from = performance.now();
    const answer = await work();
    return { answer, ms: Math.round(performance.now() - from) };
  }

  #arrival(person: string) {
    this.#deliveries += 1;
    return {
      deliveryId: `outage-${this.#deliveries}`,
      account: { platform: PLATFORM, tenant: TENANT, id: person },
      place: { platform: PLATFORM, tenant: TENANT, id: `direct-${person}`, name: person, kind: 'direct' },
      at: systemClock.now(),
    } as const;
  }

  async ready(): Promise<{ readonly status: number; readonly text: string }> {
    const answer = await fetch(new URL('/readyz', this.service.url));
    return { status: answer.status, text: await answer.text() };
  }

  /** Waits until the run of an approval is over and read back. */
  untilOver(approval: ApprovalId): Promise<Run> {
    return this.until(`${approval} is over`, async () => {
      const runs = await this.storage.runs.list({ limit: 10 }).catch(() => []);
      const run = runs.find(({ id }) => id.slice(2) === approval.slice(2));
      return run?.state === 'done' && run.readBack !== null ? run : undefined;
    });
  }

  /** Waits until nothing is left to be done. */
  async untilQuiet(): Promise<void> {
    await this.until('all jobs are done', async () => {
      const { jobs } = await this.storage.agenda.repository.queryJobs();
      const asked = jobs.filter(({ name, type }) => type === 'normal' && !/approval$/.test(name));
      return asked.length === 0 || undefined;
    });
  }

  targets(run: Run): Promise<readonly PlanTarget[]> {
    return this.storage.planRows.targets(run.plan, 0, MANY);
  }

  /** How often each action and status is in the audit log, but for those of the start. */
  async audited(): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    for (const { action, status } of await this.storage.audit.read({ limit: MANY })) {
      if (action === 'Setting Changed' || action === 'Directory Read') continue;
      const what = `${action}: ${status}`;
      counts[what] = (counts[what] ?? 0) + 1;
    }
    return counts;
  }

  /** Looks again and again until something is there; fails once the story was ended. */
  async until<T>(what: string, find: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const found = await find();
      if (found !== undefined) return found;
      if (this.#isOver) throw new Error(`the story ended before ${what}`);
      await systemClock.sleep(LOOK_MS);
    }
  }

  async end(): Promise<void> {
    this.#isOver = true;
    this.letGo();
    await this.#service?.stop();
    await this.proxy.close();
    await dropDatabase(this.#database);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
