import type { LeftOut, Plan, SkipReason } from '../domain/plan.ts';
import { recheck } from '../policy/guardrails/recheck.ts';
import { loadGuardContext } from './guard-context.ts';
import { matcherOf } from './plan-matcher.ts';
import type { Services } from './services.ts';

const PAGE = 500;

/**
 * How many targets of a plan would be left alone by now, as far as the roster knows, by reason. Shown, never
 * acted on: every target is read again from its directory at its write.
 */
export async function movedTargets(services: Services, plan: Plan): Promise<readonly LeftOut[]> {
  const { storage, census, breathe } = services;
  const context = {
    ...(await loadGuardContext(services, {
      connection: plan.connection,
      operation: plan.operation,
      requestedBy: plan.requestedBy,
      canWrite: true,
      capLeft: null,
    })),
    matches: matcherOf(services, plan),
    before: null,
  };
  const counts = new Map<SkipReason, number>();
  for (let from = 0; from < plan.targets; from += PAGE) {
    for (const target of await storage.planRows.targets(plan.id, from, PAGE)) {
      const user = census.roster.user(target.ref);
      const reason = user === undefined ? 'gone' : recheck(target, user, context)?.reason;
      if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
    await breathe();
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
