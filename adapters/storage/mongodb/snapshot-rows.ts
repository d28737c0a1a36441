import { type ConnectionName, encodePart, type Instant } from '../../../src/domain/ids.ts';
import type { Snapshot } from '../../../src/ports/snapshots.ts';
import type { Row } from './rows.ts';

/** What has to be indexed beside `_id`, by collection. */
export const SNAPSHOT_INDEXES = {
  snapshot_log: [
    { name: 'snapshot_log_outcomes', key: { outcome: 1 }, sparse: true },
    { name: 'snapshot_log_commits', key: { commit: 1 }, sparse: true },
  ],
} as const;

/**
 * One read of a connection; `_id` is random. It is current while the newest commit in the log names it. Texts that
 * come from a directory are kept as JSON, since BSON would change those that are no valid Unicode.
 */
export interface VersionRow extends Row {
  readonly connection: ConnectionName;
  /** `purging` from the moment somebody removes it: nobody may read or commit it any more. */
  readonly state: 'writing' | 'ready' | 'purging';
  /** The number of the newest entry of the log when it began: later ones are laid over it. */
  readonly since: number;
  /** When its writer last gave a sign of life. */
  readonly aliveAt: Instant;
  /** When somebody first saw it replaced. */
  readonly replacedAt: Instant | null;
  readonly header: string | null;
  readonly readAt: Instant | null;
  readonly revision: string | null;
  readonly users: number;
}

/** One user of a read: `_id` is `VERSION/REF`. */
export interface VersionUserRow extends Row {
  readonly body: string;
}

/** One entry of the log: `_id` is `CONNECTION/NUMBER`, so that the ids' order is that of the numbers. */
export interface LogRow extends Row {
  /** Who wrote it, to be known again when an answer was lost. */
  readonly token: string;
  /** The user that changed; absent in the others. */
  readonly ref?: string;
  /** The user, or why a read failed; null when the user is gone and when a failure no longer counts. */
  readonly body: string | null;
  readonly restartedAt: Instant | null;
  /** The `_id` again, where a read was complete or failed. */
  readonly outcome?: string;
  /** The `_id` again, where a read was committed. */
  readonly commit?: string;
  /** The version that was committed. */
  readonly version?: string;
}

/** Enough for a change every millisecond over thirty years. */
const DIGITS = 12;

/** The `_id` of an entry of the log. */
export function entryId(connection: ConnectionName, number: number): string {
  return `${encodePart(connection)}/${String(number).padStart(DIGITS, '0')}`;
}

/** The number in an {@link entryId}. */
export function numberOf(id: string): number {
  return Number(id.slice(-DIGITS));
}

/** Bounds, both exclusive, around every id that begins with a text and a slash. */
export function under(text: string): { readonly $gt: string; readonly $lt: string } {
  return { $gt: `${text}/`, $lt: `${text}0` };
}

/** What a version that is ready says beside its users. */
export function snapshotOf({ header, readAt, revision, users }: VersionRow): Snapshot {
  return {
    header: JSON.parse(String(header)),
    readAt: Number(readAt),
    revision: revision === null ? null : JSON.parse(revision),
    users,
  };
}
