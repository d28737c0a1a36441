import type { Audience } from '../src/domain/notice.ts';
import type { Plan } from '../src/domain/plan.ts';
import type { Block, Fact } from './card.ts';
import { count, duration, number } from './format.ts';
import { given, LENGTHS, sample } from './text.ts';
import { OPERATIONS, reasonWords } from './words.ts';

const SAMPLE = 5;

/** Filter terms that speak of kinds of users; every other term may name one. */
const IMPERSONAL =
  /^(-?(group|dir|status|licensed|inactive|idle|login|created|domain|sort):|(inactive|idle)>|never$|once$)/i;

/** Who a plan is about: the filter in words; a channel never reads a filter that names somebody. */
export function whoFact({ filter, filterWords }: Plan, audience: Audience): Fact {
  if (audience === 'names') return { name: 'Who', value: given(filterWords, LENGTHS.line) };
  if (filter === null) return { name: 'Who', value: 'picked by hand' };
  const value = namesNobody(filter) ? given(filterWords, LENGTHS.line) : 'users named in the request';
  return { name: 'Who', value };
}

/** True only when every term is known to be impersonal, so that what is not recognised stays private. */
function namesNobody(filter: string): boolean {
  const terms = filter.replace(/"[^"]*"/g, '""').split(/\s+/);
  return terms.every((term) => term === '' || IMPERSONAL.test(term));
}

/** What the change does to the licence: "25 seats (462 of 500 used, 437 after)". */
export function seatsFact({ seats, operation }: Plan): Fact {
  const { used, total, freed } = seats;
  if (freed === 0) return { name: 'Seats', value: `no seat is ${freesSeats(operation.kind)}` };
  const after = used - freed;
  const over = total === null ? 0 : after - total;
  const now = total === null ? `${number(used)} used` : `${number(used)} of ${number(total)} used`;
  const excess = over > 0 ? `, ${number(over)} more than there are` : '';
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
  const reasons = leftOut.map((entry) => `${number(entry.count)} ${reasonWords(entry.reason)}`);
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
  const value = `${count(requests, 'request')}, about ${duration(estimateMs)} at today's rate limit`;
  return { name: 'Cost', value };
}

/** The first targets by name; nothing in a channel. */
export function sampleBlocks(
  plan: Plan,
  targets: readonly { readonly username: string }[],
  audience: Audience,
): readonly Block[] {
  if (audience === 'counts' || targets.length === 0) return [];
  const names = targets.map((target) => target.username);
  return [{ kind: 'text', spans: [`First ${sample(names, plan.targets, SAMPLE)}`] }];
}

/** "Deactivate 25 users", the name of a plan everywhere. */
export function planWords({ operation, targets }: Plan): string {
  return `${OPERATIONS[operation.kind].verb} ${count(targets, 'user')}`;
}
