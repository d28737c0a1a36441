import type { UserRef } from '../domain/ids.ts';
import type { SnapshotChange } from '../ports/snapshots.ts';

/**
 * Which of a connection's numbered changes a roster has. One's own are there before the log is followed to them,
 * and may come by once more, or an older one after them: none takes effect twice or over a newer one.
 */
export class AppliedChanges {
  /** Everything up to here has taken effect. */
  #mark = 0;
  /** The newest change of each user beyond the mark. */
  readonly #ahead = new Map<UserRef, number>();

  get mark(): number {
    return this.#mark;
  }

  /** Notes a change; false when it, or a newer one of the same user, has taken effect before. */
  admit({ ref, number }: Pick<SnapshotChange, 'ref' | 'number'>): boolean {
    if (number <= Math.max(this.#mark, this.#ahead.get(ref) ?? 0)) return false;
    this.#ahead.set(ref, number);
    return true;
  }

  /** Notes that everything up to a number has taken effect. */
  reach(mark: number): void {
    if (mark <= this.#mark) return;
    this.#mark = mark;
    for (const [ref, number] of this.#ahead) if (number <= mark) this.#ahead.delete(ref);
  }
}
