import { fetchAttached } from './attached.ts';
import { runCommand } from './commands.ts';
import { firstMention, mentionOf } from './decode.ts';
import { deliveryOf } from './delivery.ts';
import type { Desk } from './desk.ts';
import { tenantOf } from './ids.ts';
import { type Origin, originOfInteraction, textAt } from './payload.ts';
import { readShortcutForm, SHORTCUT_FORMS } from './shortcut-forms.ts';

/** The shortcut in a message's menu: shows the user of whom it mentions first, else of who wrote it. */
export const ABOUT_USER = 'about_user';

/** Takes a shortcut that Slack has its answer for. */
export function takeShortcut(desk: Desk, body: unknown): void {
  const origin = originOfInteraction(body);
  const callback = textAt(body, 'callback_id') ?? '';
  if (origin === undefined) return;
  if (callback === ABOUT_USER) showUserOf(desk, body, origin);
  else openShortcutForm(desk, origin, callback);
}

/** Takes the submitted form of a shortcut; answers go to the direct conversation, for it came from nowhere else. */
export function takeShortcutForm(desk: Desk, body: unknown): void {
  const origin = originOfInteraction(body);
  const read = readShortcutForm(body);
  if (origin === undefined || read === undefined) return;
  const deliveryId = deliveryOf('form', origin.user, textAt(body, 'view', 'id') ?? origin.triggerId);
  desk.reception.attend('shortcut', origin, async (visitor) => {
    const files = await fetchAttached(desk, visitor, read.file === null ? [] : [read.file]);
    await runCommand(desk, visitor, { deliveryId, text: read.text, files });
  });
}

function openShortcutForm({ reception, parts }: Desk, origin: Origin, callback: string): void {
  const { team, triggerId } = origin;
  const form = Object.hasOwn(SHORTCUT_FORMS, callback) ? SHORTCUT_FORMS[callback] : undefined;
  if (form === undefined || triggerId === null) return;
  reception.hurry('shortcut', origin, () => parts.speech.openForm(team, triggerId, form));
}

function showUserOf(desk: Desk, body: unknown, origin: Origin): void {
  const user = firstMention(textAt(body, 'message', 'text') ?? '') ?? textAt(body, 'message', 'user');
  const text = user === null ? 'user' : `user ${mentionOf(tenantOf(origin.team), user)}`;
  const deliveryId = deliveryOf('shortcut', origin.user, origin.triggerId);
  desk.reception.attend('shortcut', origin, (visitor) =>
    runCommand(desk, visitor, { deliveryId, text, files: [] }),
  );
}
