import { caseless } from '../domain/caseless.ts';
import type { FrozenFilter, Term } from '../domain/filter.ts';
import type { Instant } from '../domain/ids.ts';
import { daysOf, type ZoneDays } from '../domain/resolve-days.ts';

/** A name as it was typed and as it is compared. */
export interface Named {
  readonly typed: string;
  readonly key: string;
}

/** A term with names caseless and dates as instants; a term that leaves nobody out is gone. */
export type ResolvedTerm =
  | { readonly kind: 'group'; readonly names: readonly Named[]; readonly negated: boolean }
  | { readonly kind: 'dir'; readonly names: readonly Named[] }
  | { readonly kind: 'status'; readonly active: boolean }
  | { readonly kind: 'licensed'; readonly licensed: boolean }
  /** Clock start before `before`. */
  | { readonly kind: 'idle'; readonly before: Instant; readonly never: boolean }
  | { readonly kind: 'never' }
  | { readonly kind: 'once' }
  | { readonly kind: 'login'; readonly from: Instant; readonly to: Instant }
  | { readonly kind: 'created'; readonly from: Instant; readonly to: Instant }
  | { readonly kind: 'user' | 'mail' | 'domain' | 'list'; readonly keys: ReadonlySet<string> }
  | { readonly kind: 'text'; readonly key: string }
  | { readonly kind: 'word'; readonly word: Named };

/** The terms of a filter, with the default `status:active` of spec S2.1 added. */
export function resolveFilter({ filter, frozenAt, zone }: FrozenFilter): readonly ResolvedTerm[] {
  const days = daysOf(zone);
  const terms = filter.terms.flatMap((term) => resolveTerm(term, days, frozenAt));
  const isDefault = !filter.terms.some((term) => term.kind === 'status');
  return isDefault ? [{ kind: 'status', active: true }, ...terms] : terms;
}

/** A list is drawn, counted and planned, and a run matches thousands of users, against one filter that may be long. */
const resolved = new WeakMap<FrozenFilter, readonly ResolvedTerm[]>();

/** What {@link resolveFilter} gives, worked out once for a filter. */
export function resolvedOnce(filter: FrozenFilter): readonly ResolvedTerm[] {
  const known = resolved.get(filter) ?? resolveFilter(filter);
  resolved.set(filter, known);
  return known;
}

function resolveTerm(term: Term, days: ZoneDays, now: Instant): readonly ResolvedTerm[] {
  switch (term.kind) {
    case 'group':
      return [{ ...term, names: term.names.map(named) }];
    case 'dir':
      return [{ ...term, names: term.names.map(named) }];
    case 'status':
      return term.status === 'any' ? [] : [{ kind: 'status', active: term.status === 'active' }];
    case 'licensed':
      return term.licensed === 'any' ? [] : [{ kind: 'licensed', licensed: term.licensed === 'yes' }];
    case 'idle':
      return [{ kind: 'idle', before: days.idleBefore(term.days, now), never: term.never }];
    case 'login':
    case 'created': {
      const instants = days.instantsOf(term.range, days.dayOf(now));
      return instants === null ? [] : [{ kind: term.kind, ...instants }];
    }
    case 'user':
      return [{ kind: 'user', keys: keysOf(term.names) }];
    case 'mail':
      return [{ kind: 'mail', keys: keysOf(term.addresses) }];
    case 'domain':
      return [{ kind: 'domain', keys: keysOf(term.domains) }];
    case 'list':
      return [{ kind: 'list', keys: keysOf(term.entries) }];
    case 'text':
      return term.text === '' ? [] : [{ kind: 'text', key: caseless(term.text) }];
    case 'word':
      return [{ kind: 'word', word: named(term.word) }];
    case 'never':
    case 'once':
      return [term];
    case 'saved':
      throw new Error(
        `the saved filter "${term.name}" reached the roster; its terms have to stand in its place`,
      );
  }
}

function keysOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map(caseless));
}

function named(typed: string): Named {
  return { typed, key: caseless(typed) };
}
