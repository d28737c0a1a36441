import { INPUTS } from '../src/domain/inbound.ts';
import type { ApprovalNotice } from '../src/domain/notice.ts';
import type { CapForecast, Plan } from '../src/domain/plan.ts';
import { askedUntil, badgeOf, whyFact, withdrawButton } from './approval-parts.ts';
import { type Block, type Button, type Card, type CardContext, card, facts, line } from './card.ts';
import { reasonField } from './decision-buttons.ts';
import { sourceWords } from './evidence.ts';
import { count, number } from './format.ts';
import { planWords } from './operation-words.ts';
import {
  capDays,
  capFact,
  firstFact,
  leftOutFact,
  noAccountFact,
  noteLines,
  suffixFact,
  unknownFact,
  warningsOf,
  whoFact,
} from './plan-facts.ts';
import { given } from './text.ts';

/** No cap is longer. */
const MAX_DIGITS = 9;

/** A change of more users than may lose access today: nothing is cut silently, who asked chooses and nobody else. */
export function heldCard(notice: ApprovalNotice, context: CardContext, list: readonly Button[]): Card {
  const { approval, plan, audience, sample, requester, reader } = notice;
  // Held is what a cap holds back; were there none, everything would be left of it.
  const cap = plan.cap ?? { limit: plan.targets, used: 0, left: plan.targets, eligible: plan.targets };
  const needs = {
    name: 'Needs',
    value: `${given(requester)}, who asked, to take fewer or to ask for a higher cap`,
  };
  return card({
    headline: headlineOf(cap),
    badge: badgeOf(notice),
    evidence: [
      ...warningsOf(plan),
      figuresOf(plan, cap),
      askedUntil(notice, context),
      sourceWords(plan.source, context.zone),
    ],
    blocks: [
      facts(
        { name: 'Change', value: planWords({ ...plan, targets: cap.eligible }) },
        whoFact(plan, audience),
        firstFact(plan, sample, audience),
        whyFact(notice),
        suffixFact(plan),
        needs,
        capFact(plan),
        leftOutFact(plan),
        noAccountFact(notice.noAccount),
        unknownFact(plan.unknown),
      ),
      ...roomLines(cap),
      ...noteLines(plan),
    ],
    ...(reader === 'requester'
      ? {
          buttons: [...takeButtons(notice, cap), capButton(notice, cap)],
          menu: [...list, withdrawButton(notice)],
        }
      : { buttons: list }),
    smallPrint: ['Nothing is changed yet, and somebody else has to approve whatever is taken.', approval.id],
  });
}

function headlineOf(cap: CapForecast): string {
  const verb = cap.eligible === 1 ? 'is' : 'are';
  const limit = number(cap.limit);
  const today = cap.left === 0 ? `today's cap of ${limit} is used up` : `today's cap is ${limit}`;
  return `${count(cap.eligible, 'user')} ${verb} eligible, ${today}`;
}

function figuresOf({ matched }: Plan, cap: CapForecast): string {
  const days = capDays(cap);
  const match = `${count(matched, 'user')} ${matched === 1 ? 'matches' : 'match'}`;
  const within = days === null ? '' : ` in ${count(days, 'day')}`;
  // One user is beyond the cap only when nothing is left of it.
  if (cap.eligible === 1) return `${match}, 1 is eligible: not today${within === '' ? '' : `, but${within}`}`;
  const today =
    cap.left === 0 ? 'none of them today' : `${number(Math.min(cap.left, cap.eligible))} of them today`;
  const all = within === '' ? '' : `, all of them${within}`;
  return `${match}, ${number(cap.eligible)} are eligible: ${today}${all}`;
}

function roomLines({ left }: CapForecast): readonly Block[] {
  if (left > 0) return [];
  return [
    line(
      "Today's cap is used up. A user counts for 24 hours, so within 24 hours there is room again: take some then, or ask for a higher cap now.",
    ),
  ];
}

function takeButtons({ approval: { id } }: ApprovalNotice, cap: CapForecast): readonly Button[] {
  const taken = Math.min(cap.left, cap.eligible);
  if (taken <= 0) return [];
  // Whatever the plan is sorted by: who was idle longest misses it least.
  const label = `Take the ${number(taken)} longest idle`;
  return [{ label, verb: 'take', id, primary: true, typed: `take ${id}` }];
}

function capButton({ approval: { id } }: ApprovalNotice, cap: CapForecast): Button {
  const enough = cap.eligible + cap.used;
  return {
    label: 'Ask for a higher cap…',
    verb: 'cap',
    id,
    typed: `cap ${id} ${enough} "why"`,
    asks: {
      text: `For ${id} alone, and only if somebody else approves. All ${number(cap.eligible)} need a cap of ${number(enough)}.`,
      submit: 'Ask for this cap',
      fields: [
        {
          kind: 'text',
          id: INPUTS.cap,
          label: 'Users that may lose access in 24 hours',
          placeholder: `A whole number, such as ${enough}`,
          maxLength: MAX_DIGITS,
          lines: 'one',
        },
        reasonField('Why?', 'Whoever approves reads this'),
      ],
    },
  };
}
