import assert from 'node:assert/strict';
import type { AgendaBackend, JobParameters, JobsResult } from 'agenda';
import type { FakeClock } from '../support/fake-clock.ts';

/** A backend under test, with jobs of its own and a clock the test moves. */
export interface BackendHarness {
  readonly clock: FakeClock;
  readonly backend: AgendaBackend;
  /** Closes everything and opens the same jobs again, as after a restart. */
  reopen(): Promise<BackendHarness>;
  end(): Promise<void>;
}

export type OpenBackend = () => Promise<BackendHarness>;

/** Calls `tests` with a function that gives the backend of the running test. */
export function onFreshBackend(open: OpenBackend, tests: (harness: () => BackendHarness) => void): void {
  let harness: BackendHarness | undefined;
  beforeEach(async () => {
    harness = await open();
  });
  afterEach(async () => {
    await harness?.end();
  });
  tests(() => {
    assert.ok(harness);
    return harness;
  });
}

/** An ordinary job that is due since 1970. */
export function aJob(changes: Partial<JobParameters> = {}): JobParameters {
  return { name: 'job', type: 'normal', priority: 0, nextRunAt: new Date(0), data: {}, ...changes };
}

/** Asks for the next job named `job` as Agenda does, with a scan every second. */
export async function lockNext(
  { backend, clock }: BackendHarness,
  lastModifiedBy?: string,
  lockDeadline = new Date(clock.now() - 60_000),
): Promise<JobParameters | undefined> {
  const nextScanAt = new Date(clock.now() + 1000);
  const options = lastModifiedBy === undefined ? undefined : { lastModifiedBy };
  return await backend.repository.getNextJobToRun('job', nextScanAt, lockDeadline, undefined, options);
}

/** The ids of a result, in its order. */
export function ids({ jobs }: JobsResult): readonly string[] {
  return jobs.map(({ _id }) => _id);
}
