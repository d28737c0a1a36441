/**
 * The filter language of spec S2.1 as a value. A filter is a conjunction of terms in the order typed;
 * an absent status term means enabled accounts only.
 */
export interface Filter {
  readonly terms: readonly Term[];
}

/** An ISO day such as `2026-01-31`, in the organisation's time zone. */
export type Day = string;

/** Inclusive on both ends; an absent end is open. */
export interface DayRange {
  readonly from?: Day;
  readonly to?: Day;
}

export type Term =
  /** Member of any of the names; negated: member of none of them. */
  | { readonly kind: 'group'; readonly names: readonly string[]; readonly negated: boolean }
  /** In any of the directories; `external` stands for every directory that is not internal. */
  | { readonly kind: 'dir'; readonly names: readonly string[] }
  | { readonly kind: 'status'; readonly status: 'active' | 'deactivated' | 'any' }
  | { readonly kind: 'licensed'; readonly licensed: 'yes' | 'no' | 'any' }
  /** No login for `days` days; with `never`, also never-used accounts older than that. */
  | { readonly kind: 'idle'; readonly days: number; readonly never: boolean }
  | { readonly kind: 'never' }
  | { readonly kind: 'once' }
  | { readonly kind: 'login'; readonly range: DayRange }
  | { readonly kind: 'created'; readonly range: DayRange }
  /** Exact usernames, any of. */
  | { readonly kind: 'user'; readonly names: readonly string[] }
  /** Exact addresses, any of. */
  | { readonly kind: 'mail'; readonly addresses: readonly string[] }
  /** Part of a username, display name or address. */
  | { readonly kind: 'text'; readonly text: string }
  /** Mail domains, any of. */
  | { readonly kind: 'domain'; readonly domains: readonly string[] }
  /** Usernames or addresses from an attached or pasted list, any of. */
  | { readonly kind: 'list'; readonly entries: readonly string[] }
  /** A saved filter, by its name; replaced by its terms before it is used. */
  | { readonly kind: 'saved'; readonly name: string }
  /** A bare word: exact username or address. */
  | { readonly kind: 'word'; readonly word: string };

export type SortKey = 'name' | 'login';
/** `login` ascending is longest idle first: never used before all, unknown always last (spec S2.1). */
export interface Order {
  readonly by: SortKey;
  readonly descending: boolean;
}

export const PAGE_SIZES = [10, 20, 50, 100] as const;
export type PageSize = (typeof PAGE_SIZES)[number];
export const DEFAULT_PAGE_SIZE: PageSize = 20;
export const DEFAULT_ORDER: Order = { by: 'login', descending: false };

/** A filter with its relative dates frozen at one instant (spec S1: they freeze when a plan is made). */
export interface FrozenFilter {
  readonly filter: Filter;
  /** The instant relative dates count from, in milliseconds. */
  readonly frozenAt: number;
  /** IANA zone that days are counted in. */
  readonly zone: string;
}
