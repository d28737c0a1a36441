import type { AttachedFile } from '../../src/domain/file.ts';
import { showAnswer, tellWhenSlow } from './answers.ts';
import { decodeMarks } from './decode.ts';
import { deliveryOf } from './delivery.ts';
import type { Desk } from './desk.ts';
import { tenantOf } from './ids.ts';
import { originOfCommand, textAt } from './payload.ts';
import type { Visitor } from './reception.ts';

/** A command with what Slack's marks stood for. */
export interface Command {
  readonly deliveryId: string;
  readonly text: string;
  readonly files: readonly AttachedFile[];
}

/** Takes a slash command that Slack has its answer for. */
export function takeCommand(desk: Desk, body: unknown): void {
  const origin = originOfCommand(body);
  if (origin === undefined) return;
  const { team, user, triggerId, responseUrl } = origin;
  const text = decodeMarks(textAt(body, 'text') ?? '', tenantOf(team));
  const deliveryId = deliveryOf('command', user, triggerId ?? responseUrl);
  desk.reception.attend('command', origin, (visitor) =>
    runCommand(desk, visitor, { deliveryId, text, files: [] }),
  );
}

/** Gives a command to the bot and its answer to the visitor. */
export async function runCommand({ bot, parts }: Desk, visitor: Visitor, command: Command): Promise<void> {
  const { account, place, mail, responseUrl } = visitor;
  const asking = bot.command({
    ...command,
    account,
    ...(mail !== null && { mail }),
    place,
    at: parts.options.clock.now(),
  });
  // In the direct conversation the line would stay for good.
  const answer = await (responseUrl === null ? asking : tellWhenSlow(parts, visitor, command.text, asking));
  await showAnswer(parts, visitor, answer);
}
