import type { ApprovalNotice } from '../src/domain/notice.ts';
import type { Plan } from '../src/domain/plan.ts';
import {
  askedBy,
  askedUntil,
  badgeOf,
  decidedFact,
  needsFact,
  readerLines,
  reasonFact,
  whyFact,
  withdrawButton,
} from './approval-parts.ts';
import { type Block, type Button, type Card, type CardContext, card, facts, line } from './card.ts';
import { decisionButtons } from './decision-buttons.ts';
import { sourceWords } from './evidence.ts';
import { heldCard } from './held-card.ts';
import { planWords } from './operation-words.ts';
import {
  capFact,
  costFact,
  firstFact,
  leftOutFact,
  noAccountFact,
  noteLines,
  seatsFact,
  suffixFact,
  undoWords,
  unknownFact,
  warningsOf,
  whoFact,
} from './plan-facts.ts';
import { movedWords } from './reason-words.ts';

/** A request for a second pair of eyes; once decided it shrinks to who decided what, without buttons. */
export function approvalCard(notice: ApprovalNotice, context: CardContext): Card {
  switch (notice.approval.state) {
    case 'held':
      return heldCard(notice, context, listButtons(notice));
    case 'waiting':
      return waitingCard(notice, context);
    default:
      return decidedCard(notice, context);
  }
}

function waitingCard(notice: ApprovalNotice, context: CardContext): Card {
  const { approval, plan, audience, sample } = notice;
  const isUndo = plan.operation.kind === 'undo';
  return card({
    headline: questionOf(plan),
    badge: badgeOf(notice),
    evidence: [
      ...warningsOf(plan),
      ...(isUndo ? [undoWords(plan)] : []),
      askedUntil(notice, context),
      sourceWords(plan.source, context.zone),
    ],
    blocks: [
      facts(
        whoFact(plan, audience),
        firstFact(plan, sample, audience),
        whyFact(notice),
        suffixFact(plan),
        needsFact(notice),
        seatsFact(plan),
        capFact(plan),
        isUndo ? null : leftOutFact(plan),
        noAccountFact(notice.noAccount),
        unknownFact(plan.unknown),
        costFact(plan),
      ),
      ...noteLines(plan),
      ...readerLines(notice),
    ],
    ...buttonsFor(notice),
    smallPrint: ['Every user is checked again right before the change.', approval.id],
  });
}

/** The undo of a whole run says under its headline how many it is about. */
function questionOf(plan: Plan): string {
  const { operation } = plan;
  const isWhole = operation.kind === 'undo' && operation.username === null;
  return isWhole ? `Undo ${operation.run}?` : `${planWords(plan)}?`;
}

function decidedCard(notice: ApprovalNotice, context: CardContext): Card {
  const { approval, plan, audience } = notice;
  const run = approval.run === null ? null : { name: 'Run', value: approval.run };
  return card({
    headline: planWords(plan),
    badge: badgeOf(notice),
    evidence: [askedBy(notice, context)],
    blocks: [
      facts(decidedFact(notice, context), reasonFact(notice), whyFact(notice), whoFact(plan, audience), run),
      ...movedLines(notice),
    ],
    smallPrint: [approval.id],
  });
}

/** What the re-check will leave alone, as it stood at the decision. */
function movedLines({ approval: { moved, notStarted } }: ApprovalNotice): readonly Block[] {
  if (notStarted !== undefined) return [line(notStarted)];
  if (moved === null) return [];
  const total = moved.reduce((sum, entry) => sum + entry.count, 0);
  if (total === 0) return [line('Since the plan: nothing has changed.')];
  const alone = total === 1 ? 'that one is left alone' : 'they are left alone';
  return [line(`Since the plan: ${movedWords(moved)}; ${alone}.`)];
}

/** Only what its reader can do: everybody's copy in a channel has it all. */
function buttonsFor(notice: ApprovalNotice): Pick<Card, 'buttons' | 'menu'> {
  const { reader, approval, plan } = notice;
  const list = listButtons(notice);
  switch (reader) {
    case 'anyone':
      return { buttons: decisionButtons(approval, plan), menu: [...list, withdrawButton(notice)] };
    case 'decider':
      return { buttons: decisionButtons(approval, plan), menu: list };
    case 'requester':
      return { buttons: [withdrawButton(notice)], menu: list };
    default:
      return { buttons: list, menu: [] };
  }
}

/** What shows whom it is about. */
function listButtons({ approval: { id }, audience }: ApprovalNotice): readonly Button[] {
  const names: Button = { label: 'Show names', verb: 'show-names', id, typed: null };
  const list: Button = { label: 'Download the list', verb: 'download-plan', id, typed: null };
  return audience === 'counts' ? [names, list] : [list];
}
