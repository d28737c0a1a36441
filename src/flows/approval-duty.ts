import type { Approval } from '../domain/approval.ts';
import { protectionId } from '../domain/house.ts';
import type { UserRef } from '../domain/ids.ts';
import { isMember } from '../domain/operation.ts';
import type { Person } from '../domain/person.ts';
import type { RoleHolder, SettingChange } from '../domain/setting-change.ts';
import { type Deciders, type Duty, decidersOf, isApprover } from '../policy/approvers.ts';
import { allPeople } from './people.ts';
import type { Services } from './services.ts';

type Asked = Pick<Approval, 'requestedBy' | 'subject'>;

/** Whom separation of duties keeps from deciding on what is asked (spec S4.2). */
export function dutyOf(services: Services, { requestedBy, subject }: Asked): Duty {
  if (subject.kind === 'plan') {
    return {
      requestedBy,
      isTarget: async (users) => (await services.storage.planRows.targetsAmong(subject.plan, users)).size > 0,
      gains: () => false,
    };
  }
  const { change } = subject;
  return {
    requestedBy,
    isTarget: (users) => loosensFor(services, change, users),
    gains: (person) => change.kind === 'give-role' && isAmong(services, change.to, person),
  };
}

/** True when the change ends what protects one of the users. */
async function loosensFor(
  { storage }: Services,
  change: SettingChange,
  users: readonly UserRef[],
): Promise<boolean> {
  if (change.kind === 'end-exemption') return users.includes(change.user);
  if (change.kind !== 'unprotect') return false;
  const kept = await storage.protections.load(protectionId(change.what, change.name));
  return kept?.user != null && users.includes(kept.user);
}

/** Also through a deactivated account: whoever activates it has the group's roles at once. */
function isAmong({ census }: Services, holder: RoleHolder, { id, users }: Person): boolean {
  if (holder.kind === 'person') return id === holder.person;
  return users.some((ref) => isMember(census.roster.user(ref) ?? { groups: [] }, holder.group));
}

/** Who may decide on what is asked, and who of the approvers may not. */
export async function findDeciders(services: Services, asked: Asked): Promise<Deciders> {
  const people = await allPeople(services);
  const duty = dutyOf(services, asked);
  const { subject } = asked;
  if (subject.kind !== 'plan') return decidersOf(people, duty);
  // All approvers in one question: there may be hundreds.
  const users = people.filter(isApprover).flatMap((person) => person.users);
  const targets = await services.storage.planRows.targetsAmong(subject.plan, users);
  return decidersOf(people, { ...duty, isTarget: async (refs) => refs.some((ref) => targets.has(ref)) });
}
