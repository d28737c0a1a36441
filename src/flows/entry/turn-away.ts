import type { Actor } from '../../domain/person.ts';
import { type Problem, ProblemError } from '../../domain/problem.ts';
import type { Answer, Arrival } from '../bot.ts';
import type { Services } from '../services.ts';
import { refuse } from './refuse.ts';

/** Answers and records what an adapter refused before it could become a click. */
export async function turnAway(services: Services, arrival: Arrival, problem: Problem): Promise<Answer> {
  const actor = await knownActor(services, arrival);
  return refuse(services, { actor, arrival, action: 'Click Refused' }, new ProblemError(problem));
}

/** Who it was, for the record alone: a store that is down must not keep the answer back. */
async function knownActor({ storage, logger }: Services, { account }: Arrival): Promise<Actor | null> {
  try {
    const person = await storage.people.byAccount(account);
    return person === undefined ? null : { person, account };
  } catch (error) {
    logger.warn('person not looked up', { error });
    return null;
  }
}
