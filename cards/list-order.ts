import { DEFAULT_ORDER, DEFAULT_PAGE_SIZE, type Order, type PageSize } from '../src/domain/filter.ts';

/** How a list is sorted, in words. */
export function orderWords({ by, descending }: Order): string {
  if (by === 'name') return descending ? 'by name, Z to A' : 'by name';
  return descending ? 'last seen first' : 'longest idle first';
}

/** An order as the filter language writes it after `sort:`. */
export function sortValue({ by, descending }: Order): string {
  return `${descending ? '-' : ''}${by}`;
}

/** The words that repeat a list's order and page size in a command; empty when they are the usual ones. */
export function orderCommand({ order, per }: { readonly order: Order; readonly per: PageSize }): string {
  const sort = sortValue(order) === sortValue(DEFAULT_ORDER) ? '' : ` sort:${sortValue(order)}`;
  return per === DEFAULT_PAGE_SIZE ? sort : `${sort} per:${per}`;
}
