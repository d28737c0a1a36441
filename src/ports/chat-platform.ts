import type { Account, MessageRef, Place } from '../domain/account.ts';
import type { FileInfo } from '../domain/file.ts';
import type { Notice } from '../domain/notice.ts';

/** One chat platform, outbound. It renders notices itself; over-long ones are shortened with a note. */
export interface ChatPlatform {
  readonly platform: string;
  /** Posts for everyone in the place. */
  post(place: Place, notice: Notice): Promise<MessageRef>;
  /** Rewrites a message; a vanished one throws `not-found`. */
  update(ref: MessageRef, notice: Notice): Promise<void>;
  /** Says something in a place that only this account sees. */
  whisper(place: Place, account: Account, notice: Notice): Promise<MessageRef>;
  /** Says something in the direct conversation with this account. */
  directMessage(account: Account, notice: Notice): Promise<MessageRef>;
  /** Hands a stored file to one account, privately. */
  upload(account: Account, file: FileInfo): Promise<MessageRef>;
}
