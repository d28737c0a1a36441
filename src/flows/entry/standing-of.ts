import { holds } from '../../domain/person.ts';
import type { HomeArrival, Standing } from '../bot.ts';
import type { Services } from '../services.ts';
import { resolveActor } from './resolve-actor.ts';

/** What an account is to Rollcall. Never throws: of a store that is down nothing can be told. */
export function standingOf(services: Services, arrival: HomeArrival): Promise<Standing> {
  return resolveActor(services, arrival).then(
    ({ person }) => (holds(person, 'admin') ? 'admin' : 'somebody'),
    () => 'nobody',
  );
}
