import type { Place } from '../../domain/account.ts';
import type { Approval } from '../../domain/approval.ts';
import type { ApprovalId, PersonId, RunId } from '../../domain/ids.ts';
import type { Audience, Notice, Reader } from '../../domain/notice.ts';
import type { Person } from '../../domain/person.ts';
import { isLive } from '../../domain/run.ts';
import type { Deciders } from '../../policy/approvers.ts';
import { findDeciders } from '../approval/approval-duty.ts';
import { noticeFor, readerOf } from '../approval/plan-notices.ts';
import { loadPlan } from '../load.ts';
import { allPeople } from '../people.ts';
import { runNotice } from '../run/run-notice.ts';
import type { Services } from '../services.ts';

/** A card that is posted and kept up to date: of an approval (`A-…`) or a run (`R-…`). */
export interface Card {
  /** Where the change was asked for; null while it is nobody else's business. */
  readonly place: Place | null;
  /** The platform and tenant people are written to when they have several accounts. */
  readonly home: Pick<Place, 'platform' | 'tenant'>;
  /** Who asked; undefined when we no longer know them. */
  readonly requester: Person | undefined;
  /** The subject whose card was posted in the same places before: of a run its approval. */
  readonly follows: string | null;
  /** True once it shows how a run ended, which must not be missed by who asked. */
  readonly isResult: boolean;
  /** Who gets their own copy, with names. */
  readonly people: readonly Person[];
  /** A copy as things stood when the first one was asked for; the reader is null where everybody reads it. */
  notice(audience: Audience, reader: PersonId | null): Promise<Notice>;
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
  const requester = people.find((person) => person.id === approval.requestedBy);
  const asker = requester === undefined ? [] : [requester];
  // What is held is asked of nobody yet.
  const isHeld = approval.state === 'held';
  const deciders = await findDeciders(services, approval);
  return {
    place: isHeld ? null : approval.requestedFrom,
    home: approval.requestedFrom,
    requester,
    follows: null,
    isResult: false,
    people: isHeld ? asker : [...asker, ...deciders.may],
    notice: copiesOf(services, approval, deciders),
  };
}

/**
 * The copies of an approval's card. With several hundred approvers each is looked up once for every audience, and
 * drawn once for every kind of reader.
 */
export function copiesOf(services: Services, approval: Approval, deciders: Deciders): Card['notice'] {
  const drawn = once((audience: Audience) => noticeFor(services, approval, deciders, audience));
  const named = once(async (reader: Reader) => ({ ...(await drawn('names')), reader }));
  return (audience, person) =>
    audience === 'counts' ? drawn('counts') : named(readerOf(approval, deciders, person));
}

/** Works each value out a single time. */
function once<K, V>(make: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const made = new Map<K, Promise<V>>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

async function loadRunCard(services: Services, id: RunId): Promise<Card | undefined> {
  const { storage } = services;
  const run = await storage.runs.load(id);
  if (run === undefined) return undefined;
  const plan = await loadPlan(storage, run.plan);
  const people = await allPeople(services);
  const wanted = new Set<PersonId>([run.requestedBy, ...run.approvedBy]);
  return {
    place: plan.requestedFrom,
    home: plan.requestedFrom,
    requester: people.find((person) => person.id === run.requestedBy),
    follows: run.approval,
    isResult: !isLive(run.state),
    people: people.filter((person) => wanted.has(person.id)),
    notice: once((audience: Audience) => runNotice(services, run, plan, audience)),
  };
}
