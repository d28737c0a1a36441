import { holds, type Person } from '../../domain/person.ts';
import { isApprover } from '../../policy/approvers.ts';

/**
 * What helps where somebody is missing who can decide. By command a role takes an admin who asks and another person
 * who approves; where there are no such two, only the settings do.
 */
export function missingDeciderRemedy(people: readonly Person[]): string {
  // Whoever has no account to write from can decide nothing.
  const deciders = people.filter((person) => isApprover(person) && person.accounts.length > 0);
  if (deciders.length > 1 && deciders.some((person) => holds(person, 'admin'))) {
    return 'Ask an admin to give somebody else the role approver, with "roles give NAME approver".';
  }
  const others = people.filter((person) => !isApprover(person) && person.accounts.length > 0);
  if (others.length === 0) {
    return 'Rollcall knows nobody else: without ROLLCALL_CONSOLE_PERSON it knows several people.';
  }
  const ids = others.map(({ id }) => id).join(', ');
  return `Name one more person in ROLLCALL_FIRST_ADMINS (${ids}) and start again: an admin may ask and decide.`;
}
