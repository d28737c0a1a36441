import type { Desk } from './desk.ts';
import { originOfEvent, textAt } from './payload.ts';
import type { Visitor } from './reception.ts';

/** Takes the event that somebody opened the app's own pages; the conversation in them needs nothing. */
export function takeHomeOpened(desk: Desk, body: unknown): void {
  const origin = originOfEvent(body);
  if (origin === undefined || textAt(body, 'event', 'tab') !== 'home') return;
  const { speech } = desk.parts;
  desk.reception.attend(
    'home',
    // The event names their direct conversation, but the page is nobody's conversation.
    { ...origin, channel: null },
    (visitor) => showHome(desk, visitor),
    ({ team, account }, notice) => speech.publishHome(team, account, notice),
  );
}

/** Draws somebody's Home anew. */
export async function showHome({ bot, parts }: Desk, { team, account, mail }: Visitor): Promise<void> {
  const arrival = { account, ...(mail !== null && { mail }) };
  await parts.speech.publishHome(team, account, await bot.home(arrival));
}
