import type { ChainVerdict } from '../../domain/audit-chain.ts';
import type { ConnectionName } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { PLAIN_KINDS } from '../../ports/archive.ts';
import type { CopyPart, CopySource, CopyTarget } from './copy-parts.ts';

/** What a finished copy was compared in. */
export interface CopyCheck {
  /** How many rows of each part there are on both sides. */
  readonly counts: readonly { readonly part: CopyPart; readonly count: number }[];
  /** Audit entries that a crash had kept out of the source's log and that the copy has. */
  readonly drafts: number;
  /** What following the copy's audit chain came to, as the source's came to. */
  readonly verdict: ChainVerdict;
}

/** Compares counts and audit chains; throws `guarded` with everything that differs. */
export async function checkCopy(from: CopySource, to: CopyTarget, stamp: string): Promise<CopyCheck> {
  const differences: string[] = [];
  const drafts = await from.archive.count('audit-draft');
  const counts: { part: CopyPart; count: number }[] = [];
  for (const kind of [...PLAIN_KINDS, 'file'] as const) {
    if (kind === 'audit-draft') continue;
    const count = await from.archive.count(kind);
    const expected = kind === 'audit-entry' ? count + drafts : count;
    const found = await to.archive.count(kind);
    if (found !== expected) differences.push(`${kind}: ${expected} expected, ${found} found`);
    counts.push({ part: kind, count: found });
  }
  let users = 0;
  for (const connection of await from.archive.connections()) {
    const [count, found] = [await countUsers(from, connection), await countUsers(to, connection)];
    if (found !== count) differences.push(`users of ${connection}: ${count} expected, ${found} found`);
    users += found;
  }
  counts.push({ part: 'read-user', count: users });
  const [before, after] = [await from.audit.verify(), await to.audit.verify()];
  if (!isSameChain(before, after, drafts)) differences.push('the audit chain does not come to the same');
  if (!(await holdsHead(from, to))) differences.push('the last audit entry is another one');
  if ((await from.archive.stamp()) !== stamp) differences.push(`${from.name} was used meanwhile`);
  if (differences.length > 0) throw unlike(from, to, differences);
  return { counts, drafts, verdict: after };
}

async function countUsers({ snapshots }: Pick<CopySource, 'snapshots'>, connection: ConnectionName) {
  let users = 0;
  for await (const batch of (await snapshots.open(connection)).users()) users += batch.length;
  return users;
}

/** A chain that was broken before has to be broken at the same place: a copy mends and hides nothing. */
function isSameChain(before: ChainVerdict, after: ChainVerdict, drafts: number): boolean {
  if (before.ok && after.ok) return after.entries === before.entries + drafts && after.from === before.from;
  return !before.ok && !after.ok && before.seq === after.seq && before.fault === after.fault;
}

async function holdsHead(from: CopySource, to: CopyTarget): Promise<boolean> {
  const head = await from.audit.head();
  if (head === undefined) return true;
  const [entry] = await to.audit.read({ limit: 1, beforeSeq: head.seq + 1 });
  return entry?.seq === head.seq && entry.hash === head.hash;
}

function unlike(from: CopySource, to: CopyTarget, differences: readonly string[]): ProblemError {
  return new ProblemError({
    kind: 'guarded',
    message: `The copy in ${to.name} is not like ${from.name}: ${differences.join('; ')}.`,
    remedy: `Go on with ${from.name}, which is as it was. Empty ${to.name}, make sure that nothing works on either, and begin anew.`,
  });
}
