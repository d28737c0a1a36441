import type { IdentityWords } from '../../commands/intent.ts';
import { type Account, accountKey } from '../../domain/account.ts';
import { type Person, withAccount, withoutAccount } from '../../domain/person.ts';
import { ProblemError } from '../../domain/problem.ts';
import { answerWith } from '../answer.ts';
import type { Asking } from '../approval/ask-approval.ts';
import { refuseOneself } from '../approval/refuse-oneself.ts';
import { auditOf } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { mayHaveRoles } from '../people.ts';
import type { Services } from '../services.ts';
import { refuseLeavingNoAdmin } from './admins-left.ts';
import { askSetting } from './ask-setting.ts';
import { linkUser, unlinkUser } from './link-user.ts';
import { type Named, personOrNew } from './new-person.ts';
import { oneByOne, type RequireTurn } from './one-by-one.ts';

/** Says that an account or a directory user is a person, who may be new. */
export async function link(
  services: Services,
  asking: Asking,
  name: string,
  to: IdentityWords,
): Promise<Answer> {
  const named = await personOrNew(services, name);
  return to.kind === 'user'
    ? linkUser(services, asking, named, to.name)
    : linkAccount(services, asking, named, to.account);
}

/** Says that an account or a directory user is nobody's any more. */
export function unlink(services: Services, asking: Asking, from: IdentityWords): Promise<Answer> {
  return from.kind === 'user'
    ? unlinkUser(services, asking, from.name)
    : unlinkAccount(services, asking, from.account);
}

/** At once to somebody who may nothing; whoever writes from a person's account may do what they may. */
async function linkAccount(
  services: Services,
  asking: Asking,
  named: Named,
  account: Account,
): Promise<Answer> {
  const { storage, clock } = services;
  const { person, isNew } = named;
  refuseSilent(services, account);
  await refuseLinked(services, person, account);
  refuseOneself(asking, person);
  if (await mayHaveRoles(services, person)) {
    return askSetting(services, asking, {
      kind: 'link-account',
      person: person.id,
      name: person.name,
      account,
    });
  }
  const next = withAccount(person, account, {
    how: 'admin',
    person: asking.actor.person.id,
    at: clock.now(),
  });
  const audit = entry(
    services,
    asking,
    next,
    account,
    `link the account ${accountKey(account)} to ${person.name}`,
  );
  if (isNew) await storage.people.create({ ...next, version: 1 }, { audit: [audit] });
  else await storage.people.replace(next, { audit: [audit] });
  return answerWith({
    kind: 'said',
    headline: `The account ${accountKey(account)} is ${person.name}`,
    detail: detailOf(named),
  });
}

function detailOf({ person, isNew, nearest }: Named): string {
  const hint =
    nearest === null
      ? ''
      : ` There is also ${nearest}: if they were meant, unlink the account and link it to them.`;
  const made = isNew ? `${person.name} is new, with the id ${person.id}.${hint} ` : alsoFrom(person);
  return `${made}No role comes with it; "roles give" asks for one.`;
}

/** Tells somebody of that name from whoever was meant: people may have come by a name of their own choice. */
function alsoFrom({ name, accounts }: Person): string {
  if (accounts.length === 0) return '';
  return `${name} was known already and writes from ${accounts.map(accountKey).join(', ')} too. `;
}

/** At once: whoever wrote from it may nothing from now on. */
function unlinkAccount(services: Services, asking: Asking, account: Account): Promise<Answer> {
  return oneByOne(services, (requireTurn) => unlinkInTurn(services, asking, account, requireTurn));
}

async function unlinkInTurn(
  services: Services,
  asking: Asking,
  account: Account,
  requireTurn: RequireTurn,
): Promise<Answer> {
  const { storage } = services;
  const key = accountKey(account);
  const person = await storage.people.byAccount(account);
  if (person === undefined) {
    const message = `The account ${key} is linked to nobody, so there is nothing to end. Nothing was changed.`;
    throw new ProblemError({ kind: 'conflict', message });
  }
  const next = withoutAccount(person, account);
  await refuseLeavingNoAdmin(services, next);
  const audit = entry(services, asking, next, account, `unlink the account ${key} from ${person.name}`);
  requireTurn();
  await storage.people.replace(next, { audit: [audit] });
  return answerWith({
    kind: 'said',
    headline: `The account ${key} is nobody’s any more`,
    detail:
      next.accounts.length === 0
        ? `${person.name} has no other account, so they can neither ask nor decide until one is linked.`
        : `${person.name} still writes from ${next.accounts.map(accountKey).join(', ')}.`,
  });
}

/** Nobody could write from an account on a platform that does not run, so it is most likely mistyped. */
function refuseSilent({ platforms, printers }: Services, account: Account): void {
  const { platform } = account;
  const running = [...platforms.keys(), ...printers];
  if (running.includes(platform)) return;
  throw new ProblemError({
    kind: 'guarded',
    message: `Nobody can write from ${accountKey(account)}: "${platform}" does not run here. Nothing was changed.`,
    remedy: `Check the spelling, or switch it on in the settings first. What runs: ${running.join(', ')}.`,
  });
}

async function refuseLinked({ storage }: Services, person: Person, account: Account): Promise<void> {
  const holder = await storage.people.byAccount(account);
  if (holder === undefined) return;
  const key = accountKey(account);
  throw new ProblemError({
    kind: 'conflict',
    message:
      holder.id === person.id
        ? `The account ${key} is linked to ${holder.name} already. Nothing was changed.`
        : `The account ${key} is linked to ${holder.name}. Nothing was changed. End that first with "people unlink ${key}".`,
  });
}

function entry(services: Services, asking: Asking, next: Person, account: Account, description: string) {
  return auditOf(services, asking, {
    key: `account/${accountKey(account)}/${next.id}/${next.version}/${services.clock.now()}`,
    action: 'Setting Changed',
    status: 'done',
    target: next.id,
    description,
  });
}
