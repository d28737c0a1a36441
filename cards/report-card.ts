import type { ReportNotice } from '../src/domain/notice.ts';
import { type Card, type CardContext, card, facts } from './card.ts';
import { placeWords, sourceWords } from './evidence.ts';
import { exclusionBlocks } from './exclusion-blocks.ts';
import { fileBlocks } from './file-card.ts';
import { count } from './format.ts';
import { doneWords } from './operation-words.ts';
import {
  firstFact,
  leftOutFact,
  noteLines,
  seatsFact,
  suffixFact,
  unknownFact,
  whoFact,
} from './plan-facts.ts';
import { given } from './text.ts';

/** What a change would do where nothing can be written; it says so first and has no buttons. */
export function reportCard(notice: ReportNotice, context: CardContext): Card {
  const { plan, requester, audience } = notice;
  return card({
    headline: `Report only: ${count(plan.targets, 'user')} would be ${doneWords(plan.operation)}`,
    badge: { text: 'cannot be carried out here', tone: 'warning' },
    evidence: [
      `${given(plan.source.label)} can be read but not written, so nothing was changed and nobody has to approve.`,
      `Asked by ${given(requester)} in ${placeWords(plan.requestedFrom)} · ${sourceWords(plan.source, context.zone)}`,
    ],
    blocks: [
      facts(
        whoFact(plan, audience),
        firstFact(plan, notice.sample, audience),
        suffixFact(plan),
        seatsFact(plan),
        leftOutFact(plan),
        unknownFact(plan.unknown),
      ),
      ...noteLines(plan),
      ...(audience === 'names' ? exclusionBlocks(plan, notice.exclusions) : []),
      ...fileBlocks(notice.file, context),
    ],
    smallPrint: [plan.id],
  });
}
