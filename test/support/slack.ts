import type { SlackOptions } from '../../adapters/slack/config.ts';
import { createParts, type SlackParts } from '../../adapters/slack/parts.ts';
import { systemIds } from '../../adapters/system/ids.ts';
import type { Account, Place } from '../../src/domain/account.ts';
import { memoryAdapterStore } from '../fakes/memory-adapter-store.ts';
import { memoryFileStore } from '../fakes/memory-file-store.ts';
import { type SlackWorld, startSlackWorld, TEAM, TOKEN } from '../fakes/slack/world.ts';
import { FakeClock } from './fake-clock.ts';
import { quietLogger } from './quiet.ts';
import { unpaced } from './unpaced.ts';

/** Slack as it is usually set up, against a world. */
export function slackOptions(
  world: Pick<SlackWorld, 'apiUrl'>,
  changes: Partial<SlackOptions> = {},
): SlackOptions {
  const clock = changes.clock ?? new FakeClock(Date.now());
  return {
    store: memoryAdapterStore(),
    files: memoryFileStore(clock),
    clock,
    ids: systemIds,
    logger: quietLogger,
    organisation: 'Northwind',
    zone: 'Europe/Paris',
    botToken: TOKEN,
    appToken: null,
    signingSecret: 'a-signing-secret',
    oauth: null,
    teams: [],
    matchMail: false,
    publicUrl: null,
    apiUrl: world.apiUrl,
    alone: async (_name, work) => ({ value: await work() }),
    limiter: () => unpaced(10),
    ...changes,
  };
}

export function slackParts(
  world: Pick<SlackWorld, 'apiUrl'>,
  changes: Partial<SlackOptions> = {},
): SlackParts {
  return createParts(slackOptions(world, changes));
}

export function slackAccount(id: string, tenant = TEAM): Account {
  return { platform: 'slack', tenant, id };
}

export function slackChannel(id: string, name = '#confluence-admins'): Place {
  return { platform: 'slack', tenant: TEAM, id, name, kind: 'channel' };
}

/** One world for the specs of a suite, new before each of them. */
export function useSlackWorld(): () => SlackWorld {
  let world: SlackWorld | undefined;
  const current = () => {
    if (world === undefined) throw new Error('no world outside a test');
    return world;
  };
  before(async () => {
    world = await startSlackWorld();
  });
  beforeEach(() => current().reset());
  after(() => world?.close());
  return current;
}
