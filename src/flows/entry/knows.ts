import type { HomeArrival } from '../bot.ts';
import type { Services } from '../services.ts';
import { resolveActor } from './resolve-actor.ts';

/** True when an account is somebody's, whom what follows is judged by; also false when that cannot be told. */
export function knows(services: Services, arrival: HomeArrival): Promise<boolean> {
  return resolveActor(services, arrival).then(
    () => true,
    () => false,
  );
}
