import { type Account, accountKey } from '../../domain/account.ts';
import { holds } from '../../domain/person.ts';
import type { Problem } from '../../domain/problem.ts';
import { allPeople } from '../people.ts';
import type { Services } from '../services.ts';

/** How long it is taken for true that a platform has an admin, in milliseconds. */
const REMEMBERED_MS = 60_000;

/**
 * The problem of an account that is linked to nobody, with `why` not as a sentence or empty: what an admin types, and
 * where no admin writes from that platform yet, what the settings take.
 */
export async function strangerProblem(services: Services, account: Account, why: string): Promise<Problem> {
  const key = accountKey(account);
  const first = (await hasAdmin(services, account.platform))
    ? ''
    : `; the very first admin comes from the setting ROLLCALL_FIRST_ADMINS="Your Name=${key}"`;
  return {
    kind: 'not-allowed',
    message: `Rollcall does not know the account ${key}. ${why === '' ? '' : `${why} `}Nothing was changed.`,
    // In quotes, so that no full stop is copied along with the account.
    needs: `An admin links it to you with "people link YOUR-NAME ${key}"${first}.`,
  };
}

interface Answered {
  readonly at: number;
  readonly hasAdmin: Promise<boolean>;
}

/** By platform what was found last: with a crowd of strangers nobody looks up everybody for each of them. */
const answered = new WeakMap<Services, Map<string, Answered>>();

function hasAdmin(services: Services, platform: string): Promise<boolean> {
  const now = services.clock.now();
  const known = answered.get(services) ?? new Map<string, Answered>();
  answered.set(services, known);
  const last = known.get(platform);
  if (last !== undefined && now - last.at < REMEMBERED_MS) return last.hasAdmin;
  // The refusal stands without it as well.
  const found = findAdmin(services, platform).catch(() => true);
  known.set(platform, { at: now, hasAdmin: found });
  return found;
}

async function findAdmin(services: Services, platform: string): Promise<boolean> {
  const people = await allPeople(services);
  return people.some(
    (person) => holds(person, 'admin') && person.accounts.some((account) => account.platform === platform),
  );
}
