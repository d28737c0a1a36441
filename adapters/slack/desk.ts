import type { Bot } from '../../src/flows/bot.ts';
import type { Errands } from '../chat/errands.ts';
import type { KeptForms } from './kept-forms.ts';
import type { SlackParts } from './parts.ts';
import type { Reception } from './reception.ts';

/** What everything that takes requests of Slack works with. */
export interface Desk {
  readonly parts: SlackParts;
  readonly bot: Bot;
  readonly errands: Errands;
  readonly reception: Reception;
  readonly forms: KeptForms;
}
