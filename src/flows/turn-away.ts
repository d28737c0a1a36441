import { type Problem, ProblemError } from '../domain/problem.ts';
import type { Answer, Arrival } from './bot.ts';
import { refuse } from './refuse.ts';
import type { Services } from './services.ts';

/** Answers and records what an adapter refused before it could become a click. */
export async function turnAway(services: Services, arrival: Arrival, problem: Problem): Promise<Answer> {
  const person = await services.storage.people.byAccount(arrival.account);
  const actor = person === undefined ? null : { person, account: arrival.account };
  return refuse(services, { actor, arrival, action: 'Click Refused' }, new ProblemError(problem));
}
