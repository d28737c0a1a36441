import type { Instant } from '../domain/ids.ts';

/** A lease with its fencing number: a later holder of the same name always gets a larger one. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly fence: number;
  readonly until: Instant;
}

export interface LeaseStore {
  /** The lease when it is free, expired or already this holder's; undefined while another holds it. */
  acquire(name: string, holder: string, ttlMs: number, now: Instant): Promise<Lease | undefined>;
  /** Extends a lease; undefined when it was lost. */
  renew(lease: Lease, ttlMs: number, now: Instant): Promise<Lease | undefined>;
  release(lease: Lease): Promise<void>;
}

/** Runs what only one instance may do at a time; undefined, and nothing run, while another one is at it. */
export type Alone = <T>(name: string, work: () => Promise<T>) => Promise<{ readonly value: T } | undefined>;

/** Remembers which deliveries were taken: for a short lease while their work goes on, for long once it is over. */
export interface DeliveryLedger {
  /**
   * True for exactly one of any number of claims on an id, until `leaseMs` after it or, once confirmed, until
   * the confirmation lapses. A claimer that died has confirmed nothing, so the next claim after its lease wins.
   */
  claim(deliveryId: string, now: Instant, leaseMs: number): Promise<boolean>;
  /** The work is over: no claim wins until `ttlMs` from now; what was remembered for longer stays so. */
  confirm(deliveryId: string, now: Instant, ttlMs: number): Promise<void>;
  /** Forgets what has expired; a store that forgets by itself may do nothing. */
  sweep(now: Instant): Promise<void>;
}
