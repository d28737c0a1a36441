import type { ModalView } from '@slack/types';
import type { Account, MessageRef, Place } from '../../src/domain/account.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { filesOf } from '../../src/domain/notice-files.ts';
import { isProblem, problemOf } from '../../src/domain/problem.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import { PLATFORM } from './config.ts';
import { conversationOf, type Team, tenantOf } from './ids.ts';
import { type OutboundParts, sendOrForget } from './outbound.ts';
import type { SlackWeb } from './web.ts';

/** Whom to answer: somebody who typed or clicked somewhere. */
export interface Asker {
  readonly account: Account;
  readonly team: Team;
  readonly place: Place;
  /** The request's own; null when it came with none. */
  readonly responseUrl: string | null;
}

/** What the inbound side says beside the ChatPlatform port. */
export interface Speech {
  /**
   * Shows a notice to the one who typed or clicked: in their direct conversation as a message of its own, elsewhere
   * through the request's `response_url`; when that is over or refused, in their direct conversation.
   */
  reply(to: Asker, notice: Notice): Promise<void>;
  /** Takes the place of the clicked message, which one person sees; says it anew where that is over. */
  replace(to: Asker & { readonly message: MessageRef | null }, notice: Notice): Promise<void>;
  /** `conflict` when it came too late: a trigger lives 3 seconds and works once. */
  openForm(team: Team, triggerId: string, view: ModalView): Promise<void>;
  /** What somebody finds under the app's Home tab. */
  publishHome(team: Team, account: Account, notice: Notice): Promise<void>;
}

/** The place under which the card on somebody's Home tab is remembered. */
const HOME = 'home';

/** Answers whoever typed or clicked. */
export function createSpeech(
  parts: OutboundParts & {
    readonly web: SlackWeb;
    readonly platform: ChatPlatform;
  },
): Speech {
  const { cards, draw, messages, profiles, handOver, platform, web } = parts;
  /** True when the place is the bot's own conversation with them; a `D…` may also be theirs with somebody else. */
  const isOurs = async ({ team, place, account }: Asker): Promise<boolean> => {
    if (place.kind !== 'direct') return false;
    const channel = await profiles.directChannel(team, account.id).catch(() => null);
    return channel === conversationOf(place).channel;
  };
  const respond = async (to: Asker, notice: Notice, replaces: boolean): Promise<boolean> => {
    const { account, team, responseUrl } = to;
    if (responseUrl === null) return false;
    const drawn = await draw(notice, { tenant: tenantOf(team), reader: account.id, surface: 'message' });
    try {
      await sendOrForget(cards, drawn.key, () => messages.respond(responseUrl, drawn, replaces));
      return true;
    } catch (error) {
      // Whatever kept the answer from that address, it can still be said in the direct conversation.
      if (problemOf(error) === undefined) throw error;
      return false;
    }
  };
  const reply: Speech['reply'] = async (to, notice) => {
    const { team, account } = to;
    if ((await isOurs(to)) || !(await respond(to, notice, false))) {
      await platform.directMessage(account, notice);
      return;
    }
    const files = filesOf(notice);
    if (files.length === 0) return;
    await handOver.behind(team, await profiles.directChannel(team, account.id), files);
  };
  return {
    reply,
    async replace(to, notice) {
      const { message } = to;
      if (message !== null && (await isOurs(to))) {
        try {
          return await platform.update(message, notice);
        } catch (error) {
          if (!isProblem(error, 'not-found')) throw error;
        }
      } else if (await respond(to, notice, true)) return;
      await reply({ ...to, responseUrl: null }, notice);
    },
    async openForm(team, triggerId, view) {
      await web.call(team, 'views.open', { trigger_id: triggerId, view });
    },
    async publishHome(team, account, notice) {
      const tenant = tenantOf(team);
      const ref = { platform: PLATFORM, tenant, place: HOME, message: account.id };
      const before = await cards.shownBy(ref);
      const drawn = await draw(notice, { tenant, reader: account.id, surface: 'home' });
      await sendOrForget(cards, drawn.key, () => messages.publish(team, account.id, drawn));
      await cards.show({ key: drawn.key, tenant, reader: account.id }, ref);
      if (before !== undefined) await cards.replace(before.key);
    },
  };
}
