import assert from 'node:assert/strict';
import { answerWith } from '../../src/flows/answer.ts';
import { type RecordingBot, said } from '../fakes/recording-bot.ts';
import type { SlackWorld } from '../fakes/slack/world.ts';
import { noticeNamed } from '../fakes/stand-in-bot.ts';
import { slackAccount, slackChannel } from './slack.ts';
import type { SlackLine } from './slack-line.ts';
import { type At, commandOf } from './slack-payloads.ts';

/** A message with what is drawn on it. */
export interface Shown {
  readonly ts: string;
  readonly blocks: readonly unknown[];
}

/** A screen whispered to somebody as the answer to a command. */
export async function whisperScreen(
  { world, bot, line }: { readonly world: SlackWorld; readonly bot: RecordingBot; readonly line: SlackLine },
  at: At,
  screen: string,
): Promise<Shown> {
  bot.answer = () => answerWith(noticeNamed(screen));
  await line.command(commandOf(world, at, screen));
  await line.settle();
  const { body } = world.state.responses.at(-1) ?? {};
  bot.answer = () => answerWith(said('Done'));
  return { ts: '1766458026.000001', blocks: body?.blocks as readonly unknown[] };
}

/** A screen posted in a channel for everybody. */
export async function postScreen(
  { world, line }: { readonly world: SlackWorld; readonly line: SlackLine },
  { user, channel }: At,
  screen: string,
): Promise<Shown> {
  await line.slack.platform.post(slackChannel(channel), noticeNamed(screen));
  const message = (await world.seenBy(user, channel)).at(-1);
  assert.ok(message);
  return message;
}

/** The direct conversation with somebody, in which something was said already. */
export async function directWith(line: SlackLine, user: string): Promise<string> {
  return (await line.slack.platform.directMessage(slackAccount(user), said('Hello'))).place;
}
