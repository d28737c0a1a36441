import { administrator } from './administrator.ts';
import { alreadySo } from './already-so.ts';
import { exempt } from './exempt.ts';
import type { Guard, GuardContext, Rule, Subject } from './guard.ts';
import { lastAdmin } from './last-admin.ts';
import { longDeactivated } from './long-deactivated.ts';
import { nameTaken } from './name-taken.ts';
import { notForOneself } from './not-for-oneself.ts';
import { ownAccount } from './own-account.ts';
import { protectedGroup } from './protected-group.ts';
import { protectedUser } from './protected-user.ts';
import { readOnlyDirectory } from './read-only-directory.ts';
import { serviceAccount } from './service-account.ts';
import { tooFewApprovals } from './too-few-approvals.ts';
import { tooNew } from './too-new.ts';

/**
 * In the order a person would want to hear them: a user that several rules hold for is counted under the
 * first. Spec S5; no approval lifts one. The cap is no rule: the flows count it, of whom no rule holds back.
 */
const RULES: readonly Rule[] = [
  alreadySo,
  readOnlyDirectory,
  protectedUser,
  protectedGroup,
  ownAccount,
  lastAdmin,
  administrator,
  serviceAccount,
  exempt,
  tooNew,
  longDeactivated,
  notForOneself,
  tooFewApprovals,
  nameTaken,
];

/** The first guardrail that holds for a user, or null when the user may be changed. */
export function guardOf(subject: Subject, context: GuardContext): Guard | null {
  for (const rule of RULES) {
    const guard = rule(subject, context);
    if (guard !== null) return guard;
  }
  return null;
}

/** Every guardrail that holds, in their order; for `why`. */
export function guardsOf(subject: Subject, context: GuardContext): readonly Guard[] {
  return RULES.map((rule) => rule(subject, context)).filter((guard) => guard !== null);
}
