import type { Instant, UserRef } from '../domain/ids.ts';
import type { DirectoryUser } from '../domain/user.ts';
import type { FailedRead, SnapshotChange, SnapshotNews } from './snapshots.ts';

/** An entry in the numbered log of a connection, as every store keeps it. */
export interface LogEntry {
  readonly number: number;
  /** A user that changed, a read that was committed, or how the newest read failed. */
  readonly kind: 'user' | 'read' | 'failed';
  /** The user that changed. */
  readonly ref: UserRef | null;
  /** As JSON the user, or why a read failed; null when the user is gone and when a failure no longer counts. */
  readonly body: string | null;
  readonly restartedAt: Instant | null;
}

/** What entries say to a follower that stands at `mark` and asked for `limit` of them. */
export function newsOf(entries: readonly LogEntry[], mark: number, limit: number): SnapshotNews {
  const read = entries.findLast(({ kind }) => kind === 'read');
  const outcome = entries.findLast(({ kind }) => kind !== 'user');
  return {
    mark: entries.at(-1)?.number ?? mark,
    read: read?.number ?? null,
    failed: outcome === undefined ? undefined : parsed<FailedRead>(outcome.body),
    changes: entries.filter(({ kind }) => kind === 'user').map(changeOf),
    isMore: entries.length === limit,
  };
}

/** What an entry keeps; null for nothing. */
export function parsed<T extends DirectoryUser | FailedRead>(body: string | null): T | null {
  return body === null ? null : JSON.parse(body);
}

function changeOf({ number, ref, body, restartedAt }: LogEntry): SnapshotChange {
  return { number, ref: String(ref) as UserRef, user: parsed<DirectoryUser>(body), restartedAt };
}
