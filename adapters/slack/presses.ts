import { type Press, readPress } from '../../cards/block-kit/inputs.ts';
import { isProblem, notBegun, type Problem, problemOf } from '../../src/domain/problem.ts';
import { click, turnAway } from './clicks.ts';
import { deliveryOf } from './delivery.ts';
import type { Desk } from './desk.ts';
import { openForm } from './forms.ts';
import { listAt, type Origin, originOfInteraction, textAt } from './payload.ts';
import { findPressed, type Pressed } from './pressed.ts';

/** Takes a press that Slack has its answer for; ticks and what is none of ours are nothing to act on. */
export function takePress(desk: Desk, body: unknown): void {
  const origin = originOfInteraction(body);
  const [element] = listAt(body, 'actions');
  const press = readPress(element);
  if (origin === undefined || press === undefined) return;
  const deliveryId = deliveryOf('press', origin.user, origin.triggerId ?? textAt(element, 'action_ts'));
  // The trigger of a form lives 3 s, so little is looked up before it opens.
  desk.reception.hurry('press', origin, async () => {
    const found = await lookUp(desk, body, origin, press);
    if ('problem' in found) return turnAway(desk, origin, deliveryId, found.problem);
    // What the client asked already has no form any more.
    if (found.pressed.action.asks !== null) return openForm(desk, origin, found.pressed);
    desk.reception.attend('press', origin, (visitor) =>
      click(desk, visitor, { ...found.pressed, inputs: {}, deliveryId }),
    );
  });
}

type LookedUp = { readonly pressed: Pressed } | { readonly problem: Problem };

async function lookUp({ parts }: Desk, body: unknown, origin: Origin, press: Press): Promise<LookedUp> {
  try {
    return { pressed: await findPressed(parts.cards, body, origin, press) };
  } catch (error) {
    const problem = problemOf(error);
    if (problem !== undefined && isProblem(error, 'conflict')) return { problem };
    throw notBegun(error);
  }
}
