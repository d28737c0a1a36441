import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { castRef } from '../../adapters/directory/sandbox/cast.ts';
import {
  createSandbox,
  type SandboxDirectory,
  type SandboxOptions,
} from '../../adapters/directory/sandbox/sandbox-directory.ts';
import { openSqlite } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { createLimiter } from '../../adapters/system/limiter.ts';
import type { Place } from '../../src/domain/account.ts';
import type { ConnectionName, PersonId, UserRef } from '../../src/domain/ids.ts';
import type { Click, Verb } from '../../src/domain/inbound.ts';
import type { Notice, NoticeKind } from '../../src/domain/notice.ts';
import type { Role } from '../../src/domain/person.ts';
import type { Answer, Bot } from '../../src/flows/bot.ts';
import { createBot } from '../../src/flows/entry/create-bot.ts';
import { jobHandlers } from '../../src/flows/entry/job-handlers.ts';
import { deliverEffects } from '../../src/flows/entry/sweep.ts';
import { OnceAMinute } from '../../src/flows/once-a-minute.ts';
import { readDirectories } from '../../src/flows/reading/read-directory.ts';
import type { Connection, Services } from '../../src/flows/services.ts';
import { serviceNames } from '../../src/policy/service-names.ts';
import type { JobName } from '../../src/ports/scheduler.ts';
import type { Storage } from '../../src/ports/storage.ts';
import type { UserDirectory } from '../../src/ports/user-directory.ts';
import { Census } from '../../src/roster/census.ts';
import { FakeChat } from '../fakes/fake-chat.ts';
import { ManualScheduler } from '../fakes/manual-scheduler.ts';
import { AUDIT_KEY } from './audit-key.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeIds } from './fake-ids.ts';
import { quietLogger, quietMetrics } from './quiet.ts';
import { unpaced } from './unpaced.ts';

/** Jobs that wait for hours on purpose. */
const LATER: ReadonlySet<JobName> = new Set<JobName>(['expire-approval', 'remind-approval']);

export const SANDBOX = 'sandbox' as ConnectionName;
export const CHANNEL: Place = {
  platform: 'fake',
  tenant: 'test',
  id: 'admins',
  name: '#admins',
  kind: 'channel',
};

const PEOPLE: readonly { readonly id: string; readonly name: string; readonly roles: readonly Role[] }[] = [
  { id: 'priya', name: 'Priya Nair', roles: ['operator'] },
  { id: 'tom', name: 'Tom Weiss', roles: ['approver', 'admin'] },
  { id: 'ines', name: 'Ines Duarte', roles: ['approver'] },
  { id: 'noor', name: 'Noor Haddad', roles: ['auditor'] },
  { id: 'leo', name: 'Leo Fischer', roles: [] },
];

export interface WorldOptions {
  readonly sandbox?: Partial<SandboxOptions>;
  /** Instead of the sandbox. */
  readonly directory?: UserDirectory;
  /** Leaves the first read to the test. */
  readonly readsLater?: boolean;
  readonly protectedUsers?: readonly string[];
  readonly protectedGroups?: readonly string[];
  /** Users that may lose access in a day; more than there are when not said. */
  readonly cap?: number;
  /** The same as a percentage of active users; none when not said. */
  readonly capPercent?: number;
  readonly concurrency?: number;
  /** Requests a second through the real limiter; without it nothing is paced and no pause is kept. */
  readonly ratePerSecond?: number;
  /** Where the database is; a folder of its own that {@link World.end} removes when absent. */
  readonly folder?: string;
  /** Instead of a database in that folder; the test opens and empties it. */
  readonly storage?: Storage;
  readonly clock?: FakeClock;
  /** What outlives a process: chat messages, ids given and jobs not yet done; for a next life on the same folder. */
  readonly chat?: FakeChat;
  readonly ids?: FakeIds;
  readonly scheduler?: ManualScheduler;
}

/** The whole bot on a real database and the sandbox, with a chat that tests can read and a clock they move. */
export class World {
  readonly services: Services;
  readonly storage: Storage;
  readonly bot: Bot;
  readonly chat: FakeChat;
  readonly clock: FakeClock;
  readonly scheduler: ManualScheduler;
  readonly sandbox: SandboxDirectory;
  /** Where the database is. */
  readonly folder: string;
  /** Over all worlds: a next life on the same folder remembers the deliveries of the one before. */
  static #deliveries = 0;

  private constructor(services: Services, parts: Omit<WorldParts, 'services'>) {
    this.services = services;
    this.storage = services.storage;
    this.bot = createBot(services);
    this.chat = parts.chat;
    this.clock = parts.clock;
    this.scheduler = parts.scheduler;
    this.sandbox = parts.sandbox;
    this.folder = parts.folder;
  }

  static async create(options: WorldOptions = {}): Promise<World> {
    const clock = options.clock ?? new FakeClock();
    const ids = options.ids ?? new FakeIds();
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'rollcall-test-'));
    const storage =
      options.storage ??
      (await openSqlite({ folder, clock, ids, logger: quietLogger, auditKey: () => AUDIT_KEY }));
    const chat = options.chat ?? new FakeChat();
    const scheduler = options.scheduler ?? new ManualScheduler(clock);
    const sandbox = createSandbox({
      connection: SANDBOX,
      store: storage.adapter('sandbox'),
      clock,
      users: 300,
      instance: 'this process',
      ...options.sandbox,
    });
    const directory = options.directory ?? sandbox;
    const services: Services = {
      storage,
      scheduler,
      clock,
      ids,
      logger: quietLogger,
      metrics: quietMetrics,
      census: new Census(),
      connections: new Map([[directory.connection, connectionTo(directory, clock, options)]]),
      platforms: new Map([[chat.platform, chat]]),
      printers: new Set(['terminal']),
      strangers: new OnceAMinute(),
      rules: {
        organisation: 'Test',
        zone: 'UTC',
        protectedUsers: new Set(options.protectedUsers),
        protectedGroups: new Set(options.protectedGroups),
        isServiceName: serviceNames(['svc-*']),
        cap: { users: options.cap ?? 10_000, percentOfActive: options.capPercent ?? 0 },
      },
      holder: ids.secret(),
      breathe: async () => {},
    };
    const world = new World(services, { chat, clock, scheduler, sandbox, folder });
    await world.#seed(options.directory === undefined);
    await scheduler.start(jobHandlers(services));
    if (!options.readsLater) await readDirectories(services, new AbortController().signal);
    return world;
  }

  /** A command typed by a person, in the channel unless said otherwise. */
  say(person: string, text: string, place: Place = CHANNEL, file?: string): Promise<Answer> {
    return this.bot.command({
      deliveryId: `d-${++World.#deliveries}`,
      account: this.account(person),
      place,
      text,
      files: file === undefined ? [] : [{ name: 'list.csv', content: file }],
      at: this.clock.now(),
    });
  }

  click(person: string, verb: Verb, id: string, more: Partial<Click> = {}): Promise<Answer> {
    return this.bot.click({
      deliveryId: `d-${++World.#deliveries}`,
      account: this.account(person),
      place: CHANNEL,
      message: null,
      verb,
      id,
      inputs: {},
      at: this.clock.now(),
      ...more,
    });
  }

  account(person: string) {
    return { platform: 'fake', tenant: 'test', id: person };
  }

  user(username: string): UserRef {
    return castRef(SANDBOX, username);
  }

  /** Delivers what was written and runs every job that is due, until nothing is left to do. */
  async settle(): Promise<void> {
    do {
      await deliverEffects(this.services);
      await this.scheduler.settle();
      await deliverEffects(this.services);
    } while (this.scheduler.waiting.some((name) => !LATER.has(name)));
  }

  /** The same while time passes, for work that pauses and tries again. */
  async settleWhileTimePasses(): Promise<void> {
    let isSettled = false;
    const settled = this.settle().finally(() => {
      isSettled = true;
    });
    while (!isSettled) await this.clock.advance(500);
    await settled;
  }

  /** The same round after round, a minute apart, until no job fails any more; a hundred rounds at most. */
  async settleAtLast(): Promise<void> {
    for (let round = 0; round < 100; round += 1) {
      await this.settleWhileTimePasses();
      if (this.scheduler.failing.length === 0) return;
      await this.clock.advance(60_000);
    }
    throw new Error(`still failing: ${this.scheduler.failing.join(', ')}`);
  }

  /** Asks for a change and gives the id of its approval. */
  async propose(text: string, person = 'priya'): Promise<`A-${string}`> {
    const answer = await this.say(person, text);
    const approval = only(answer.posted, 'approval');
    return approval.approval.id as `A-${string}` & typeof approval.approval.id;
  }

  /** Asks, approves and carries out; gives the run's id. */
  async carryOut(text: string): Promise<string> {
    const id = await this.propose(text);
    await this.say('tom', `approve ${id}`);
    await this.settle();
    return `R-${id.slice(2)}`;
  }

  /** Actions and statuses in the audit log, oldest first. */
  async audit(): Promise<readonly string[]> {
    const events = await this.storage.audit.read({ limit: 10_000 });
    return events.map(({ action, status }) => `${action}: ${status}`).reverse();
  }

  /** Closes the database; the folder stays for a next life. */
  async close(): Promise<void> {
    await this.storage.close();
  }

  async end(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #seed(linked: boolean): Promise<void> {
    for (const { id, name, roles } of PEOPLE) {
      const known = await this.storage.people.load(id as PersonId);
      if (known !== undefined) continue;
      const users = linked ? [this.user(id)] : [];
      const accounts = [this.account(id)];
      await this.storage.people.create({ id: id as PersonId, version: 1, name, roles, accounts, users });
    }
  }
}

interface WorldParts {
  readonly services: Services;
  readonly chat: FakeChat;
  readonly clock: FakeClock;
  readonly scheduler: ManualScheduler;
  readonly sandbox: SandboxDirectory;
  readonly folder: string;
}

/** The one notice of that kind in a list; fails the test otherwise. */
export function only<K extends NoticeKind>(
  notices: readonly Notice[],
  kind: K,
): Extract<Notice, { readonly kind: K }> {
  const [notice, ...more] = notices;
  if (notice?.kind !== kind || more.length > 0) {
    throw new Error(`expected one ${kind}, got ${JSON.stringify(notices).slice(0, 500)}`);
  }
  return notice as Extract<Notice, { readonly kind: K }>;
}

/** Tries of one request that is asked to slow down, as the service has them. */
const MAX_ATTEMPTS = 10;

function connectionTo(
  directory: UserDirectory,
  clock: FakeClock,
  { concurrency = 4, ratePerSecond }: WorldOptions,
): Connection {
  const limiter =
    ratePerSecond === undefined
      ? unpaced(concurrency)
      : createLimiter({ clock, ratePerSecond, concurrency, maxAttempts: MAX_ATTEMPTS });
  return { directory, limiter, readEveryMs: 3_600_000 };
}
