import { quoteValue } from '../src/commands/print-filter.ts';
import type { NothingNotice } from '../src/domain/notice.ts';
import { type Block, type Card, type CardContext, card, facts, line } from './card.ts';
import { sourceWords } from './evidence.ts';
import { exclusionBlocks } from './exclusion-blocks.ts';
import { count } from './format.ts';
import { nobodyWords } from './operation-words.ts';
import { leftOutFact, noAccountFact, noteLines, unknownFact, whoFact } from './plan-facts.ts';
import { typeable } from './text.ts';

/** A change that is left without a single user, and why. */
export function nothingCard(notice: NothingNotice, { zone }: CardContext): Card {
  const { exclusions, noAccount } = notice;
  const plan = withoutNames(notice);
  const { matched, operation } = plan;
  const why = operation.kind === 'undo' ? undoneWords(plan) : matchedWords(matched);
  return card({
    headline: nobodyWords(operation),
    evidence: [`${why} Nothing was changed.`, sourceWords(plan.source, zone)],
    blocks: [
      facts(whoFact(plan, 'names'), leftOutFact(plan), noAccountFact(noAccount), unknownFact(plan.unknown)),
      ...noteLines(plan),
      ...exclusionBlocks(plan, exclusions),
      ...whyLines(plan, exclusions),
    ],
  });
}

/** The plan of which names that are no account are no part: they match nobody, and a fact of their own lists them. */
function withoutNames({ plan, noAccount }: NothingNotice): NothingNotice['plan'] {
  if (noAccount.total === 0) return plan;
  return { ...plan, leftOut: plan.leftOut.filter(({ reason }) => reason !== 'no-account') };
}

/** The way to read on about whoever is left out, named or not. */
function whyLines(plan: NothingNotice['plan'], [first]: NothingNotice['exclusions']): readonly Block[] {
  const typed = first === undefined ? null : typeable(`why ${quoteValue(first.username)}`);
  if (typed === null || plan.operation.kind === 'undo') return [];
  return [line('More about one of them:  ', { text: typed, style: 'code' })];
}

function matchedWords(matched: number): string {
  if (matched === 0) return 'No user matches.';
  const all = matched === 1 ? 'One user matches and is' : `${count(matched, 'user')} match, all are`;
  return `${all} left out.`;
}

function undoneWords({ matched }: NothingNotice['plan']): string {
  if (matched === 0) return 'It changed no user.';
  return matched === 1
    ? 'It changed one user, who is left out.'
    : `It changed ${count(matched, 'user')}, all are left out.`;
}
