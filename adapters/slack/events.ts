import { fetchAttached } from './attached.ts';
import { runCommand } from './commands.ts';
import { decodeMarks } from './decode.ts';
import { deliveryOf } from './delivery.ts';
import type { Desk } from './desk.ts';
import { tenantOf } from './ids.ts';
import { listAt, originOfEvent, teamOfEvent, textAt, valueAt } from './payload.ts';

/** What a file without words is taken for: a list of users to look up. */
export const FILE_ALONE = 'users list:';
/** Slack itself speaks as `USLACK` and `USLACKBOT`. */
const SLACK = 'USLACK';

/**
 * Takes a message: only what a person says in the direct conversation is a command. Edits, deletions, joins and
 * whatever else has a subtype are none, except that of a message with files.
 */
export function takeMessage(desk: Desk, body: unknown): void {
  const event = valueAt(body, 'event');
  const origin = originOfEvent(body);
  const subtype = textAt(event, 'subtype');
  if (origin === undefined || textAt(event, 'channel_type') !== 'im') return;
  if (subtype !== null && subtype !== 'file_share') return;
  const { team, user } = origin;
  if (textAt(event, 'bot_id') !== null || textAt(event, 'app_id') !== null || user.startsWith(SLACK)) return;
  const typed = decodeMarks(textAt(event, 'text') ?? '', tenantOf(team)).trim();
  const ids = listAt(event, 'files').map((file) => textAt(file, 'id'));
  const files = ids.filter((id) => id !== null);
  if (typed === '' && files.length === 0) return;
  const deliveryId = deliveryOf('event', textAt(body, 'event_id') ?? `${user} ${textAt(event, 'ts')}`);
  desk.reception.attend('message', origin, async (visitor) => {
    const text = typed === '' ? FILE_ALONE : typed;
    const fetched = await fetchAttached(desk, visitor, files);
    await runCommand(desk, visitor, { deliveryId, text, files: fetched });
  });
}

/** Takes the event that a channel was shared with another organisation: nothing more is said there from now on. */
export function takeSharing({ parts }: Desk): void {
  parts.profiles.forgetChannels();
}

/**
 * Takes the event that a workspace removed the app or revoked its token. It may come minutes late, and be sent again
 * after the app was installed anew: a token that works is not the one it is about.
 */
export function takeRemoval({ parts, errands }: Desk, body: unknown): void {
  const isToken = textAt(body, 'event', 'type') === 'tokens_revoked';
  // Tokens of people are revoked with every one of them who leaves; Rollcall has none of those.
  if (isToken && listAt(body, 'event', 'tokens', 'bot').length === 0) return;
  const team = teamOfEvent(body);
  errands.run('removal', async () => {
    const works = await parts.web.call(team, 'auth.test', {}).then(
      () => true,
      () => false,
    );
    if (!works) await parts.installations.remove(team);
  });
}
