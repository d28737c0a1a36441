import type { MessageRef } from '../../src/domain/account.ts';
import type { FileInfo } from '../../src/domain/file.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { filesOf } from '../../src/domain/notice-files.ts';
import { isProblem } from '../../src/domain/problem.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import type { CardStore } from './card-store.ts';
import { PLATFORM } from './config.ts';
import type { Draw } from './draw.ts';
import type { HandOver } from './hand-over.ts';
import { conversationOf, isDirect, refOf, type Team, teamOf, tenantOf } from './ids.ts';
import { refuseOutsider, refuseShared } from './members-only.ts';
import { isUncertain, type Messages } from './messages.ts';
import type { Profiles } from './profiles.ts';

/** What both ways of saying something share: unasked, and as an answer. */
export interface OutboundParts {
  readonly cards: CardStore;
  readonly draw: Draw;
  readonly messages: Messages;
  readonly profiles: Pick<Profiles, 'of' | 'directChannel' | 'isShared'>;
  readonly handOver: HandOver;
}

/** What one message shows, and to whom. */
interface Shown {
  readonly team: Team;
  readonly channel: string;
  /** The only account id that reads there; null where everybody in the place does. */
  readonly reader: string | null;
}

/** Slack as a chat platform. */
export function createOutbound(parts: OutboundParts, check: ChatPlatform['check']): ChatPlatform {
  const { cards, draw, messages, profiles, handOver } = parts;
  const say = async (to: Shown, notice: Notice, files: readonly FileInfo[]): Promise<MessageRef> => {
    const { team, channel, reader } = to;
    const tenant = tenantOf(team);
    const drawn = await draw(notice, { tenant, reader, surface: 'message' });
    const ts = await sendOrForget(cards, drawn.key, () => messages.post(team, channel, drawn));
    const ref = refOf(team, channel, ts);
    if (drawn.isKept) await cards.show({ key: drawn.key, tenant, reader }, ref);
    await handOver.behind(team, channel, files);
    return ref;
  };
  const direct = async (tenant: string, user: string): Promise<Shown> => {
    const team = teamOf(tenant);
    return { team, channel: await profiles.directChannel(team, user), reader: user };
  };
  return {
    platform: PLATFORM,
    async post(place, notice) {
      const { channel, ...team } = conversationOf(place);
      await refuseShared(profiles, team, channel);
      const files = isDirect(channel) ? filesOf(notice) : [];
      return say({ team, channel, reader: null }, notice, files);
    },
    async update(ref, notice) {
      const { channel, ...team } = conversationOf({ tenant: ref.tenant, id: ref.place });
      await refuseShared(profiles, team, channel);
      const before = await cards.shownBy(ref);
      const reader = before?.reader ?? null;
      if (reader !== null) await refuseOutsider(profiles, { tenant: ref.tenant, id: reader });
      const to = { tenant: ref.tenant, reader, surface: 'message' } as const;
      const drawn = await draw(notice, to);
      await sendOrForget(cards, drawn.key, () => messages.update(team, channel, ref.message, drawn));
      await cards.show({ ...to, key: drawn.key }, ref);
      if (before !== undefined) await cards.replace(before.key);
    },
    async whisper(place, account, notice) {
      const { channel, ...team } = conversationOf(place);
      const files = filesOf(notice);
      if (isDirect(channel)) {
        await say({ team, channel, reader: account.id }, notice, files);
        return;
      }
      const to = { tenant: place.tenant, reader: account.id, surface: 'message' } as const;
      const drawn = await draw(notice, to);
      try {
        await sendOrForget(cards, drawn.key, () => messages.whisper(team, channel, account.id, drawn));
      } catch (error) {
        if (!isProblem(error, 'not-found')) throw error;
        // Rollcall or the account is not in that channel (any more): it is said where both of them are.
        await say(await direct(account.tenant, account.id), notice, files);
        return;
      }
      if (files.length > 0)
        await handOver.behind(team, await profiles.directChannel(team, account.id), files);
    },
    async directMessage(account, notice) {
      return say(await direct(account.tenant, account.id), notice, filesOf(notice));
    },
    async upload(account, file) {
      const { team, channel } = await direct(account.tenant, account.id);
      return refOf(team, channel, await handOver.one(team, channel, file));
    },
    check,
  };
}

/** Sends a card, and forgets what its buttons mean when it certainly was not shown. */
export async function sendOrForget<T>(cards: CardStore, key: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!isUncertain(error)) await cards.forget(key);
    throw error;
  }
}
