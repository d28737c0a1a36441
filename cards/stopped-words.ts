import type { Stopped } from '../src/domain/house-notice.ts';
import { type Block, type CardContext, line } from './card.ts';
import { instant } from './format.ts';
import { given, LENGTHS, sentence } from './text.ts';

/** Who stopped everything, when and why, and what goes on after `resume`. */
export function stoppedLine({ by, at, reason }: Stopped, { zone }: CardContext, what = 'They go'): Block {
  const who = by === null ? 'Rollcall stopped every run by itself' : `${given(by)} stopped every run`;
  const why = reason === null ? '' : `${sentence(given(reason, LENGTHS.line))} `;
  const when = `${who} on ${instant(at, zone)}. ${why}${what} on after `;
  return line(when, { text: 'resume', style: 'code' }, '.');
}
