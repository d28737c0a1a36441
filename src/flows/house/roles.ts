import type { RoleHolderWords } from '../../commands/intent.ts';
import { quoteValue } from '../../commands/print-filter.ts';
import { accountKey } from '../../domain/account.ts';
import { caseless } from '../../domain/caseless.ts';
import type { RolesNotice } from '../../domain/house-notice.ts';
import type { Person, Role } from '../../domain/person.ts';
import { type Problem, ProblemError } from '../../domain/problem.ts';
import type { RoleHolder } from '../../domain/setting-change.ts';
import { isApprover } from '../../policy/approvers.ts';
import { answerWith } from '../answer.ts';
import type { Asking } from '../approval/ask-approval.ts';
import { auditOf } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { allPeople, knownPeople, MAX_PEOPLE, peopleWithout, personNamed, rolesThrough } from '../people.ts';
import type { Services } from '../services.ts';
import { isReachableAdmin, noAdminLeft } from './admins-left.ts';
import { askSetting } from './ask-setting.ts';
import { oneByOne, type RequireTurn } from './one-by-one.ts';
import { holderWords } from './setting-words.ts';

/** Who asks is never who decides. */
const LEAST_DECIDERS = 2;

/** The id under which a group's role is kept. */
export function groupRoleId(role: Role, group: string): string {
  return `${role}/${caseless(group)}`;
}

/** Who may what, by their own roles and through groups. */
export async function showRoles(services: Services): Promise<RolesNotice> {
  const { storage } = services;
  const given = await storage.groupRoles.list({ limit: MAX_PEOPLE, newestFirst: false });
  const people = await knownPeople(services);
  return {
    kind: 'roles',
    people: people.map((person) => ({
      id: person.id,
      name: person.name,
      roles: person.roles,
      through: rolesThrough(services, person, given),
    })),
    groups: given.map(({ role, group }) => ({ role, group })),
  };
}

/** Asks a second person to give a role: whoever holds one may do more than before. */
export async function giveRole(
  services: Services,
  asking: Asking,
  words: RoleHolderWords,
  role: Role,
): Promise<Answer> {
  const to = await holderOf(services, words);
  if (await hasRole(services, to, role)) {
    throw new ProblemError({
      kind: 'conflict',
      message: `${holderWords(to)} has the role ${role} already. Nothing was changed.`,
    });
  }
  return askSetting(services, asking, { kind: 'give-role', to, role });
}

/** Takes a role away at once, except the last admin's. */
export function takeRole(
  services: Services,
  asking: Asking,
  words: RoleHolderWords,
  role: Role,
): Promise<Answer> {
  return oneByOne(services, (requireTurn) => takeInTurn(services, asking, { words, role, requireTurn }));
}

interface Taking {
  readonly words: RoleHolderWords;
  readonly role: Role;
  readonly requireTurn: RequireTurn;
}

async function takeInTurn(
  services: Services,
  asking: Asking,
  { words, role, requireTurn }: Taking,
): Promise<Answer> {
  const { storage, clock } = services;
  const from = await holderOf(services, words);
  if (!(await hasRole(services, from, role))) throw new ProblemError(await notHeld(services, from, role));
  if (role === 'admin') await refuseLastAdmin(services, from);
  await refuseTooFewDeciders(services, from, role);
  const audit = auditOf(services, asking, {
    key: `take-role/${role}/${holderWords(from)}/${clock.now()}`,
    action: 'Setting Changed',
    status: 'done',
    target: from.kind === 'person' ? from.person : from.group,
    description: `take the role ${role} from ${holderWords(from)}`,
  });
  if (from.kind === 'group') {
    requireTurn();
    await storage.groupRoles.remove(groupRoleId(role, from.group), { audit: [audit] });
  } else {
    const person = (await storage.people.load(from.person)) as Person;
    const roles = person.roles.filter((held) => held !== role);
    requireTurn();
    await storage.people.replace({ ...person, version: person.version + 1, roles }, { audit: [audit] });
  }
  return answerWith({
    kind: 'said',
    headline: `${holderWords(from)} no longer has the role ${role}`,
    detail: 'It holds from now on. Giving it back takes a second person.',
  });
}

async function holderOf(services: Services, { kind, name }: RoleHolderWords): Promise<RoleHolder> {
  if (kind === 'group') {
    const [group] = services.census.roster.resolveGroups([name], null);
    return { kind: 'group', group: group ?? name };
  }
  const person = await personNamed(services, name);
  const accounts = person.accounts.map(accountKey);
  return { kind: 'person', person: person.id, name: person.name, accounts };
}

async function hasRole({ storage }: Services, holder: RoleHolder, role: Role): Promise<boolean> {
  if (holder.kind === 'group') {
    return (await storage.groupRoles.load(groupRoleId(role, holder.group))) !== undefined;
  }
  return (await storage.people.load(holder.person))?.roles.includes(role) ?? false;
}

/** The name is right, only the role is not theirs; through a group it is the group's. */
async function notHeld(services: Services, from: RoleHolder, role: Role): Promise<Problem> {
  const message = `${sentenceStart(from)} does not have the role ${role}`;
  const person = from.kind === 'person' ? await services.storage.people.load(from.person) : undefined;
  const given = await services.storage.groupRoles.list({ limit: MAX_PEOPLE });
  const through = person && rolesThrough(services, person, given).find((entry) => entry.role === role);
  if (through === undefined) return { kind: 'conflict', message: `${message}. Nothing was changed.` };
  return {
    kind: 'guarded',
    message: `${message} alone, but through the group ${through.group}. Nothing was changed.`,
    remedy: `Take it from everybody in the group with "roles take group:${quoteValue(through.group)} ${role}".`,
  };
}

function sentenceStart(holder: RoleHolder): string {
  return holder.kind === 'person' ? holder.name : `The group ${holder.group}`;
}

/** Two, so that what one of them asks for another can decide; fewer than there were already is no reason. */
async function refuseTooFewDeciders(services: Services, from: RoleHolder, role: Role): Promise<void> {
  const before = (await allPeople(services)).filter(isApprover).length;
  const left = (await peopleWithout(services, from, role)).filter(isApprover).map(({ name }) => name);
  if (left.length >= LEAST_DECIDERS || before < LEAST_DECIDERS) return;
  const [only] = left;
  const who = only === undefined ? 'nobody' : `only ${only}`;
  throw new ProblemError({
    kind: 'guarded',
    message: `This would leave ${who} who can decide, so that what one asks for nobody else could approve. Nothing was changed.`,
    remedy: 'Give somebody else the role approver first, with "roles give NAME approver".',
  });
}

/** Somebody has to be left who can give roles; from a group, on their own, since its members change elsewhere. */
async function refuseLastAdmin(services: Services, from: RoleHolder): Promise<void> {
  const left =
    from.kind === 'group' ? await knownPeople(services) : await peopleWithout(services, from, 'admin');
  if (!left.some(isReachableAdmin)) throw noAdminLeft();
}
