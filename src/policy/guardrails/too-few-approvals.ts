import { grantsAdmin } from '../../domain/operation.ts';
import { quorumOf } from '../quorum.ts';
import type { Guard, GuardContext, Subject } from './guard.ts';

/** Approved by fewer people than it takes by now, since a group began to grant administration after planning. */
export function tooFewApprovals({ user, steps }: Subject, context: GuardContext): Guard | null {
  const { approvals, operation, adminGroups } = context;
  if (approvals === null) return null;
  const quorum = quorumOf({ operation, grantsAdmin: grantsAdmin(steps, adminGroups, user) });
  return approvals >= quorum ? null : { reason: 'changed-since', detail: 'needs two approvals by now' };
}
