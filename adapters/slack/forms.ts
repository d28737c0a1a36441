import { readForm, renderForm } from '../../cards/block-kit/form.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { inTime } from '../chat/in-time.ts';
import { STALE } from '../chat/stale.ts';
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
  await forms.sweep();
}

/** What was kept of a form is part of Slack's answer only while there is time for it; the rest of 3 s is the way. */
const READ_MS = 1_500;

/**
 * Takes a submitted form. What it held goes to the bot as a press of its button; the same form twice is one press.
 * The card behind it may have been drawn anew meanwhile, so the bot judges by what is true now.
 */
export async function takeForm(desk: Desk, body: unknown, ack: FormAck): Promise<void> {
  const origin = originOfInteraction(body);
  if (origin === undefined) return ack();
  const reading = readSubmission(desk, body, origin);
  const early = await inTime(desk.parts.options.clock, READ_MS, reading);
  if (early?.kind === 'wrong') return ack(early.errors);
  await ack();
  const deliveryId = deliveryOf('form', origin.user, textAt(body, 'view', 'id') ?? origin.triggerId);
  if (early !== undefined) return pass(desk, origin, deliveryId, early);
  // Where the store does not answer at all, it is said in the direct conversation.
  desk.reception.hurry('form', origin, async () => pass(desk, origin, deliveryId, await reading));
}

function pass(desk: Desk, origin: Origin, deliveryId: string, read: Submission): void {
  if (read.kind !== 'complete') {
    turnAway(desk, origin, deliveryId, problemWith(read));
    return;
  }
  const { form, inputs } = read;
  const { channel, responseUrl } = form;
  desk.reception.attend('form', { ...origin, channel, responseUrl }, (visitor) =>
    click(desk, visitor, { ...form, inputs, deliveryId }),
  );
}

type Submission =
  | { readonly kind: 'complete'; readonly form: Found; readonly inputs: Readonly<Record<string, string>> }
  /** By the id of the block that is wrong. */
  | { readonly kind: 'wrong'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'stale' };

type Found = NonNullable<Awaited<ReturnType<Desk['forms']['find']>>>;

async function readSubmission({ forms }: Desk, body: unknown, origin: Origin): Promise<Submission> {
  const form = await forms.find(textAt(body, 'view', 'private_metadata') ?? '');
  const asks = form?.action.asks ?? null;
  if (form === undefined || asks === null || !isTheirs(form, origin)) return { kind: 'stale' };
  const reading = readForm(asks, valueAt(body, 'view', 'state', 'values'));
  if (!reading.ok) return { kind: 'wrong', errors: reading.errors };
  return { kind: 'complete', form, inputs: reading.inputs };
}

/** What is wrong with a form that is closed already. */
function problemWith(read: Exclude<Submission, { readonly kind: 'complete' }>): Problem {
  if (read.kind === 'stale') return STALE;
  const message = `The form was not filled in: ${Object.values(read.errors).join(' ')} Nothing was changed.`;
  return { kind: 'not-understood', message };
}

function isTheirs({ tenant, user }: OpenForm, origin: Origin): boolean {
  return tenant === tenantOf(origin.team) && user === origin.user;
}
