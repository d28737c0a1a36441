import type { DraftNames } from './draft-names.ts';
import type { Pace } from './pace.ts';
import { type SortedTexts, sortByNumber, sortByText } from './sort-rows.ts';
import type { UserRecords } from './user-records.ts';

/** Users by number of arrival, in the two orders that lists have. */
export interface RowOrders {
  /** Never used first, then by last login, unknown last; equal ones by username, then by reference. */
  readonly byLogin: Int32Array;
  /** By display name, then username, then reference. */
  readonly byName: Int32Array;
}

/**
 * Sorts all users both ways. Names are compared in their caseless form by Unicode code point; a last login
 * before some instant stands where that instant does.
 */
export async function orderRows(records: UserRecords, draft: DraftNames, pace: Pace): Promise<RowOrders> {
  const byName = new Int32Array(records.length);
  for (let user = 0; user < byName.length; user += 1) byName[user] = user;
  const usernames = draft.texts('username');
  await sortByText(byName, usernames, pace);
  await sortNamesakes(byName, usernames, records, pace);
  const byLogin = byName.slice();
  await sortByNumber(byLogin, records.loginKey.array, pace);
  await sortByText(byName, draft.texts('display'), pace);
  return { byLogin, byName };
}

/** Puts users of the same name, who stand side by side, in the order of their references. */
async function sortNamesakes(
  order: Int32Array,
  names: SortedTexts,
  records: UserRecords,
  pace: Pace,
): Promise<void> {
  let from = 0;
  await pace.cut(1, order.length + 1, 40, (start, end) => {
    for (let at = start; at < end; at += 1) {
      const isRun = at < order.length && names.compare(order[at - 1] as number, order[at] as number, 0) === 0;
      if (isRun) continue;
      if (at - from > 1) order.set(sortedByRef(order.subarray(from, at), records), from);
      from = at;
    }
  });
}

function sortedByRef(users: Int32Array, records: UserRecords): number[] {
  const keyed = Array.from(users, (user) => ({ user, ref: records.ref(user) }));
  keyed.sort((a, b) => (a.ref < b.ref ? -1 : 1));
  return keyed.map(({ user }) => user);
}
