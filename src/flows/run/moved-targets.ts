import { type Approval, approversOf } from '../../domain/approval.ts';
import type { LeftOut, Plan, SkipReason } from '../../domain/plan.ts';
import { recheck } from '../../policy/guardrails/recheck.ts';
import { loadGuardContext } from '../plan/guard-context.ts';
import { createFingerprint } from '../plan/plan-fingerprint.ts';
import { matcherOf } from '../plan/plan-matcher.ts';
import type { Services } from '../services.ts';

const PAGE = 500;

/** What the stored targets of an approved plan look like right before its run. */
export interface LookedThrough {
  /**
   * How many would be left alone by now, as far as the roster knows, by reason. Shown, never acted on: every target
   * is read again from its directory at its write.
   */
  readonly moved: readonly LeftOut[];
  /** Taken again from the rows that would be written. */
  readonly fingerprint: string;
}

/** Looks through all targets of an approved plan once more. */
export async function lookThrough(
  services: Services,
  plan: Plan,
  approval: Pick<Approval, 'verdicts'>,
): Promise<LookedThrough> {
  const { storage, census, breathe } = services;
  const context = {
    ...(await loadGuardContext(services, {
      connection: plan.connection,
      operation: plan.operation,
      requestedBy: plan.requestedBy,
      canWrite: true,
      approvals: approversOf(approval).length,
    })),
    matches: matcherOf(services, plan),
    before: null,
  };
  const counts = new Map<SkipReason, number>();
  const fingerprint = createFingerprint();
  for (let from = 0; ; ) {
    const targets = await storage.planRows.targets(plan.id, from, PAGE);
    const last = targets.at(-1);
    if (last === undefined) break;
    from = last.n + 1;
    for (const target of targets) {
      fingerprint.add(target);
      const user = census.roster.user(target.ref);
      const reason = user === undefined ? 'gone' : recheck(target, user, context)?.reason;
      if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
    await breathe();
  }
  const moved = [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
  return { moved, fingerprint: fingerprint.taken() };
}
