import type { NothingNotice } from '../src/domain/notice.ts';
import { type Card, type CardContext, card, facts } from './card.ts';
import { sourceWords } from './evidence.ts';
import { count } from './format.ts';
import { leftOutFact, unknownFact, whoFact } from './plan-facts.ts';
import { OPERATIONS } from './words.ts';

/** A change that is left without a single user, and why. */
export function nothingCard({ plan }: NothingNotice, { zone }: CardContext): Card {
  const { matched, operation } = plan;
  const all = matched === 1 ? 'One user matches and is' : `${count(matched, 'user')} match, all are`;
  const why = matched === 0 ? 'No user matches.' : `${all} left out.`;
  return card({
    headline: `No user to ${OPERATIONS[operation.kind].verb.toLowerCase()}`,
    evidence: [`${why} Nothing was changed.`, sourceWords(plan.source, zone)],
    blocks: [facts(whoFact(plan, 'names'), leftOutFact(plan), unknownFact(plan.unknown))],
  });
}
