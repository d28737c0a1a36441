import type { Instant } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Lease } from '../../ports/leases.ts';
import type { Services } from '../services.ts';

/** A dead owner's work is taken over after this, in milliseconds. */
const LEASE_MS = 30_000;
/** Renewals within its life: two may fail to come in time before it is lost. */
const RENEWALS = 3;

export interface LeaseWanted {
  /** What is held, for example `connection/sandbox`. */
  readonly name: string;
  /** Who of all holders; two with the same are one, and the later takes it from the earlier. */
  readonly holder: string;
  /** Whom the answer blames while another holds it. */
  readonly source: string;
  /** What another is at, in a sentence for people. */
  readonly taken: string;
}

/**
 * A lease as its holder may trust it. Timers prove nothing: a process that was suspended, or whose loop was blocked,
 * wakes with its renewal still due and its lease long gone. So whoever is about to do what only the holder may asks
 * {@link requireHeld}, which judges by the clock alone. Time counts from before each request to the store was sent, and the store
 * counts from when it came, so here it ends before anybody else can have it, whatever the clocks of other machines
 * say. What this cannot know is a local clock that was set back while the process stood still.
 */
export class HeldLease {
  readonly #services: Pick<Services, 'storage' | 'clock' | 'logger'>;
  readonly #lost = new AbortController();
  #lease: Lease;
  #heldFrom: Instant;

  constructor(services: Pick<Services, 'storage' | 'clock' | 'logger'>, lease: Lease, askedAt: Instant) {
    this.#services = services;
    this.#lease = lease;
    this.#heldFrom = askedAt;
  }

  /** What the ledger compares: a later owner's fence is larger. */
  get lease(): Lease {
    return this.#lease;
  }

  /** Aborts when the lease is lost, or found to be. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** True while nobody else can have taken it. A clock set back to before it was asked for proves nothing any more. */
  holds(now: Instant): boolean {
    return !this.lost.aborted && now >= this.#heldFrom && now < this.#heldFrom + LEASE_MS;
  }

  /** Throws the reason of {@link lost} unless it holds now; from then on it is lost for everybody. */
  requireHeld(): void {
    if (this.holds(this.#services.clock.now())) return;
    this.#lose('lease outlived');
    this.lost.throwIfAborted();
  }

  /** Renews it until the signal aborts or it is lost. */
  async keep(signal: AbortSignal): Promise<void> {
    const { storage, clock, logger } = this.#services;
    try {
      for (;;) {
        await clock.sleep(LEASE_MS / RENEWALS, signal);
        const askedAt = clock.now();
        const renewed = await storage.leases.renew(this.#lease, LEASE_MS, askedAt);
        if (renewed === undefined) return this.#lose('lease lost');
        this.#lease = renewed;
        this.#heldFrom = askedAt;
      }
    } catch (error) {
      // Sleeping ends by the signal when the work is over; anything else must not pass for a kept lease.
      if (signal.aborted) return;
      logger.error('lease not renewed', { lease: this.#lease.name, error });
      this.#lost.abort();
    }
  }

  #lose(what: string): void {
    if (this.lost.aborted) return;
    this.#services.logger.warn(what, { lease: this.#lease.name });
    this.#lost.abort();
  }
}

/**
 * Works while a lease is held, with a signal that aborts when it is lost; `unavailable` while another holds it. A
 * release after it was lost frees nothing: the store compares the fence.
 */
export async function underLease(
  services: Services,
  { name, holder, source, taken }: LeaseWanted,
  outer: AbortSignal,
  work: (lease: HeldLease, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { storage, clock } = services;
  const askedAt = clock.now();
  const lease = await storage.leases.acquire(name, holder, LEASE_MS, askedAt);
  if (lease === undefined) throw new ProblemError({ kind: 'unavailable', source, message: taken });
  const held = new HeldLease(services, lease, askedAt);
  const over = new AbortController();
  const signal = AbortSignal.any([outer, held.lost]);
  const keeper = held.keep(AbortSignal.any([signal, over.signal]));
  try {
    await work(held, signal);
  } finally {
    over.abort();
    await keeper;
    await storage.leases.release(held.lease);
  }
}
