import { caseless } from '../domain/caseless.ts';
import { type Protection, protectionId } from '../domain/house.ts';
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

/** Everybody no change may take anything from, by settings file and by command. */
export async function showProtections(services: Services): Promise<ProtectionsNotice> {
  const { storage, rules } = services;
  const fixed = (what: What, names: ReadonlySet<string>) =>
    [...names].sort().map((name) => ({ what, name, by: null }));
  const kept: ProtectionsNotice['entries'][number][] = [];
  for (const entry of await storage.protections.list({ limit: MAX_SHOWN, newestFirst: false })) {
    const by = { name: await nameOf(storage, entry.by), at: entry.at };
    kept.push({ what: entry.what, name: nameNow(services, entry), by });
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
  const user = what === 'user' ? theUser(services, typed) : null;
  const name = user?.username ?? groupName(services, typed);
  if (isFixed(services, what, name) || (await protectionOf(services, what, name)) !== undefined) {
    throw new ProblemError({
      kind: 'conflict',
      message: `The ${what} ${name} is protected already. Nothing was changed.`,
    });
  }
  const id = protectionId(what, name);
  const by = asking.actor.person.id;
  await storage.protections.create(
    { id, version: 1, what, name, user: user?.ref ?? null, by, at: clock.now() },
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
  const whom = what === 'user' ? `The account ${name}` : `Every member of ${name}`;
  return answerWith({
    kind: 'said',
    headline: `The ${what} ${name} is protected`,
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
      message: `The ${what} ${name} is protected by the settings file. Nothing was changed.`,
      remedy: `Take it out of ${what === 'user' ? 'ROLLCALL_PROTECTED_USERS' : 'ROLLCALL_PROTECTED_GROUPS'} and start again.`,
    });
  }
  const known = await protectionOf(services, what, name);
  if (known !== undefined) return askSetting(services, asking, { kind: 'unprotect', what, name: known.name });
  // A name that is none is answered with what it may have been meant to be.
  const spelt = what === 'user' ? theUser(services, name).username : groupName(services, name);
  const message = `The ${what} ${spelt} is not protected, so there is nothing to end. Nothing was changed.`;
  throw new ProblemError({ kind: 'conflict', message });
}

function isFixed({ rules }: Services, what: What, name: string): boolean {
  return (what === 'user' ? rules.protectedUsers : rules.protectedGroups).has(caseless(name));
}

/** The name as its directory writes it; one that is unknown is asked about, not protected in vain. */
function groupName({ census }: Services, name: string): string {
  const [group] = census.roster.resolveGroups([name], null);
  return group ?? name;
}

/** What is protected under the name, also where it is the new name of an account that was protected before. */
async function protectionOf(
  { storage, census }: Services,
  what: What,
  name: string,
): Promise<Protection | undefined> {
  const known = await storage.protections.load(protectionId(what, name));
  if (known !== undefined || what === 'group' || !census.isReady) return known;
  const accounts = new Set(census.roster.find(name).map(({ ref }) => ref));
  const kept = await storage.protections.list({ limit: MAX_SHOWN });
  return kept.find(({ user }) => user !== null && accounts.has(user));
}

/** The name it was protected under, and the one the account has by now. */
function nameNow({ census }: Services, { name, user }: Protection): string {
  const now = user !== null && census.isReady ? census.roster.user(user)?.username : undefined;
  return now === undefined || now === name ? name : `${name}, now ${now}`;
}
