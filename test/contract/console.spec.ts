import { openChanges } from '../../adapters/console/changes.ts';
import { PLATFORM, TENANT } from '../../adapters/console/config.ts';
import { openMessages } from '../../adapters/console/messages.ts';
import type { Account, Place } from '../../src/domain/account.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import type { AdapterStore } from '../../src/ports/storage.ts';
import { memoryAdapterStore } from '../fakes/memory-adapter-store.ts';
import { consoleOn } from '../support/console.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type ChatPlatformSetup, describeChatPlatform, type Seen } from './chat-platform.ts';

const channel: Place = {
  platform: PLATFORM,
  tenant: TENANT,
  id: 'confluence-admins',
  name: '#confluence-admins',
  kind: 'channel',
};

function account(id: string): Account {
  return { platform: PLATFORM, tenant: TENANT, id };
}

async function setUp(store: AdapterStore = memoryAdapterStore()): Promise<ChatPlatformSetup> {
  const seenBy = async (place: string, { id }: Account): Promise<readonly Seen[]> => {
    const messages = await openMessages(store, 500, await openChanges(store, new FakeClock(), 'reader'));
    return messages
      .all(place)
      .filter((message) => message.to === null || message.to === id)
      .map((message) => ({
        text: JSON.stringify(message.card),
        files: message.files.map((file) => file.name),
      }));
  };
  return {
    platform: consoleOn(store).console.platform,
    channel,
    alice: account('priya'),
    bob: account('tom'),
    channelAs: (reader) => seenBy(channel.id, reader),
    directOf: (reader) => seenBy(`direct-${reader.id}`, reader),
    restart: () => setUp(store),
  };
}

describeChatPlatform('console', () => setUp());

/** As when every job runs on the instance that did not run the one before. */
async function inTurn(store: AdapterStore = memoryAdapterStore()): Promise<ChatPlatformSetup> {
  const first = await setUp(store);
  const instances = [first.platform, consoleOn(store).console.platform];
  let calls = 0;
  const next = (): ChatPlatform => instances[calls++ % instances.length] ?? first.platform;
  const platform: ChatPlatform = {
    platform: PLATFORM,
    post: (...args) => next().post(...args),
    update: (...args) => next().update(...args),
    whisper: (...args) => next().whisper(...args),
    directMessage: (...args) => next().directMessage(...args),
    upload: (...args) => next().upload(...args),
    check: (...args) => next().check(...args),
  };
  return { ...first, platform, restart: () => inTurn(store) };
}

describeChatPlatform('console of two instances in turn', () => inTurn());
