/** More digits than any plan has targets. */
const DIGITS = 9;

/** The `_id` of the row with that number: in the order of the numbers, each owner's side by side. */
export function numberedId(owner: string, n: number): string {
  return `${owner}/${String(n).padStart(DIGITS, '0')}`;
}

/** All `_id`s of an owner with `n >= from`, and with `n < to` where it is given. */
export function numberedFrom(owner: string, from: number, to?: number): { $gte: string; $lt: string } {
  // '0' comes right after '/'.
  return {
    $gte: numberedId(owner, Math.max(0, from)),
    $lt: to === undefined ? `${owner}0` : numberedId(owner, to),
  };
}
