import { caseless } from '../../domain/caseless.ts';
import { type Protection, protectionId } from '../../domain/house.ts';
import type { ProtectionsNotice } from '../../domain/house-notice.ts';
import { ProblemError } from '../../domain/problem.ts';
import { unprotectedName } from '../../domain/setting-change.ts';
import { answerWith } from '../answer.ts';
import type { Asking } from '../approval/ask-approval.ts';
import { auditOf } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { nameOf } from '../people.ts';
import type { Services } from '../services.ts';
import { theUser } from '../the-user.ts';
import { askSetting } from './ask-setting.ts';

/** Protections a card shows. */
const MAX_SHOWN = 1000;
/** Protections are given one by one; the page only bounds memory, as where they are applied. */
const MAX_KEPT = 100_000;

type What = Protection['what'];

/** Everybody no change may take anything from, by settings file and by command. */
export async function showProtections(services: Services): Promise<ProtectionsNotice> {
  const { storage, rules } = services;
  const fixed = (what: What, names: ReadonlySet<string>) =>
    [...names].sort().map((name) => ({ what, name, by: null }));
  const kept: ProtectionsNotice['entries'][number][] = [];
  for (const entry of await storage.protections.list({ limit: MAX_SHOWN, newestFirst: false })) {
    const by = { name: await nameOf(storage, entry.by), at: entry.at };
    kept.push({ what: entry.what, name: nowCalled(services, entry), by });
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
  const subject = { what, name, user: user?.ref ?? null };
  if (isFixed(services, what, name) || (await keptFor(services, subject)) !== undefined) {
    throw new ProblemError({
      kind: 'conflict',
      message: `The ${what} ${name} is protected already. Nothing was changed.`,
    });
  }
  const id = protectionId(subject);
  const by = asking.actor.person.id;
  await storage.protections.create(
    { id, version: 1, ...subject, by, at: clock.now() },
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
  if (known !== undefined) {
    const { user } = known;
    const now = nameNow(services, known);
    return askSetting(services, asking, { kind: 'unprotect', what, name: known.name, user, now });
  }
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

/** What is kept of the protection of an account, by its reference, or of a group, by its name. */
export async function keptFor(
  { storage }: Pick<Services, 'storage'>,
  { what, name, user }: Pick<Protection, 'what' | 'name' | 'user'>,
): Promise<Protection | undefined> {
  if (what === 'group') return storage.protections.load(protectionId({ name, user: null }));
  // By the reference, not by the id: a user protected long ago has another one.
  const [kept] = user === null ? [] : await storage.protections.concerning([], user);
  return kept;
}

/** What is protected under the name: first the account that has it now, then one that had it when it was protected. */
async function protectionOf(services: Services, what: What, name: string): Promise<Protection | undefined> {
  if (what === 'group') return keptFor(services, { what, name, user: null });
  const { storage, census } = services;
  for (const { ref } of census.isReady ? census.roster.find(name) : []) {
    const kept = await keptFor(services, { what, name, user: ref });
    if (kept !== undefined) return kept;
  }
  const kept = await storage.protections.list({ limit: MAX_KEPT });
  return kept.find((entry) => entry.what === 'user' && caseless(entry.name) === caseless(name));
}

/** What the account is called by now; null when it is still called as it was protected. */
function nameNow({ census }: Services, { name, user }: Protection): string | null {
  const now = user !== null && census.isReady ? census.roster.user(user)?.username : undefined;
  return now === undefined || now === name ? null : now;
}

/** The name it was protected under, and the one the account has by now. */
function nowCalled(services: Services, entry: Protection): string {
  return unprotectedName({ ...entry, kind: 'unprotect', now: nameNow(services, entry) });
}
