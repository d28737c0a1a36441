import type { Approval } from '../domain/approval.ts';
import { type Deciders, type Duty, decidersOf } from '../policy/approvers.ts';
import { allPeople } from './people.ts';
import type { Services } from './services.ts';

type Asked = Pick<Approval, 'requestedBy' | 'subject'>;

/** Whom separation of duties keeps from deciding on what is asked (spec S4.2). */
export function dutyOf({ storage }: Services, { requestedBy, subject }: Asked): Duty {
  if (subject.kind === 'plan') {
    return {
      requestedBy,
      isTarget: (users) => storage.planRows.hasTarget(subject.plan, users),
      gains: null,
    };
  }
  const { change } = subject;
  return {
    requestedBy,
    isTarget: async (users) => change.kind === 'end-exemption' && users.includes(change.user),
    gains: change.kind === 'give-role' && change.to.kind === 'person' ? change.to.person : null,
  };
}

/** Who may decide on what is asked, and who of the approvers may not. */
export async function findDeciders(services: Services, asked: Asked): Promise<Deciders> {
  return decidersOf(await allPeople(services), dutyOf(services, asked));
}
