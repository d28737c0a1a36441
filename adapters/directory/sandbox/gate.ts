import { ProblemError } from '../../../src/domain/problem.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { DEFAULT_BACKOFF_MS, type SandboxControls } from './controls.ts';
import { fraction } from './prng.ts';

/** Share of a second's requests that may come at once. */
const BURST_SHARE = 0.2;

/** What a request meets before it is answered: the rate limit, the wait, the faults. */
export class Gate {
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #label: string;
  #requests = 0;
  #tokens = Number.POSITIVE_INFINITY;
  #filledAt = 0;

  constructor(clock: Clock, seed: number, label: string) {
    this.#clock = clock;
    this.#seed = seed;
    this.#label = label;
  }

  /** Throws `rate-limited` or `unavailable` as the controls say; nothing was changed then. */
  async pass(controls: SandboxControls, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (controls.ratePerSecond !== null) this.#spend(controls.ratePerSecond, controls.namesRetryAfter);
    this.#requests += 1;
    const request = this.#requests;
    if (controls.latencyMs > 0) await this.#clock.sleep(controls.latencyMs, signal);
    if (controls.faultRate > 0 && fraction(this.#seed, request, 70) < controls.faultRate) {
      throw new ProblemError({
        kind: 'unavailable',
        source: this.#label,
        message: 'The sandbox answered with a server error, as it was told to. It will be tried again.',
      });
    }
  }

  #spend(ratePerSecond: number, namesRetryAfter: boolean): void {
    const now = this.#clock.now();
    const most = Math.max(1, Math.ceil(ratePerSecond * BURST_SHARE));
    const filled = this.#tokens + ((now - this.#filledAt) * ratePerSecond) / 1000;
    this.#tokens = Math.min(most, filled);
    this.#filledAt = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return;
    }
    const waitMs = Math.ceil(((1 - this.#tokens) * 1000) / ratePerSecond);
    const retryAfterMs = namesRetryAfter ? waitMs : DEFAULT_BACKOFF_MS;
    throw new ProblemError({ kind: 'rate-limited', source: this.#label, retryAfterMs });
  }
}
