import type { DayRange, Filter, Term } from '../domain/filter.ts';
import type { Problem } from '../domain/problem.ts';

/** The day that stands for "no date filter" when a range starts there (spec S2.1). */
const DAWN = '1970-01-01';

/**
 * True when a change with this filter means somebody in particular. Nothing, only exclusions, a state or a
 * licence alone, and a range that starts in 1970 mean everybody; an old end is said with an open start.
 */
export function narrows(filter: Filter): boolean {
  return filter.terms.some(isNarrow);
}

/** Why a change with this filter is refused and what to add; null when it may go on. */
export function wideFilterProblem(filter: Filter): Problem | null {
  if (narrows(filter)) return null;
  const excludes = filter.terms.some((term) => term.kind === 'group' && term.negated);
  return {
    kind: 'guarded',
    message: excludes
      ? 'This filter only leaves people out, so the change would reach everybody else. Nothing was changed.'
      : 'This filter narrows nothing, so the change would reach everybody. Nothing was changed.',
    remedy: 'Say who is meant: inactive:90d, group:NAME, dir:NAME, list: with a file, or a username.',
  };
}

function isNarrow(term: Term): boolean {
  switch (term.kind) {
    case 'status':
    case 'licensed':
    // Its terms stand in its place before a change is planned; should they not, the change is refused.
    case 'saved':
      return false;
    case 'group':
      return !term.negated;
    case 'login':
    case 'created':
      return hasStart(term.range) || (term.range.from === undefined && term.range.to !== undefined);
    default:
      return true;
  }
}

function hasStart({ from }: DayRange): boolean {
  return from !== undefined && from > DAWN;
}
