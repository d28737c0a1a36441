import type { PersonId, UserRef } from '../domain/ids.ts';
import { holds, type Person } from '../domain/person.ts';

/** Who may decide one approval, and who holds the role but may not, with why. */
export interface Deciders {
  readonly may: readonly Person[];
  readonly barred: readonly { readonly person: Person; readonly why: string }[];
}

/** True when deciding on what others asked is among the person's duties (spec S2.2: admins may everything). */
export function isApprover(person: Person): boolean {
  return holds(person, 'approver') || holds(person, 'admin');
}

/**
 * Separation of duties, judged by person (spec S4.2): not who asked, and nobody the plan would change.
 * `isTarget` tells whether any of a person's directory users is a target.
 */
export async function decidersOf(
  people: readonly Person[],
  requester: PersonId,
  isTarget: (users: readonly UserRef[]) => Promise<boolean>,
): Promise<Deciders> {
  const may: Person[] = [];
  const barred: { person: Person; why: string }[] = [];
  for (const person of people.filter(isApprover)) {
    if (person.id === requester) barred.push({ person, why: 'who asked' });
    else if (person.users.length > 0 && (await isTarget(person.users))) {
      barred.push({ person, why: 'who is one of the users' });
    } else may.push(person);
  }
  return { may, barred };
}

/** True when the person may see the names in a plan: who asked, approvers and auditors (spec S2.2, S4.2). */
export function maySeeNames(person: Person, requestedBy: PersonId): boolean {
  return person.id === requestedBy || isApprover(person) || holds(person, 'auditor');
}
