import assert from 'node:assert/strict';
import type { PlanId, RunId } from '../../src/domain/ids.ts';
import type { Outcome, TargetOutcome } from '../../src/domain/run.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import type { Lease } from '../../src/ports/leases.ts';
import type { Beginning } from '../../src/ports/run-ledger.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { aDirectoryUser, aTarget, NOW } from '../support/builders.ts';
import { people } from './stores-harness.ts';

export const PLAN = 'P-aaaa1' as PlanId;
export const RUN = 'R-aaaa1' as RunId;
export const DONE: Outcome = { kind: 'done' };
export const SKIPPED: Outcome = { kind: 'skipped', reason: 'admin', detail: 'in site-admins' };
export const FAILED: Outcome = {
  kind: 'failed',
  problem: { kind: 'rejected', source: 'Sandbox', message: 'no' },
};

export function row(n: number, outcome: Outcome = DONE, before: DirectoryUser | null = null): TargetOutcome {
  return { n, before, after: null, outcome, at: NOW + n };
}

export function aBeginning(
  n: number,
  before = aDirectoryUser(),
  changes: Partial<Beginning> = {},
): Beginning {
  return { run: RUN, n, before, at: NOW, capOf: null, ...changes };
}

export async function prepare(storage: Storage, count: number): Promise<Lease> {
  await storage.planRows.addTargets(
    PLAN,
    people(count).map((user, n) => aTarget(user, { n })),
  );
  const lease = await storage.leases.acquire('connection/sandbox', 'me', 1000, NOW);
  assert.ok(lease);
  return lease;
}
