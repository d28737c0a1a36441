import type { Place } from '../domain/account.ts';
import type { ApprovalId, PersonId, RunId } from '../domain/ids.ts';
import type { Audience, Notice } from '../domain/notice.ts';
import type { Person } from '../domain/person.ts';
import { findDeciders } from './approval-duty.ts';
import { loadPlan } from './load.ts';
import { allPeople } from './people.ts';
import { noticeOfApproval } from './plan-notices.ts';
import { runNotice } from './run-notice.ts';
import type { Services } from './services.ts';

/** A card that is posted and kept up to date: of an approval (`A-…`) or a run (`R-…`). */
export interface Card {
  /** Where the change was asked for; null while it is nobody else's business. */
  readonly place: Place | null;
  /** The platform and tenant people are written to when they have several accounts. */
  readonly home: Pick<Place, 'platform' | 'tenant'>;
  /** Who gets their own copy, with names. */
  readonly people: readonly Person[];
  /** The card as things stood when it was first asked for; the same for every copy. */
  notice(audience: Audience): Promise<Notice>;
}

/** Draws a card once for each audience: with several hundred approvers every copy is looked up for all of them. */
export function drawnOnce(draw: Card['notice']): Card['notice'] {
  const drawn = new Map<Audience, Promise<Notice>>();
  return (audience) => {
    const notice = drawn.get(audience) ?? draw(audience);
    drawn.set(audience, notice);
    return notice;
  };
}

/** The card of a subject; undefined when there is no such approval or run. */
export async function loadCard(services: Services, subject: string): Promise<Card | undefined> {
  return subject.startsWith('A-')
    ? loadApprovalCard(services, subject as ApprovalId)
    : loadRunCard(services, subject as RunId);
}

async function loadApprovalCard(services: Services, id: ApprovalId): Promise<Card | undefined> {
  const approval = await services.storage.approvals.load(id);
  if (approval === undefined) return undefined;
  const people = await allPeople(services);
  const asker = people.filter((person) => person.id === approval.requestedBy);
  // What is held is asked of nobody yet.
  const isHeld = approval.state === 'held';
  const deciders = await findDeciders(services, approval);
  return {
    place: isHeld ? null : approval.requestedFrom,
    home: approval.requestedFrom,
    people: isHeld ? asker : [...asker, ...deciders.may],
    notice: drawnOnce((audience) => noticeOfApproval(services, approval, audience, deciders)),
  };
}

async function loadRunCard(services: Services, id: RunId): Promise<Card | undefined> {
  const { storage } = services;
  const run = await storage.runs.load(id);
  if (run === undefined) return undefined;
  const plan = await loadPlan(storage, run.plan);
  const wanted = new Set<PersonId>([run.requestedBy, ...run.approvedBy]);
  return {
    place: plan.requestedFrom,
    home: plan.requestedFrom,
    people: (await allPeople(services)).filter((person) => wanted.has(person.id)),
    notice: drawnOnce((audience) => runNotice(services, run, plan, audience)),
  };
}
