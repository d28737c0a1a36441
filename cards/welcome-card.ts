import type { WelcomeNotice } from '../src/domain/opening-notice.ts';
import { type Card, type CardContext, card, line, sayButton } from './card.ts';
import { count } from './format.ts';
import { given } from './text.ts';

/** What a first visitor sees: what this is, and a button for each command worth trying. */
export function welcomeCard({ name, users, commands }: WelcomeNotice, { organisation }: CardContext): Card {
  return card({
    headline: `${count(users, 'user')} of ${given(organisation)}, ready to look after`,
    evidence: [
      `Hello ${given(name)}. Rollcall keeps the users of Confluence clean, cheap and safe, from chat.`,
    ],
    blocks: [
      line('Ask who is idle, plan a change, let somebody else approve it, watch it run.'),
      line(
        'Nothing is changed before a second person approves. Press a button, or type ',
        { text: 'help', style: 'code' },
        '.',
      ),
    ],
    buttons: commands.slice(0, 5).map(({ label, command }) => sayButton(given(label), command)),
  });
}
