import type { Account, MessageRef, Place } from '../domain/account.ts';
import type { FileInfo } from '../domain/file.ts';
import type { Finding, Notice } from '../domain/notice.ts';

/**
 * One chat platform, outbound. It renders notices itself; over-long ones are shortened with a note, and it keeps to
 * its platform's pace by itself. Every call may throw `not-found` (the message, place or account is gone for good),
 * `rate-limited`, `unavailable` (worth another try) or `misconfigured` (a person has to mend it first).
 */
export interface ChatPlatform {
  readonly platform: string;
  /** Posts for everyone in the place. */
  post(place: Place, notice: Notice): Promise<MessageRef>;
  /** Rewrites a message; a vanished one throws `not-found`. */
  update(ref: MessageRef, notice: Notice): Promise<void>;
  /** Says something in a place that only this account sees; it cannot be rewritten later. */
  whisper(place: Place, account: Account, notice: Notice): Promise<void>;
  /** Says something in the direct conversation with this account. */
  directMessage(account: Account, notice: Notice): Promise<MessageRef>;
  /** Hands a stored file to one account, privately. */
  upload(account: Account, file: FileInfo): Promise<MessageRef>;
  /** What works and what does not, each fault with its remedy; never throws. */
  check(signal: AbortSignal): Promise<readonly Finding[]>;
}
