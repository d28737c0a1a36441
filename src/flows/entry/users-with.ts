import { caseless } from '../../domain/caseless.ts';
import type { DirectoryUser } from '../../domain/user.ts';
import type { Services } from '../services.ts';

/** Enabled users of all directories with exactly that address; `unavailable` while no directory has been read. */
export function usersWith({ census }: Pick<Services, 'census'>, mail: string): readonly DirectoryUser[] {
  const wanted = caseless(mail.trim());
  if (wanted === '') return [];
  return census.roster.find(wanted).filter(({ active, email }) => active && caseless(email) === wanted);
}
