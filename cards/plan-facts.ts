import type { Audience } from '../src/domain/notice.ts';
import type { CapForecast, NoAccount, Plan } from '../src/domain/plan.ts';
import { daysFor } from '../src/policy/cap.ts';
import type { Block, Fact } from './card.ts';
import { line } from './card.ts';
import { about, count, number } from './format.ts';
import { impersonalWords } from './impersonal-words.ts';
import { suffixWords } from './operation-words.ts';
import { countedReason, reasonAfter } from './reason-words.ts';
import { given, LENGTHS, sample } from './text.ts';

const SAMPLE = 5;
const MAX_NOTES = 5;

/** Who a plan is about: the filter in words; a channel never reads the part of it that names somebody. */
export function whoFact({ filter, filterWords, operation }: Plan, audience: Audience): Fact {
  if (operation.kind === 'undo') {
    const { run, username } = operation;
    if (username === null) return { name: 'Who', value: `everybody ${run} changed` };
    return {
      name: 'Who',
      value: audience === 'names' ? `${given(username)}, whom ${run} changed` : `one user ${run} changed`,
    };
  }
  const words = audience === 'names' ? filterWords : impersonalWords(filter);
  return { name: 'Who', value: given(words, LENGTHS.line) };
}

/** What happens to usernames; null when nothing does. */
export function suffixFact({ operation }: Plan): Fact | null {
  const words = suffixWords(operation);
  return words === null ? null : { name: 'Renames', value: words };
}

/** What the change does to the licence: "25 seats (462 of 500 used, 437 after)". */
export function seatsFact({ seats, operation }: Plan): Fact {
  const { used, total, freed, unknown = 0 } = seats;
  if (freed === 0 && unknown > 0) return { name: 'Seats', value: seatsUnknown(unknown) };
  if (freed === 0) return { name: 'Seats', value: `no seat is ${SEATS[operation.kind]}` };
  const after = used - freed;
  const over = total === null ? 0 : after - total;
  const now = total === null ? `${number(used)} used` : `${number(used)} of ${number(total)} used`;
  const excess = over > 0 ? `, ${number(over)} more than the licence has` : '';
  const more = unknown > 0 ? `; ${seatsUnknown(unknown)}` : '';
  const value = `${count(Math.abs(freed), 'seat')} (${now}, ${number(after)} after${excess})${more}`;
  return { name: freed > 0 ? 'Frees' : 'Takes', value };
}

function seatsUnknown(users: number): string {
  return `not known of ${count(users, 'user')}: no source says who holds a seat`;
}

/** What would happen to a seat, were there one. */
const SEATS: Readonly<Record<Plan['operation']['kind'], string>> = {
  activate: 'taken',
  deactivate: 'freed',
  delete: 'freed',
  'add-to-groups': 'taken',
  'remove-from-groups': 'freed',
  'move-groups': 'freed or taken',
  undo: 'freed or taken',
};

/** How many may lose access a day, and how many did; null where no cap holds. */
export function capFact({ cap }: Plan): Fact | null {
  if (cap === null) return null;
  const { used } = cap;
  // What runs under way have still to take counts too.
  const today =
    used === 0
      ? 'none has yet'
      : `${number(used)} ${used === 1 ? 'has' : 'have'} already, or will in a run under way`;
  return { name: 'Cap', value: `${count(cap.limit, 'user')} may lose access in 24 hours; ${today}` };
}

/** How many days a plan takes with what is left today and a full cap a day; null when it would never end. */
export function capDays({ limit, left, eligible }: CapForecast): number | null {
  return limit > 0 ? daysFor(eligible, limit, left) : null;
}

/** How many matching users are not touched, and why. */
export function leftOutFact({ leftOut, cap }: Plan): Fact | null {
  const total = leftOutOf({ leftOut });
  if (total === 0) return null;
  const reasons = leftOut.map(({ reason, count: many }) => {
    const words = countedReason(reason, many);
    return reason === 'beyond-cap' && cap !== null ? `${words}${capWords(cap)}` : words;
  });
  const sum = reasons.length === 1 ? '' : `${number(total)}: `;
  return { name: 'Left out', value: `${sum}${reasons.join(' · ')}` };
}

/** How many matching users a plan leaves out. */
export function leftOutOf({ leftOut }: Pick<Plan, 'leftOut'>): number {
  return leftOut.reduce((sum, entry) => sum + entry.count, 0);
}

function capWords(cap: CapForecast): string {
  const days = capDays(cap);
  return ` of ${number(cap.limit)}${days === null ? '' : ` (${count(days, 'day')} in all)`}`;
}

/** "24 users go back to how they were; 2 cannot: changed since", what an undo comes to. */
export function undoWords({ targets, leftOut }: Plan): string {
  const goes =
    targets === 1 ? '1 user goes back to how it was' : `${count(targets, 'user')} go back to how they were`;
  const cannot = leftOutOf({ leftOut });
  if (cannot === 0) return `${goes}.`;
  const [only, second] = leftOut;
  const why =
    only !== undefined && second === undefined
      ? reasonAfter(only.reason, only.count)
      : leftOut.map((entry) => countedReason(entry.reason, entry.count)).join(' · ');
  return `${goes}; ${number(cannot)} cannot: ${why}.`;
}

/** What has to be known before anything else. */
export function warningsOf({ operation }: Plan): readonly string[] {
  return operation.kind === 'delete' ? ['This cannot be undone: a deleted account does not come back.'] : [];
}

/** What else a plan has to say, a line each. */
export function noteLines({ notes }: Plan): readonly Block[] {
  return notes.slice(0, MAX_NOTES).map((note) => line(given(note, LENGTHS.line)));
}

/** How many users could not be judged, because a fact the filter asks for is unknown. */
export function unknownFact(unknown: number): Fact | null {
  if (unknown === 0) return null;
  const value = `${number(unknown)} more may match: no source knows what the filter asks about them`;
  return { name: 'Unknown', value };
}

/** Names that are no account, for who may read names; null when there is none. */
export function noAccountFact({ total, first }: NoAccount): Fact | null {
  if (total === 0) return null;
  const are = total === 1 ? 'name is' : 'names are';
  return { name: 'Not found', value: `${number(total)} ${are} no account: ${sample(first, total, SAMPLE)}` };
}

/** What the change costs the directory. */
export function costFact({ requests, estimateMs }: Plan): Fact {
  const value = `${count(requests, 'request')}, ${about(estimateMs)} at today's rate limit`;
  return { name: 'Cost', value };
}

/** The first targets by name; nothing in a channel. */
export function firstFact(
  { targets }: Plan,
  first: readonly { readonly username: string }[],
  audience: Audience,
): Fact | null {
  if (audience === 'counts' || first.length === 0) return null;
  const names = first.map((target) => target.username);
  return { name: 'First', value: sample(names, targets, SAMPLE) };
}
