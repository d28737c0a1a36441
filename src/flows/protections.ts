import { caseless } from '../domain/caseless.ts';
import type { Protection } from '../domain/house.ts';
import type { ProtectionsNotice } from '../domain/house-notice.ts';
import { ProblemError } from '../domain/problem.ts';
import { answerWith } from './answer.ts';
import type { Asking } from './ask-approval.ts';
import { askSetting } from './ask-setting.ts';
import { auditOf } from './audit.ts';
import type { Answer } from './bot.ts';
import { nameOf } from './people.ts';
import type { Services } from './services.ts';
import { theUser } from './the-user.ts';

const MAX_SHOWN = 1000;

type What = Protection['what'];

/** The id under which a protection is kept. */
export function protectionId(what: What, name: string): string {
  return `${what}/${caseless(name)}`;
}

/** Everybody no change may take anything from, by settings file and by command. */
export async function showProtections({ storage, rules }: Services): Promise<ProtectionsNotice> {
  const fixed = (what: What, names: ReadonlySet<string>) =>
    [...names].sort().map((name) => ({ what, name, by: null }));
  const kept: ProtectionsNotice['entries'][number][] = [];
  for (const { what, name, by, at } of await storage.protections.list({
    limit: MAX_SHOWN,
    newestFirst: false,
  })) {
    kept.push({ what, name, by: { name: await nameOf(storage, by), at } });
  }
  const entries = [...fixed('group', rules.protectedGroups), ...fixed('user', rules.protectedUsers), ...kept];
  return { kind: 'protections', entries };
}

/** Protects a user or the members of a group from now on; what tightens needs no second person. */
export async function protect(
  services: Services,
  asking: Asking,
  what: What,
  typed: string,
): Promise<Answer> {
  const { storage, clock } = services;
  const { name, ref } = spelling(services, what, typed);
  const id = protectionId(what, name);
  if (isFixed(services, what, name) || (await protectionOf(services, what, name)) !== undefined) {
    throw new ProblemError({
      kind: 'conflict',
      message: `${name} is protected already. Nothing was changed.`,
    });
  }
  const by = asking.actor.person.id;
  await storage.protections.create(
    { id, version: 1, what, name, ref, by, at: clock.now() },
    {
      audit: [
        auditOf(services, asking, {
          key: `protect/${id}/${clock.now()}`,
          action: 'Setting Changed',
          status: 'done',
          target: name,
          description: `protect ${what} ${name}`,
        }),
      ],
    },
  );
  const whom = what === 'user' ? name : `Every member of ${name}`;
  return answerWith({
    kind: 'said',
    headline: `${name} is protected`,
    detail: `${whom} keeps all access from now on, in runs under way too. To end it, ask with "protect remove".`,
  });
}

/** Asks a second person to end a protection; what the settings file protects no command touches. */
export async function unprotect(
  services: Services,
  asking: Asking,
  what: What,
  name: string,
): Promise<Answer> {
  if (isFixed(services, what, name)) {
    throw new ProblemError({
      kind: 'guarded',
      message: `${name} is protected by the settings file. Nothing was changed.`,
      remedy: `Take it out of ${what === 'user' ? 'ROLLCALL_PROTECTED_USERS' : 'ROLLCALL_PROTECTED_GROUPS'} and start again.`,
    });
  }
  const known = await protectionOf(services, what, name);
  if (known !== undefined) return askSetting(services, asking, { kind: 'unprotect', what, name: known.name });
  throw new ProblemError({ kind: 'not-found', what: `protected ${what}`, name, nearest: [] });
}

function isFixed({ rules }: Services, what: What, name: string): boolean {
  return (what === 'user' ? rules.protectedUsers : rules.protectedGroups).has(caseless(name));
}

/** The protection under that name, or of the user who is called so by now. */
async function protectionOf(
  { storage, census }: Services,
  what: What,
  name: string,
): Promise<Protection | undefined> {
  const known = await storage.protections.load(protectionId(what, name));
  if (known !== undefined || what === 'group') return known;
  const refs = new Set(census.roster.find(name).map(({ ref }) => ref));
  const entries = await storage.protections.list({ limit: MAX_SHOWN });
  return entries.find(({ ref }) => ref !== null && refs.has(ref));
}

/** The name as its directory writes it; one that is unknown is asked about, not protected in vain. */
function spelling(services: Services, what: What, typed: string): Pick<Protection, 'name' | 'ref'> {
  if (what === 'user') {
    const { username: name, ref } = theUser(services, typed);
    return { name, ref };
  }
  const [group] = services.census.roster.resolveGroups([typed], null);
  return { name: group ?? typed, ref: null };
}
