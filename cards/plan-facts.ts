import type { Audience } from '../src/domain/notice.ts';
import type { Plan } from '../src/domain/plan.ts';
import type { Fact } from './card.ts';
import { about, count, number } from './format.ts';
import { impersonalWords } from './impersonal-words.ts';
import { given, LENGTHS, sample } from './text.ts';
import { countedReason, OPERATIONS } from './words.ts';

const SAMPLE = 5;

/** Who a plan is about: the filter in words; a channel never reads the part of it that names somebody. */
export function whoFact({ filter, filterWords }: Plan, audience: Audience): Fact {
  const words = audience === 'names' ? filterWords : impersonalWords(filter);
  return { name: 'Who', value: given(words, LENGTHS.line) };
}

/** What the change does to the licence: "25 seats (462 of 500 used, 437 after)". */
export function seatsFact({ seats, operation }: Plan): Fact {
  const { used, total, freed } = seats;
  if (freed === 0) return { name: 'Seats', value: `no seat is ${freesSeats(operation.kind)}` };
  const after = used - freed;
  const over = total === null ? 0 : after - total;
  const now = total === null ? `${number(used)} used` : `${number(used)} of ${number(total)} used`;
  const excess = over > 0 ? `, ${number(over)} more than the licence has` : '';
  const value = `${count(Math.abs(freed), 'seat')} (${now}, ${number(after)} after${excess})`;
  return { name: freed > 0 ? 'Frees' : 'Takes', value };
}

function freesSeats(kind: Plan['operation']['kind']): string {
  return kind === 'activate' ? 'taken' : 'freed';
}

/** How many matching users are not touched, and why. */
export function leftOutFact({ leftOut }: Plan): Fact | null {
  const total = leftOut.reduce((sum, entry) => sum + entry.count, 0);
  if (total === 0) return null;
  const reasons = leftOut.map((entry) => countedReason(entry.reason, entry.count));
  return { name: 'Left out', value: `${number(total)}: ${reasons.join(' · ')}` };
}

/** How many users could not be judged, because a fact the filter asks for is unknown. */
export function unknownFact(unknown: number): Fact | null {
  if (unknown === 0) return null;
  const value = `${number(unknown)} more may match: no source knows what the filter asks about them`;
  return { name: 'Unknown', value };
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

/** "Deactivate 25 users", the name of a plan everywhere. */
export function planWords({ operation, targets }: Plan): string {
  return `${OPERATIONS[operation.kind].verb} ${count(targets, 'user')}`;
}
