import { parseFilterText } from '../../commands/parse-filter.ts';
import type { FrozenFilter } from '../../domain/filter.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RecheckContext } from '../../policy/guardrails/recheck.ts';
import type { Services } from '../services.ts';

/** A filter may hold a list of thousands of names: it is read once a plan, not once a target. */
const frozenFilters = new WeakMap<Plan, FrozenFilter>();

/** Whether a user as it is now still matches the plan's filter; null when the targets were picked by hand. */
export function matcherOf({ census, rules }: Services, plan: Plan): RecheckContext['matches'] {
  if (plan.filter === null) return null;
  const frozen = frozenFilters.get(plan) ?? {
    filter: parseFilterText(plan.filter),
    frozenAt: plan.frozenAt,
    zone: rules.zone,
  };
  frozenFilters.set(plan, frozen);
  return (user) => census.roster.matches(frozen, user);
}
