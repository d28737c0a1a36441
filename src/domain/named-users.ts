import type { Filter, Term } from './filter.ts';

type NamingTerm = Extract<Term, { readonly kind: 'user' | 'mail' | 'list' | 'word' }>;

/** The terms of a filter that say whom it is about one by one. */
export function namingTerms({ terms }: Filter): readonly NamingTerm[] {
  return terms.filter((term) => ['user', 'mail', 'list', 'word'].includes(term.kind)) as NamingTerm[];
}

/** The names or addresses of such a term, as typed. */
export function namesIn(term: NamingTerm): readonly string[] {
  switch (term.kind) {
    case 'user':
      return term.names;
    case 'mail':
      return term.addresses;
    case 'list':
      return term.entries;
    case 'word':
      return [term.word];
  }
}

/**
 * The filter of a change. Where it names its users and says no status, everybody named is meant: whoever is in
 * that state already is then left out with the reason instead of not being heard of again.
 */
export function meaningEverybodyNamed(filter: Filter): Filter {
  const saysStatus = filter.terms.some(({ kind }) => kind === 'status');
  if (saysStatus || namingTerms(filter).length === 0) return filter;
  return { terms: [...filter.terms, { kind: 'status', status: 'any' }] };
}
