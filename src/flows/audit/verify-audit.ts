import { type ChainVerdict, headText } from '../../domain/audit-chain.ts';
import type { AuditHead } from '../../domain/audit-event.ts';
import type { AuditVerdictNotice } from '../../domain/house-notice.ts';
import { ProblemError } from '../../domain/problem.ts';
import { auditOf, type Origin } from '../audit.ts';
import type { Services } from '../services.ts';

type Needed = Pick<Services, 'storage' | 'clock' | 'ids'>;

/**
 * Follows the whole chain and, with a head that somebody noted down (its hash whole or its beginning), looks
 * whether the chain still leads through it. The verdict is recorded. `conflict` when the noted entry was
 * deleted since by the retention, so that nothing can be said about it.
 */
export async function verifyAudit(
  services: Needed,
  origin: Origin,
  noted: AuditHead | null,
): Promise<AuditVerdictNotice> {
  const { storage, ids } = services;
  const followed = await storage.audit.verify();
  const verdict = followed.ok && noted !== null ? await through(services, followed, noted) : followed;
  await storage.audit.append([
    auditOf(services, origin, {
      key: `verified/${ids.secret()}`,
      action: 'Audit Verified',
      status: verdict.ok ? 'done' : 'failed',
      target: 'audit log',
      description: describe(verdict, noted),
    }),
  ]);
  return { kind: 'audit-verdict', verdict, endChecked: noted !== null };
}

/** A chain holds by itself even when its end is missing; only a head kept elsewhere tells. */
async function through(
  { storage }: Needed,
  verdict: Extract<ChainVerdict, { readonly ok: true }>,
  { seq, hash }: AuditHead,
): Promise<ChainVerdict> {
  if (seq < verdict.from) throw tooOld(seq, verdict.from);
  const [entry] = await storage.audit.read({ limit: 1, beforeSeq: seq + 1 });
  if (entry?.seq === seq && entry.hash.startsWith(hash.toLowerCase())) return verdict;
  return { ok: false, seq, fault: entry?.seq === seq ? 'other-hash' : 'cut', head: verdict.head };
}

function tooOld(seq: number, from: number): ProblemError {
  const message =
    `Entry ${seq} was deleted by the retention, the log begins with entry ${from}. ` +
    'Verify with a later head, or without one.';
  return new ProblemError({ kind: 'conflict', message });
}

function describe(verdict: ChainVerdict, noted: AuditHead | null): string {
  const head = verdict.head === null ? 'none' : headText(verdict.head);
  const end = noted === null ? 'no head given, the end was not checked' : `through ${headText(noted)}`;
  if (verdict.ok)
    return `${verdict.entries} entries hold, the first is number ${verdict.from}, head ${head}; ${end}`;
  return `entry ${verdict.seq}: ${verdict.fault}, the last that holds is ${head}`;
}
