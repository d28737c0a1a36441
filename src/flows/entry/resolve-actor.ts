import type { Actor } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Arrival } from '../bot.ts';
import { withGroupRoles } from '../people.ts';
import type { Services } from '../services.ts';
import { bindUser } from './bind-user.ts';
import { matchMail } from './match-mail.ts';
import { strangerProblem } from './stranger-problem.ts';

/**
 * The person behind an account; `not-allowed` for a stranger. Nobody is matched by name, and by address only where a
 * setting lets the adapter give one.
 */
export async function resolveActor(
  services: Services,
  { account, mail }: Pick<Arrival, 'account' | 'mail'>,
): Promise<Actor> {
  const known = await services.storage.people.byAccount(account);
  if (known !== undefined) {
    const person = mail === undefined ? known : await bindUser(services, known, account, mail);
    return { person: await withGroupRoles(services, person), account };
  }
  const match = mail === undefined ? undefined : await matchMail(services, account, mail);
  if (match?.ok) return { person: await withGroupRoles(services, match.person), account };
  throw new ProblemError(await strangerProblem(services, account, match?.why ?? ''));
}
