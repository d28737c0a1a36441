import { z } from 'zod';

/** How the sandbox behaves as a service; all of it can be changed while it runs and survives a restart. */
export interface SandboxControls {
  /** Time every request takes, in milliseconds. */
  readonly latencyMs: number;
  /** Requests a second before it answers "too many"; null: no limit. */
  readonly ratePerSecond: number | null;
  /** Whether "too many" names a waiting time; without one callers get {@link DEFAULT_BACKOFF_MS}. */
  readonly namesRetryAfter: boolean;
  /** Share of requests that end in a server error, 0 to 1. */
  readonly faultRate: number;
  /** Complete reads break off after their first page, as when a server loses one. */
  readonly truncatesReads: boolean;
  /** People who log in by themselves, each second. */
  readonly loginsPerSecond: number;
}

export const CALM: SandboxControls = {
  latencyMs: 0,
  ratePerSecond: null,
  namesRetryAfter: true,
  faultRate: 0,
  truncatesReads: false,
  loginsPerSecond: 0,
};

/** Waiting time for a "too many" that names none, in milliseconds. */
export const DEFAULT_BACKOFF_MS = 1_000;

const STORED = z.object({
  latencyMs: z.number().nonnegative(),
  ratePerSecond: z.number().positive().nullable(),
  namesRetryAfter: z.boolean(),
  faultRate: z.number().min(0).max(1),
  truncatesReads: z.boolean(),
  loginsPerSecond: z.number().nonnegative(),
});

/** Reads controls as they were stored; those that are absent keep what `base` says. */
export function readControls(text: string | undefined, base: SandboxControls): SandboxControls {
  return STORED.parse({ ...base, ...(text === undefined ? {} : JSON.parse(text)) });
}
