import type { Order, PageSize } from './filter.ts';
import type { Instant, PersonId, UserRef, ViewId } from './ids.ts';
import type { Operation } from './operation.ts';

/** A list somebody looks at: the card carries only its id, everything else is kept here. */
export interface View {
  readonly id: ViewId;
  readonly version: number;
  readonly owner: PersonId;
  /** The filter as canonical text. */
  readonly filter: string;
  readonly frozenAt: Instant;
  readonly order: Order;
  /** Counted from 1. */
  readonly page: number;
  readonly per: PageSize;
  /** How many matched when the page was last drawn; compared when the list is used. */
  readonly listed: number;
  /** Users on the page as drawn: what a submitted selection can speak about. */
  readonly shown: readonly UserRef[];
  /** Kept over pages. */
  readonly selected: readonly UserRef[];
  /** What was asked to be done to everybody that matches, until it is confirmed. */
  readonly pending: Operation | null;
  readonly expiresAt: Instant;
}

/** A list view lives for a day after it was last drawn. */
export const VIEW_LIFETIME_MS = 24 * 60 * 60 * 1000;

/**
 * The selection after the page on screen was submitted with some boxes ticked: other pages keep theirs,
 * anything that was not on the page is ignored.
 */
export function select(view: View, ticked: readonly string[]): readonly UserRef[] {
  const shown = new Set<string>(view.shown);
  const others = view.selected.filter((ref) => !shown.has(ref));
  const picked = view.shown.filter((ref) => ticked.includes(ref));
  return [...others, ...picked];
}
