import type { Verdict } from '../src/domain/approval.ts';
import type { ApprovalNotice } from '../src/domain/notice.ts';
import { type Badge, type Button, type Card, type CardContext, card, type Fact, facts } from './card.ts';
import { decisionButtons } from './decision-buttons.ts';
import { placeWords, sourceWords } from './evidence.ts';
import { count, instant, list, number } from './format.ts';
import {
  costFact,
  firstFact,
  leftOutFact,
  planWords,
  seatsFact,
  unknownFact,
  whoFact,
} from './plan-facts.ts';
import { given, LENGTHS } from './text.ts';
import { APPROVAL_WORDS } from './words.ts';

const MAX_PEOPLE = 8;

/** A request for a second pair of eyes; once decided it shrinks to who decided what, without buttons. */
export function approvalCard(notice: ApprovalNotice, context: CardContext): Card {
  return notice.approval.state === 'waiting' ? waitingCard(notice, context) : decidedCard(notice, context);
}

function waitingCard(notice: ApprovalNotice, context: CardContext): Card {
  const { approval, plan, audience, sample } = notice;
  return card({
    headline: `${planWords(plan)}?`,
    badge: badgeOf(notice),
    evidence: [
      `${askedBy(notice, context)} · ends ${instant(approval.expiresAt, context.zone)}`,
      sourceWords(plan.source, context.zone),
    ],
    blocks: [
      facts(
        whoFact(plan, audience),
        firstFact(plan, sample, audience),
        needsFact(notice),
        seatsFact(plan),
        leftOutFact(plan),
        unknownFact(plan.unknown),
        costFact(plan),
      ),
    ],
    buttons: decisionButtons(approval, plan),
    menu: menuOf(notice),
    smallPrint: ['Every user is checked again right before the change.', approval.id],
  });
}

function decidedCard(notice: ApprovalNotice, context: CardContext): Card {
  const { approval, plan, audience } = notice;
  const run = approval.run === null ? null : { name: 'Run', value: approval.run };
  return card({
    headline: planWords(plan),
    badge: badgeOf(notice),
    evidence: [askedBy(notice, context)],
    blocks: [facts(decidedFact(notice, context), reasonFact(notice), whoFact(plan, audience), run)],
    smallPrint: [approval.id],
  });
}

function badgeOf({ approval }: ApprovalNotice): Badge {
  const { word, tone } = APPROVAL_WORDS[approval.state];
  if (approval.state !== 'waiting') return { text: word, tone };
  const given = verdictsOf(approval.verdicts, 'approve').length;
  return { text: `${word} · ${given} of ${count(approval.quorum, 'approval')}`, tone };
}

function askedBy({ approval, requester }: ApprovalNotice, { zone }: CardContext): string {
  const place = placeWords(approval.requestedFrom);
  return `Asked by ${given(requester)} in ${place}, ${instant(approval.createdAt, zone)}`;
}

function needsFact(notice: ApprovalNotice): Fact {
  const { approval, deciders } = notice;
  const open = deciders.filter((decider) => decider.decided === null).map((decider) => decider.name);
  const approved = deciders.filter((decider) => decider.decided === 'approve').map((decider) => decider.name);
  const missing = approval.quorum - verdictsOf(approval.verdicts, 'approve').length;
  const who = neededWords(missing, open);
  const not = barredWords(notice);
  const so = approved.length === 0 ? '' : `; approved by ${people(approved)}`;
  return { name: 'Needs', value: `${who}${not}${so}` };
}

function neededWords(missing: number, open: readonly string[]): string {
  if (open.length === 0) return `${missing}, but nobody else may decide`;
  return missing < open.length ? `${missing} of ${people(open)}` : people(open);
}

/** A channel learns only that the requester may not: any other reason tells who is a target. */
function barredWords({ barred, audience, requester }: ApprovalNotice): string {
  const told = barred.filter(({ name }) => audience === 'names' || name === requester);
  if (told.length === 0) return '';
  const not = told.slice(0, MAX_PEOPLE).map(({ name, why }) => `${given(name)}, ${given(why)}`);
  return ` (not ${not.join('; ')})`;
}

function decidedFact({ approval, names }: ApprovalNotice, { zone }: CardContext): Fact {
  const word = APPROVAL_WORDS[approval.state].word;
  const name = word.charAt(0).toUpperCase() + word.slice(1);
  const verdict = { approved: 'approve', rejected: 'reject', withdrawn: 'withdraw' } as const;
  if (approval.state === 'waiting' || approval.state === 'expired') {
    return { name, value: `nobody decided before ${instant(approval.expiresAt, zone)}; nothing was changed` };
  }
  const mine = verdictsOf(approval.verdicts, verdict[approval.state]).slice(0, MAX_PEOPLE);
  const who = mine.map(({ person, at }) => `${given(names[person] ?? person)}, ${instant(at, zone)}`);
  const nothing = approval.state === 'approved' ? '' : '; nothing was changed';
  return { name, value: `by ${list(who)}${nothing}` };
}

/** What was written may name somebody, so a channel does not get it. */
function reasonFact({ approval, audience }: ApprovalNotice): Fact | null {
  const reason = approval.verdicts.at(-1)?.reason ?? null;
  if (reason === null || audience === 'counts') return null;
  return { name: 'Because', value: `"${given(reason, LENGTHS.line)}"` };
}

function menuOf({ approval, audience }: ApprovalNotice): readonly Button[] {
  const { id } = approval;
  const names: Button = { label: 'Show names', verb: 'show-names', id, typed: null };
  return [
    ...(audience === 'counts' ? [names] : []),
    { label: 'Download the list', verb: 'download-plan', id, typed: null },
    { label: 'Withdraw request', verb: 'withdraw', id, typed: `withdraw ${id}` },
  ];
}

function verdictsOf(verdicts: readonly Verdict[], kind: Verdict['verdict']): readonly Verdict[] {
  return verdicts.filter((entry) => entry.verdict === kind);
}

function people(names: readonly string[]): string {
  const shown = names.slice(0, MAX_PEOPLE).map((name) => given(name));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} … ${number(more)} more` : shown.join(', ');
}
