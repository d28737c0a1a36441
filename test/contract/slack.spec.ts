import type { Account } from '../../src/domain/account.ts';
import type { FileStore } from '../../src/ports/storage.ts';
import { memoryAdapterStore } from '../fakes/memory-adapter-store.ts';
import { textOf } from '../fakes/slack/world.ts';
import { aFile } from '../support/notice-parts.ts';
import { slackAccount, slackChannel, slackParts, useSlackWorld } from '../support/slack.ts';
import { type ChatPlatformSetup, describeChatPlatform } from './chat-platform.ts';

/** Every file there may be: the contract hands over one that nobody wrote. */
const everyFile: Pick<FileStore, 'open'> = {
  open: async (id) => {
    const bytes = Buffer.from('username\r\nada\r\n');
    const info = aFile({ id, bytes: bytes.length });
    return {
      info,
      chunks: (async function* () {
        yield bytes;
      })(),
    };
  },
};

describe('Slack', () => {
  const current = useSlackWorld();

  const setUp = async (store = memoryAdapterStore()): Promise<ChatPlatformSetup> => {
    const world = current();
    const { platform } = slackParts(world, { store, files: everyFile as FileStore });
    const channel = slackChannel(world.channels['confluence-admins'] ?? '');
    return {
      platform,
      channel,
      alice: slackAccount(world.users.alice ?? ''),
      bob: slackAccount(world.users.bob ?? ''),
      channelAs: async ({ id }: Account) =>
        (await world.seenBy(id, channel.id)).map((message) => ({
          text: textOf(message),
          files: message.files,
        })),
      directOf: async ({ id }: Account) =>
        (await world.directOf(id)).map((message) => ({ text: textOf(message), files: message.files })),
      restart: () => setUp(store),
    };
  };

  describeChatPlatform('slack', () => setUp());
});
