import { INPUTS } from '../../src/domain/inbound.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { showAnswer } from './answers.ts';
import type { Desk } from './desk.ts';
import { showHome } from './home-page.ts';
import type { Origin } from './payload.ts';
import type { Pressed } from './pressed.ts';
import type { Visitor } from './reception.ts';

/** Turns away a press or a form that means nothing any more; recorded, and said to whoever may talk to Rollcall. */
export function turnAway(desk: Desk, origin: Origin, deliveryId: string, problem: Problem): void {
  desk.reception.attend('press', origin, async (visitor) => {
    const { account, place, mail } = visitor;
    const arrival = { deliveryId, account, place, ...(mail !== null && { mail }) };
    await showAnswer(desk.parts, visitor, await desk.bot.turnAway(arrival, problem));
  });
}

/** A press with everything it needs. */
export interface Decided extends Pressed {
  readonly deliveryId: string;
  /** What the button's form held. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Gives a press to the bot and its answer to the visitor. */
export async function click(desk: Desk, visitor: Visitor, decided: Decided): Promise<void> {
  const { bot, parts } = desk;
  const { account, place, mail } = visitor;
  const { action, selection, message, deliveryId, isOwn, isHome } = decided;
  const answer = await bot.click({
    deliveryId,
    account,
    ...(mail !== null && { mail }),
    place,
    message,
    verb: action.verb,
    id: action.id,
    inputs: {
      ...action.inputs,
      ...decided.inputs,
      ...(selection !== null && { [INPUTS.selection]: selection }),
    },
    at: parts.options.clock.now(),
  });
  await showAnswer(parts, visitor, answer, isOwn && !isHome ? { message } : null);
  if (isHome && answer.outcome !== 'duplicate') await showHome(desk, visitor);
}
