import { performance } from 'node:perf_hooks';
import type { Instant } from '../../../src/domain/ids.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Logger } from '../../../src/ports/logger.ts';

const MEASURED_EVERY_MS = 60_000;
/** Of several tries the one that was answered soonest says most about the time in between. */
const TRIES = 3;
/** A machine whose clock is further off is worth a word. */
export const SKEW_MS = 5_000;
/** When the machine's clock moved that much more or less than time went by, somebody has set it. */
const JUMP_MS = 1_000;

export interface ServerClockOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Asks the database for its time. */
  readonly serverTime: () => Promise<Instant>;
  /** Milliseconds that went by, on a watch that nobody sets; the process's own when absent. */
  readonly elapsed?: () => number;
}

/**
 * The database's time, which is the same for all instances, whatever their machines' clocks say. It is asked for at
 * the start and every minute; in between it goes on by a watch that does not jump with the machine's clock.
 */
export class ServerClock {
  readonly #options: ServerClockOptions;
  readonly #elapsed: () => number;
  #known: { readonly time: Instant; readonly at: number; readonly local: Instant } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #measuring: Promise<void> | undefined;
  #isSkewed = false;

  constructor(options: ServerClockOptions) {
    this.#options = options;
    this.#elapsed = options.elapsed ?? (() => performance.now());
  }

  /** Measures, and goes on doing so; throws `unavailable` when the database does not answer. */
  async start(): Promise<void> {
    await this.measure();
    this.#timer = setInterval(() => this.#measureSoon(), MEASURED_EVERY_MS);
    this.#timer.unref();
  }

  /** The database's time; the machine's own before the first measurement. */
  now(): Instant {
    const local = this.#options.clock.now();
    if (this.#known === undefined) return local;
    const { time, at, local: then } = this.#known;
    const passed = this.#elapsed() - at;
    // A suspended machine's watch may have stood still: only the database knows.
    if (this.#timer !== undefined && Math.abs(local - then - passed) > JUMP_MS) this.#measureSoon();
    return Math.round(time + passed);
  }

  /** What to add to the machine's time to get the database's. */
  offsetMs(): number {
    return this.now() - this.#options.clock.now();
  }

  /** Asks the database for its time. */
  async measure(): Promise<void> {
    let best = Number.POSITIVE_INFINITY;
    for (let n = 0; n < TRIES; n += 1) {
      const sent = this.#elapsed();
      const time = await this.#options.serverTime();
      const tookMs = this.#elapsed() - sent;
      if (tookMs >= best) continue;
      best = tookMs;
      const local = this.#options.clock.now();
      this.#known = { time: time + tookMs / 2, at: this.#elapsed(), local };
    }
    this.#tell();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#measuring;
  }

  #measureSoon(): void {
    this.#measuring ??= this.measure()
      .catch((error) => this.#options.logger.debug('the time of the database is not known anew', { error }))
      .finally(() => {
        this.#measuring = undefined;
      });
  }

  #tell(): void {
    const offsetMs = this.offsetMs();
    const isSkewed = Math.abs(offsetMs) > SKEW_MS;
    if (isSkewed && !this.#isSkewed) {
      this.#options.logger.warn(
        "this machine's clock and the database's differ; leases go by the database's",
        {
          offsetMs,
        },
      );
    }
    this.#isSkewed = isSkewed;
  }
}
