import type { CommandEntry } from '../../commands/command-entry.ts';
import type { ApprovalId, Instant } from '../../domain/ids.ts';
import type { Person } from '../../domain/person.ts';
import { type Problem, ProblemError } from '../../domain/problem.ts';
import { authorize } from '../../policy/authorize.ts';
import { findDeciders } from '../approval/approval-duty.ts';
import type { Services } from '../services.ts';

/** Names a refusal lists. */
const MAX_NAMES = 5;
/** How long what was told may be told again, in milliseconds. */
const REMEMBERED_MS = 5_000;

/**
 * Throws `not-allowed` when the person's roles are not enough for a typed command; of a decision it says who can make
 * it. The card beside a button says so already.
 */
export async function refuseForWantOfRole(
  services: Services,
  person: Person,
  entry: CommandEntry,
  id: ApprovalId | null,
): Promise<void> {
  const refusal = authorize(person, entry);
  if (refusal === null) return;
  throw new ProblemError(id === null ? refusal : await withDeciders(services, refusal, id));
}

async function withDeciders(services: Services, refusal: Problem, id: ApprovalId): Promise<Problem> {
  if (refusal.kind !== 'not-allowed') return refusal;
  const words = await lastTold(services, id);
  return words === '' ? refusal : { ...refusal, message: `${refusal.message} ${words}` };
}

interface Told {
  readonly id: ApprovalId;
  readonly at: Instant;
  readonly words: Promise<string>;
}

/** What was told last by these services: with a crowd that is refused nobody looks up everybody for each of them. */
const told = new WeakMap<Services, Told>();

function lastTold(services: Services, id: ApprovalId): Promise<string> {
  const now = services.clock.now();
  const last = told.get(services);
  if (last !== undefined && last.id === id && now - last.at < REMEMBERED_MS) return last.words;
  // The refusal stands without the names as well.
  const words = decidersWords(services, id).catch(() => '');
  told.set(services, { id, at: now, words });
  return words;
}

/** Empty when there is nothing to decide, or nobody who could. */
async function decidersWords(services: Services, id: ApprovalId): Promise<string> {
  const approval = await services.storage.approvals.load(id);
  if (approval?.state !== 'waiting') return '';
  const { may } = await findDeciders(services, approval);
  if (may.length === 0) return '';
  const names = may.slice(0, MAX_NAMES).map(({ name }) => name);
  const more = may.length > names.length ? ` and ${may.length - names.length} more` : '';
  return `Who can decide on ${id}: ${names.join(', ')}${more}.`;
}
