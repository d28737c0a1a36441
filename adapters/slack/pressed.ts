import { type Press, readTicks } from '../../cards/block-kit/inputs.ts';
import type { BlockAction } from '../../cards/block-kit/render.ts';
import type { MessageRef } from '../../src/domain/account.ts';
import { type Problem, ProblemError } from '../../src/domain/problem.ts';
import { STALE } from '../chat/stale.ts';
import type { CardStore } from './card-store.ts';
import { refOf, tenantOf } from './ids.ts';
import { type Origin, textAt, valueAt } from './payload.ts';

/** Nobody ticked means everybody on the list: that must not come out of a payload that was not understood. */
const UNREAD_TICKS: Problem = {
  kind: 'conflict',
  message: 'Slack did not say which users are ticked. Nothing was changed; list the users again.',
};

/** A button that was found on the card it was pressed on. */
export interface Pressed {
  readonly action: BlockAction;
  /** What is ticked on the card; null on a card without boxes. */
  readonly selection: string | null;
  /** The message with the card; null where Slack has none that can be edited. */
  readonly message: MessageRef | null;
  /** Whether one person alone sees the card. */
  readonly isOwn: boolean;
  readonly isHome: boolean;
}

/** The problem of a button, or of a form behind one, that is not there any more. */
export function stale(): ProblemError {
  return new ProblemError(STALE);
}

/** Finds what a press means; `conflict` for a button of another card, of somebody else or of another workspace. */
export async function findPressed(
  cards: CardStore,
  body: unknown,
  origin: Origin,
  { key, n }: Press,
): Promise<Pressed> {
  const { team, user } = origin;
  const card = await cards.find(key);
  const action = card?.actions[n];
  const isTheirs = card?.tenant === tenantOf(team) && (card.reader === null || card.reader === user);
  if (card === undefined || action === undefined || !isTheirs) throw stale();
  const isHome = textAt(body, 'container', 'type') === 'view';
  const ticks = readTicks(valueAt(body, 'state') ?? valueAt(body, 'view', 'state'), card.refs);
  if (card.refs.length > 0 && ticks === undefined) throw new ProblemError(UNREAD_TICKS);
  const message = messageOf(body, origin);
  return { action, selection: ticks ?? null, message, isOwn: card.reader !== null, isHome };
}

/** An ephemeral message has a time too, but cannot be edited by it. */
function messageOf(body: unknown, { team, channel }: Origin): MessageRef | null {
  const message = textAt(body, 'container', 'message_ts');
  if (message === null || channel === null) return null;
  if (valueAt(body, 'container', 'is_ephemeral') === true) return null;
  return refOf(team, channel.id, message);
}
