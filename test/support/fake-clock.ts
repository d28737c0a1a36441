import type { Instant } from '../../src/domain/ids.ts';
import type { Clock } from '../../src/ports/clock.ts';

interface Sleeper {
  readonly wakeAt: Instant;
  readonly wake: () => void;
}

/** A clock that moves only when a test says so. It starts on 24 Nov 2026, 08:14 UTC. */
export class FakeClock implements Clock {
  #now: Instant;
  #sleepers: Sleeper[] = [];
  #watchers: { readonly count: number; readonly tell: () => void }[] = [];

  constructor(start: Instant = Date.UTC(2026, 10, 24, 8, 14)) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const giveUp = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const sleeper: Sleeper = { wakeAt: this.#now + Math.max(0, ms), wake };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#sleepers.push(sleeper);
      this.#tellWatchers();
    });
  }

  /** Moves on by `ms`, waking sleepers in the order of their time and letting each do its work first. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turn();
    for (;;) {
      const due = this.#sleepers.filter((sleeper) => sleeper.wakeAt <= end);
      if (due.length === 0) break;
      const next = due.reduce((first, other) => (other.wakeAt < first.wakeAt ? other : first));
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      this.#now = Math.max(this.#now, next.wakeAt);
      next.wake();
      await turn();
    }
    this.#now = end;
  }

  /** Moves on by `ms` at once, as for a process that was suspended: everybody due wakes only then. */
  async leap(ms: number): Promise<void> {
    this.#now += ms;
    await this.advance(0);
  }

  /** How many are asleep now. */
  get sleepers(): number {
    return this.#sleepers.length;
  }

  /** Resolves as soon as at least `count` are asleep at once. */
  untilSleepers(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#watchers.push({ count, tell: resolve });
      this.#tellWatchers();
    });
  }

  #tellWatchers(): void {
    const met = this.#watchers.filter(({ count }) => this.#sleepers.length >= count);
    this.#watchers = this.#watchers.filter((watcher) => !met.includes(watcher));
    for (const { tell } of met) tell();
  }
}

/** Lets everything that is ready to run do so. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
