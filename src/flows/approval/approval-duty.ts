import { type Approval, approversOf } from '../../domain/approval.ts';
import { connectionOf, type PersonId, type UserRef } from '../../domain/ids.ts';
import { isMember } from '../../domain/operation.ts';
import type { Person } from '../../domain/person.ts';
import { isLink, type RoleHolder, type SettingChange } from '../../domain/setting-change.ts';
import { barOf, type Deciders, type Duty, decidersOf, isApprover } from '../../policy/approvers.ts';
import { loadApproval } from '../load.ts';
import { allPeople, withGroupRoles } from '../people.ts';
import type { Services } from '../services.ts';

type Asked = Pick<Approval, 'requestedBy' | 'subject'>;

/** Whom separation of duties keeps from deciding on what is asked (spec S4.2). */
export function dutyOf(services: Services, { requestedBy, subject }: Asked): Duty {
  const isDeactivated = (users: readonly UserRef[]) => areDeactivated(services, users);
  if (subject.kind === 'plan') {
    return {
      requestedBy,
      isTarget: async (users) => (await services.storage.planRows.targetsAmong(subject.plan, users)).size > 0,
      gains: () => false,
      isLinked: () => false,
      isDeactivated,
    };
  }
  const { change } = subject;
  return {
    requestedBy,
    isTarget: (users) => loosensFor(services, change, users),
    gains: (person) => change.kind === 'give-role' && isAmong(services, change.to, person),
    isLinked: ({ id }) => isLink(change) && change.person === id,
    isDeactivated,
  };
}

/** Who of those that approved before may no longer decide, by the roles they hold now. */
export async function lapsedApprovers(
  services: Services,
  approval: Approval,
): Promise<ReadonlySet<PersonId>> {
  const lapsed = new Set<PersonId>();
  const duty = dutyOf(services, approval);
  for (const id of approversOf(approval)) {
    const known = await services.storage.people.load(id);
    const person = known && (await withGroupRoles(services, known));
    if (person === undefined || (await barOf(person, duty)) !== null) lapsed.add(id);
  }
  return lapsed;
}

/** Of a directory that was never read nobody knows; an account that is gone from one that was is out as well. */
function areDeactivated({ census }: Services, users: readonly UserRef[]): boolean {
  const known = users.filter((ref) => census.entry(connectionOf(ref))?.header != null);
  return known.length > 0 && known.every((ref) => census.roster.user(ref)?.active !== true);
}

/** True when the change ends what protects one of the users, or lets pass what is asked about them. */
async function loosensFor(
  services: Services,
  change: SettingChange,
  users: readonly UserRef[],
): Promise<boolean> {
  switch (change.kind) {
    case 'link-user':
    case 'unlink-user':
    case 'end-exemption':
      return users.includes(change.user);
    case 'unprotect':
      if (change.what === 'user') return change.user !== null && users.includes(change.user);
      return users.some((ref) => isIn(services, ref, change.name));
    case 'raise-cap': {
      const { subject } = await loadApproval(services.storage, change.approval);
      if (subject.kind !== 'plan') return false;
      return (await services.storage.planRows.targetsAmong(subject.plan, users)).size > 0;
    }
    default:
      return false;
  }
}

/** Also through a deactivated account: whoever activates it has the group's roles at once. */
function isAmong(services: Services, holder: RoleHolder, { id, users }: Person): boolean {
  if (holder.kind === 'person') return id === holder.person;
  return users.some((ref) => isIn(services, ref, holder.group));
}

function isIn({ census }: Services, ref: UserRef, group: string): boolean {
  return isMember(census.roster.user(ref) ?? { groups: [] }, group);
}

/** Who may decide on what is asked, and who of the approvers may not. */
export async function findDeciders(services: Services, asked: Asked): Promise<Deciders> {
  // Whoever has no account to write from can decide nothing.
  const people = (await allPeople(services)).filter(({ accounts }) => accounts.length > 0);
  const duty = dutyOf(services, asked);
  const { subject } = asked;
  if (subject.kind !== 'plan') return decidersOf(people, duty);
  // All approvers in one question: there may be hundreds.
  const users = people.filter(isApprover).flatMap((person) => person.users);
  const targets = await services.storage.planRows.targetsAmong(subject.plan, users);
  return decidersOf(people, { ...duty, isTarget: async (refs) => refs.some((ref) => targets.has(ref)) });
}
