import { isMember, type Step } from '../../domain/operation.ts';
import type { DirectoryUser } from '../../domain/user.ts';

/** What steps can change of a user, as it is: "active, called ada, in contractors". */
export function stateWords(user: DirectoryUser, steps: readonly Step[]): string {
  const words = new Set<string>();
  for (const step of steps) {
    switch (step.kind) {
      case 'activate':
      case 'deactivate':
      case 'delete':
        words.add(user.active ? 'active' : 'deactivated');
        break;
      case 'rename':
        words.add(`called ${user.username}`);
        break;
      case 'join':
      case 'leave':
        words.add(`${isMember(user, step.group) ? 'in' : 'not in'} ${step.group}`);
        break;
    }
  }
  return [...words].join(', ');
}
