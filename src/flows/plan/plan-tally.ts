import type { ConnectionName, UserRef } from '../../domain/ids.ts';
import type { Step } from '../../domain/operation.ts';
import type { LeftOut, SkipReason } from '../../domain/plan.ts';
import { createFingerprint } from './plan-fingerprint.ts';

/** What one target adds to the sums of its plan. */
export interface TargetShare {
  readonly ref: UserRef;
  readonly steps: readonly Step[];
  /** Seats it gives back; negative when it takes one. */
  readonly seats: number;
  /** True when a seat may change hands, but no source tells. */
  readonly seatUnknown: boolean;
  /** Counts towards the cap. */
  readonly takesAccess: boolean;
  readonly grantsAdmin: boolean;
  /** Stays in a group it is to leave, because another one brings it. */
  readonly stays: boolean;
}

/** The sums of a plan while its candidates go by; its rows are numbered here. */
export interface Tally {
  connection: ConnectionName | null;
  /** Adds a target and gives its number. */
  add(share: TargetShare): number;
  /** Adds an exclusion and gives its number. */
  leaveOut(reason: SkipReason): number;
  readonly targets: number;
  /** Users that match and are no targets. */
  readonly exclusions: number;
  readonly leftOut: readonly LeftOut[];
  readonly seats: number;
  readonly seatsUnknown: number;
  readonly taking: number;
  readonly grantsAdmin: boolean;
  /** Targets that stay in a group they are to leave. */
  readonly staying: number;
  /** Writes and the re-read before them, of all targets. */
  readonly requests: number;
  /** SHA-256 over targets and steps so far, hex; to be asked for once. */
  fingerprint(): string;
}

export function createTally(): Tally {
  const fingerprint = createFingerprint();
  const reasons = new Map<SkipReason, number>();
  const sums = {
    targets: 0,
    leftOut: 0,
    seats: 0,
    seatsUnknown: 0,
    taking: 0,
    staying: 0,
    requests: 0,
    grantsAdmin: false,
  };
  return {
    connection: null,
    add({ ref, steps, seats, seatUnknown, takesAccess, grantsAdmin, stays }) {
      fingerprint.add({ ref, steps });
      sums.seats += seats;
      if (seatUnknown) sums.seatsUnknown += 1;
      sums.requests += 1 + steps.length;
      if (takesAccess) sums.taking += 1;
      if (stays) sums.staying += 1;
      if (grantsAdmin) sums.grantsAdmin = true;
      return sums.targets++;
    },
    leaveOut(reason) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      return sums.leftOut++;
    },
    get targets() {
      return sums.targets;
    },
    get exclusions() {
      return sums.leftOut - (reasons.get('no-account') ?? 0);
    },
    get leftOut() {
      return [...reasons]
        .map(([reason, count]) => ({ reason, count }))
        .sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
    },
    get seats() {
      return sums.seats;
    },
    get seatsUnknown() {
      return sums.seatsUnknown;
    },
    get taking() {
      return sums.taking;
    },
    get staying() {
      return sums.staying;
    },
    get requests() {
      return sums.requests;
    },
    get grantsAdmin() {
      return sums.grantsAdmin;
    },
    fingerprint: fingerprint.taken,
  };
}
