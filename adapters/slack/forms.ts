import { readForm, renderForm } from '../../cards/block-kit/form.ts';
import { problemOf } from '../../src/domain/problem.ts';
import { click, turnAway } from './clicks.ts';
import { deliveryOf } from './delivery.ts';
import type { Desk } from './desk.ts';
import { tenantOf } from './ids.ts';
import type { OpenForm } from './kept-forms.ts';
import { type Origin, originOfInteraction, textAt, valueAt } from './payload.ts';
import { type Pressed, stale } from './pressed.ts';

/** What a submitted form is answered with: nothing closes it, errors stay in it by the id of their block. */
export type FormAck = (errors?: Readonly<Record<string, string>>) => Promise<void>;

/** Opens the form behind a button; what it belongs to stays here. */
export async function openForm({ parts, forms }: Desk, origin: Origin, pressed: Pressed): Promise<void> {
  const { team, user, channel, triggerId, responseUrl } = origin;
  const { asks, label } = pressed.action;
  if (asks === null || triggerId === null) throw stale();
  const id = await forms.keep({ ...pressed, tenant: tenantOf(team), user, channel }, responseUrl);
  await parts.speech.openForm(team, triggerId, renderForm(label, asks, id));
}

/**
 * Takes a submitted form. What it held goes to the bot as a press of its button; the same form twice is one press.
 * The card behind it may have been drawn anew meanwhile, so the bot judges by what is true now.
 */
export async function takeForm(desk: Desk, body: unknown, ack: FormAck): Promise<void> {
  const origin = originOfInteraction(body);
  if (origin === undefined) return ack();
  const form = await desk.forms.find(textAt(body, 'view', 'private_metadata') ?? '');
  const deliveryId = deliveryOf('form', origin.user, textAt(body, 'view', 'id') ?? origin.triggerId);
  const asks = form?.action.asks ?? null;
  if (form === undefined || asks === null || !isTheirs(form, origin)) {
    await ack();
    const problem = problemOf(stale());
    if (problem !== undefined) turnAway(desk, origin, deliveryId, problem);
    return;
  }
  const reading = readForm(asks, valueAt(body, 'view', 'state', 'values'));
  if (!reading.ok) return ack(reading.errors);
  await ack();
  const { channel, responseUrl } = form;
  desk.reception.attend('form', { ...origin, channel, responseUrl }, (visitor) =>
    click(desk, visitor, { ...form, inputs: reading.inputs, deliveryId }),
  );
}

function isTheirs({ tenant, user }: OpenForm, origin: Origin): boolean {
  return tenant === tenantOf(origin.team) && user === origin.user;
}
