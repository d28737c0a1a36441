import type { Instant } from './ids.ts';

/** A file Rollcall made and keeps until it expires. */
export interface FileInfo {
  /** Opaque, unguessable. */
  readonly id: string;
  readonly name: string;
  readonly mime: string;
  readonly bytes: number;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** The largest file that people may attach, in bytes, on whichever way in. */
export const MAX_ATTACHED_BYTES = 5 * 1024 * 1024;

/** A file a person attached to a command, already read by the adapter and size-capped. */
export interface AttachedFile {
  readonly name: string;
  readonly content: string;
}
