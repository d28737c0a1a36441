import { isProblem } from '../../src/domain/problem.ts';
import type { Logger } from '../../src/ports/logger.ts';
import type { Drawn } from './draw.ts';
import { isInvalidBlocks } from './errors.ts';
import type { Team } from './ids.ts';
import type { SlackWeb } from './web.ts';

/** What is drawn, on its way to Slack: with blocks, or in words alone where they were refused. */
export interface Messages {
  /** The timestamp that names the new message. */
  post(team: Team, channel: string, drawn: Drawn): Promise<string>;
  update(team: Team, channel: string, ts: string, drawn: Drawn): Promise<void>;
  whisper(team: Team, channel: string, user: string, drawn: Drawn): Promise<void>;
  /** Through a `response_url`: to the one who typed or clicked, or in place of what they clicked on. */
  respond(url: string, drawn: Drawn, replaces: boolean): Promise<void>;
  publish(team: Team, user: string, drawn: Drawn): Promise<void>;
}

/**
 * Names and addresses come from users: nothing is looked up or linked. Left alone, chat.update parses as a person's
 * client does (slack-ruby/slack-api-ref, chat.update).
 */
const LITERAL = { link_names: false, parse: 'none' } as const;
/** No previews either, and nothing of the text for notifications is markup. */
const QUIET = { ...LITERAL, unfurl_links: false, unfurl_media: false, mrkdwn: false } as const;
/** A plain_text object holds 3,000 characters (docs.slack.dev/reference/block-kit/blocks). */
const MAX_SECTION = 3_000;

type Content = Readonly<Record<string, unknown>>;

/** Sends drawn notices; blocks that Slack refuses cost their look, never the message. */
export function createMessages(web: SlackWeb, logger: Logger): Messages {
  const send = async <T>(drawn: Drawn, once: (content: Content) => Promise<T>): Promise<T> => {
    try {
      return await once({ text: drawn.text, blocks: drawn.blocks });
    } catch (error) {
      if (!isInvalidBlocks(error)) throw error;
      logger.error('Slack refused the blocks of a card; it is sent in words', { card: drawn.key, error });
      return once({ text: drawn.plain });
    }
  };
  return {
    post: (team, channel, drawn) =>
      send(drawn, async (content) => {
        const { ts } = await web.call<{ readonly ts: string }>(team, 'chat.postMessage', {
          channel,
          ...QUIET,
          ...content,
        });
        return ts;
      }),
    update: (team, channel, ts, drawn) =>
      send(drawn, async (content) => {
        await web.call(team, 'chat.update', { channel, ts, ...LITERAL, ...content });
      }),
    whisper: (team, channel, user, drawn) =>
      send(drawn, async (content) => {
        await web.call(team, 'chat.postEphemeral', { channel, user, ...LITERAL, ...content });
      }),
    respond: (url, drawn, replaces) =>
      send(drawn, (content) =>
        web.respond(url, { response_type: 'ephemeral', replace_original: replaces, ...QUIET, ...content }),
      ),
    async publish(team, user, drawn) {
      const show = (blocks: unknown) =>
        web.call(team, 'views.publish', { user_id: user, view: { type: 'home', blocks } });
      await send(drawn, async ({ blocks }) => {
        await show(blocks ?? [plainSection(drawn.plain)]);
      });
    },
  };
}

function plainSection(plain: string) {
  return { type: 'section', text: { type: 'plain_text', text: plain.slice(0, MAX_SECTION), emoji: false } };
}

/** True where Slack may have done it all the same, so that what was drawn has to be kept. */
export function isUncertain(error: unknown): boolean {
  return isProblem(error, 'unavailable');
}
