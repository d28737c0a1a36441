/** A lock that was not seen to end by then was somebody else's long before. */
const FORGOTTEN_AFTER_MS = 86_400_000;

/**
 * The locks this process has taken, by the job's id. Their date tells them from everybody else's: whoever takes one
 * over writes a later date. A renewal whose answer never came may or may not be stored, so both dates count.
 */
export class TakenLocks {
  readonly #dates = new Map<string, readonly Date[]>();

  take(id: string, lockedAt: Date): void {
    this.#dates.set(id, [lockedAt]);
    for (const [other, [first]] of this.#dates) {
      if (first !== undefined && first.getTime() < lockedAt.getTime() - FORGOTTEN_AFTER_MS)
        this.#dates.delete(other);
    }
  }

  /** A renewal is on its way. */
  renew(id: string, lockedAt: Date): void {
    this.#dates.set(id, [...(this.#dates.get(id) ?? []), lockedAt]);
  }

  end(id: string): void {
    this.#dates.delete(id);
  }

  /** What a query asks `lockedAt` to be; undefined when this process has no lock on the job. */
  of(id: string): { readonly $in: readonly Date[] } | undefined {
    const dates = this.#dates.get(id);
    return dates === undefined ? undefined : { $in: dates };
  }
}
