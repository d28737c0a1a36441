import type { Order } from '../domain/filter.ts';
import type { DirectoryUser } from '../domain/user.ts';
import type { ChangedUser } from './changes.ts';
import type { Positions } from './positions.ts';
import type { RosterIndex } from './roster-index.ts';

/** A stretch of places that is shown in one go, with the matching changed users that belong to it. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly changed: readonly ChangedUser[];
}

/**
 * All that matches a filter, in order: rows of the build and users changed since, merged when a page is
 * asked for. Descending turns the order round, but an unknown last login stays at the end.
 */
export class OrderedHits {
  readonly #index: RosterIndex;
  readonly #positions: Positions;
  readonly #order: Order;
  readonly #stretches: readonly Stretch[];

  /** `changed` are those that match, ascending. */
  constructor(index: RosterIndex, positions: Positions, changed: readonly ChangedUser[], order: Order) {
    this.#index = index;
    this.#positions = positions;
    this.#order = order;
    this.#stretches = stretchesOf(index, changed, order);
  }

  page(offset: number, limit: number): DirectoryUser[] {
    const users: DirectoryUser[] = [];
    let skip = offset;
    for (const [n, stretch] of this.#stretches.entries()) {
      if (users.length === limit) break;
      if (n < this.#stretches.length - 1) {
        const size = stretch.changed.length + (this.#positions.count(stretch.from, stretch.to) ?? 0);
        if (skip >= size) {
          skip -= size;
          continue;
        }
      }
      users.push(...this.#pageOf(stretch, skip, limit - users.length));
      skip = 0;
    }
    return users;
  }

  #pageOf({ from, to, changed }: Stretch, offset: number, limit: number): readonly DirectoryUser[] {
    const backward = this.#order.descending;
    const { by } = this.#order;
    const start = this.#changedBefore({ from, to, changed }, offset);
    // Where counting costs too much, everything before the page is merged as well and dropped.
    const drop = start === null ? offset : 0;
    let next = start ?? 0;
    const places = this.#positions.take(
      from,
      to,
      start === null ? 0 : offset - start,
      drop + limit,
      backward,
    );
    const users: DirectoryUser[] = [];
    let at = 0;
    for (let merged = 0; merged < drop + limit; merged += 1) {
      const user = changed[next];
      const place = places[at];
      if (user === undefined && place === undefined) break;
      const isChanged = user !== undefined && (place === undefined || user.place[by] <= place !== backward);
      if (isChanged) next += 1;
      else at += 1;
      if (merged < drop) continue;
      users.push(isChanged ? user.facts.user : this.#userAt(place as number));
    }
    return users;
  }

  /** How many changed users come before the `offset`th of a stretch; null when counting costs too much. */
  #changedBefore({ from, to, changed }: Stretch, offset: number): number | null {
    if (changed.length === 0) return 0;
    const { by, descending } = this.#order;
    let [low, high] = [0, changed.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const place = (changed[middle] as ChangedUser).place[by];
      const rows = descending ? this.#positions.count(place, to) : this.#positions.count(from, place);
      if (rows === null) return null;
      if (rows + middle < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #userAt(place: number): DirectoryUser {
    const { records, rowsByName } = this.#index;
    return records.read(this.#order.by === 'login' ? place : (rowsByName[place] as number));
  }
}

function stretchesOf(
  { rows, unknownFrom }: RosterIndex,
  changed: readonly ChangedUser[],
  { by, descending }: Order,
): readonly Stretch[] {
  const shown = descending ? changed.toReversed() : changed;
  if (by === 'name' || !descending) return [{ from: 0, to: rows, changed: shown }];
  const isUnknown = (user: ChangedUser) => user.login === Number.POSITIVE_INFINITY;
  return [
    { from: 0, to: unknownFrom, changed: shown.filter((user) => !isUnknown(user)) },
    { from: unknownFrom, to: rows, changed: shown.filter(isUnknown) },
  ];
}
