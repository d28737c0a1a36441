import type { Filter } from '../domain/filter.ts';
import type { NoAccount, Plan } from '../domain/plan.ts';
import { counted } from '../domain/text.ts';
import type { Services } from './services.ts';

/** Names that are told; the file of a plan has them all. */
const SHOWN = 5;

/** The names in a filter that are no account. */
export function noAccountIn({ census }: Pick<Services, 'census'>, filter: Filter): NoAccount {
  const missing = census.roster.missingNames(filter);
  return { total: missing.length, first: missing.slice(0, SHOWN) };
}

/** The same as a plan has it, whose rows begin with them. */
export async function noAccountOf({ storage }: Pick<Services, 'storage'>, plan: Plan): Promise<NoAccount> {
  const total = plan.leftOut.find(({ reason }) => reason === 'no-account')?.count ?? 0;
  if (total === 0) return { total, first: [] };
  const rows = await storage.planRows.exclusions(plan.id, 0, Math.min(SHOWN, total));
  return { total, first: rows.map(({ username }) => username) };
}

/** A sentence for whoever may read names; empty when every name is an account. */
export function noAccountWords({ total, first }: NoAccount): string {
  if (total === 0) return '';
  const more = total > first.length ? ` … ${counted(total - first.length, 'more', 'more')}` : '';
  const names = counted(total, 'name');
  return `${names} in the filter ${total === 1 ? 'is' : 'are'} no account: ${first.join(', ')}${more}`;
}
