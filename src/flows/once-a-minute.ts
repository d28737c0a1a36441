import type { Instant } from '../domain/ids.ts';

const MINUTE_MS = 60_000;
/** Kinds that are told apart; whoever makes up more of them shares the last place. */
const MAX_KINDS = 100;

/**
 * Bounds what others can make us write: of each kind one line a minute, which says how many went before it. Of each
 * process by itself: what reaches several instances is written by each, and bounded all the same.
 */
export class OnceAMinute {
  readonly #last = new Map<string, { at: Instant; untold: number }>();

  /** How many of this kind were kept back since the last that was told; undefined when this one is kept back too. */
  tell(kind: string, now: Instant): number | undefined {
    const key = this.#last.has(kind) || this.#hasRoom(now) ? kind : '';
    const last = this.#last.get(key);
    if (last !== undefined && now - last.at < MINUTE_MS) {
      last.untold += 1;
      return undefined;
    }
    this.#last.set(key, { at: now, untold: 0 });
    return last?.untold ?? 0;
  }

  /** Makes room by forgetting those whose minute is over; what they kept back counts for the shared place. */
  #hasRoom(now: Instant): boolean {
    if (this.#last.size < MAX_KINDS) return true;
    const shared = this.#last.get('') ?? { at: Number.NEGATIVE_INFINITY, untold: 0 };
    for (const [kind, { at, untold }] of this.#last) {
      if (kind === '' || now - at < MINUTE_MS) continue;
      shared.untold += untold;
      this.#last.delete(kind);
    }
    this.#last.set('', shared);
    return this.#last.size < MAX_KINDS;
  }
}

/** The end of a sentence that says how many were kept back; empty when none was. */
export function untoldWords(untold: number): string {
  return untold === 0 ? '' : `; ${untold} more were refused since the last entry`;
}
