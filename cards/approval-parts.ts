import type { Verdict } from '../src/domain/approval.ts';
import type { ApprovalNotice, Audience, SettingApprovalNotice } from '../src/domain/notice.ts';
import { type Badge, type Block, type Button, type CardContext, type Fact, line } from './card.ts';
import { placeWords } from './evidence.ts';
import { count, instant, list, number } from './format.ts';
import { given, LENGTHS } from './text.ts';
import { APPROVAL_WORDS } from './words.ts';

/** A request for a second pair of eyes, whatever it is about. */
export type Request = ApprovalNotice | SettingApprovalNotice;

const MAX_PEOPLE = 8;

/** The state, and while it waits how many have approved. */
export function badgeOf({ approval }: Request): Badge {
  const { word, tone } = APPROVAL_WORDS[approval.state];
  if (approval.state !== 'waiting') return { text: word, tone };
  const approved = verdictsOf(approval.verdicts, 'approve').length;
  return { text: `${word} · ${approved} of ${count(approval.quorum, 'approval')}`, tone };
}

/** Who asked, where and when. */
export function askedBy({ approval, requester }: Request, { zone }: CardContext): string {
  const place = placeWords(approval.requestedFrom);
  return `Asked by ${given(requester)} in ${place}, ${instant(approval.createdAt, zone)}`;
}

/** The same with when it ends by itself. */
export function askedUntil(request: Request, context: CardContext): string {
  return `${askedBy(request, context)} · ends ${instant(request.approval.expiresAt, context.zone)}`;
}

/** Why it is asked for. What people typed may name somebody, so a channel does not get it. */
export function whyFact({ approval, audience }: Request): Fact | null {
  return quoted('Why', approval.reason, audience);
}

/** Who has to approve, who may not, and who did. */
export function needsFact(request: Request): Fact {
  const { approval, deciders } = request;
  const open = deciders.filter((decider) => decider.decided === null).map((decider) => decider.name);
  const approved = deciders.filter((decider) => decider.decided === 'approve').map((decider) => decider.name);
  const missing = approval.quorum - verdictsOf(approval.verdicts, 'approve').length;
  const so = approved.length === 0 ? '' : `; approved by ${people(approved)}`;
  return { name: 'Needs', value: `${neededWords(missing, open)}${barredWords(request)}${so}` };
}

function neededWords(missing: number, open: readonly string[]): string {
  if (open.length === 0) return `${missing} more, but nobody else may decide`;
  if (missing < open.length) return `${missing} of ${people(open)}`;
  const all = list(open.slice(0, MAX_PEOPLE).map((name) => given(name)));
  return missing === open.length ? all : `${missing} more, but only ${all} may decide`;
}

/** A channel learns only that the requester may not: any other reason tells who is a target. */
function barredWords({ barred, audience, requester }: Request): string {
  const told = barred.filter(({ name }) => audience === 'names' || name === requester);
  if (told.length === 0) return '';
  const not = told.slice(0, MAX_PEOPLE).map(({ name, why }) => `${given(name)}, ${given(why)}`);
  return ` (not ${not.join('; ')})`;
}

/** How it was decided, by whom and when. */
export function decidedFact({ approval, names }: Request, { zone }: CardContext): Fact {
  const word = APPROVAL_WORDS[approval.state].word;
  const name = word.charAt(0).toUpperCase() + word.slice(1);
  const kind = DECIDED_BY[approval.state];
  if (kind === undefined) {
    return { name, value: `nobody decided before ${instant(approval.expiresAt, zone)}; nothing was changed` };
  }
  const mine = verdictsOf(approval.verdicts, kind).slice(0, MAX_PEOPLE);
  const who = mine.map(({ person, at }) => `${given(names[person] ?? person)}, ${instant(at, zone)}`);
  const nothing = approval.state === 'approved' ? '' : '; nothing was changed';
  return { name, value: `by ${list(who)}${nothing}` };
}

const DECIDED_BY: Partial<Readonly<Record<Request['approval']['state'], Verdict['verdict']>>> = {
  approved: 'approve',
  rejected: 'reject',
  withdrawn: 'withdraw',
};

/** What who decided gave as their reason; not in a channel. */
export function reasonFact({ approval, audience }: Request): Fact | null {
  return quoted('Because', approval.verdicts.at(-1)?.reason ?? null, audience);
}

/** Why there is nothing to press, for who has decided already or never can. */
export function readerLines({ reader }: Request): readonly Block[] {
  if (reader === 'decided') return [line('You have decided; each person counts once.')];
  return reader === 'onlooker' ? [line('You cannot decide this one.')] : [];
}

/** Takes the request back. */
export function withdrawButton({ approval: { id } }: Request): Button {
  return { label: 'Withdraw request', verb: 'withdraw', id, typed: `withdraw ${id}` };
}

function quoted(name: string, reason: string | null, audience: Audience): Fact | null {
  if (reason === null || audience === 'counts') return null;
  return { name, value: `"${given(reason, LENGTHS.line)}"` };
}

function verdictsOf(verdicts: readonly Verdict[], kind: Verdict['verdict']): readonly Verdict[] {
  return verdicts.filter((entry) => entry.verdict === kind && entry.lapsed !== true);
}

function people(names: readonly string[]): string {
  const shown = names.slice(0, MAX_PEOPLE).map((name) => given(name));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} … ${number(more)} more` : shown.join(', ');
}
