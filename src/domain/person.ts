import type { Account } from './account.ts';
import type { PersonId, UserRef } from './ids.ts';

export const ROLES = ['admin', 'operator', 'approver', 'auditor'] as const;
/** What a person may do, see spec S2.2; a person may hold several, or none (an ordinary user). */
export type Role = (typeof ROLES)[number];

/** Our record of a human: the accounts they write from and the directory users they are. */
export interface Person {
  readonly id: PersonId;
  readonly version: number;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly accounts: readonly Account[];
  /** Directory users that are this human; separation of duties looks at them. */
  readonly users: readonly UserRef[];
}

/** Who asks: a known person writing from one of their accounts. */
export interface Actor {
  readonly person: Person;
  readonly account: Account;
}

/** True when the person holds that very role; what a role implies is the policy's to say. */
export function holds(person: Person, role: Role): boolean {
  return person.roles.includes(role);
}
