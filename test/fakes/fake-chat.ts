import { type Account, accountKey, type MessageRef, type Place } from '../../src/domain/account.ts';
import type { FileInfo } from '../../src/domain/file.ts';
import type { Finding, Notice } from '../../src/domain/notice.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';

export interface FakeMessage {
  readonly ref: MessageRef;
  /** Null: everybody in the place; otherwise the one account that sees it. */
  readonly onlyFor: string | null;
  readonly notice: Notice | FileInfo;
  readonly edits: number;
}

/** A chat platform that keeps its state; tests read what people would see. */
export class FakeChat implements ChatPlatform {
  readonly platform = 'fake';
  readonly #messages = new Map<string, FakeMessage>();
  #next = 1;
  /** Thrown by every call while it is set. */
  fault: Error | null = null;

  async post(place: Place, notice: Notice): Promise<MessageRef> {
    return this.#add(place.id, null, notice);
  }

  async whisper(place: Place, account: Account, notice: Notice): Promise<void> {
    this.#add(place.id, accountKey(account), notice);
  }

  async directMessage(account: Account, notice: Notice): Promise<MessageRef> {
    return this.#add(`dm-${account.id}`, accountKey(account), notice);
  }

  async upload(account: Account, file: FileInfo): Promise<MessageRef> {
    return this.#add(`dm-${account.id}`, accountKey(account), file);
  }

  async check(): Promise<readonly Finding[]> {
    return [];
  }

  async update(ref: MessageRef, notice: Notice): Promise<void> {
    if (this.fault !== null) throw this.fault;
    const message = this.#messages.get(ref.message);
    if (message === undefined) {
      throw new ProblemError({ kind: 'not-found', what: 'message', name: ref.message, nearest: [] });
    }
    this.#messages.set(ref.message, { ...message, notice, edits: message.edits + 1 });
  }

  /** What is in a place, oldest first. */
  in(place: string): readonly FakeMessage[] {
    return [...this.#messages.values()].filter(({ ref }) => ref.place === place);
  }

  /** Every message everywhere, oldest first. */
  get all(): readonly FakeMessage[] {
    return [...this.#messages.values()];
  }

  /** As when a person deletes a message. */
  vanish(ref: MessageRef): void {
    this.#messages.delete(ref.message);
  }

  #add(place: string, onlyFor: string | null, notice: Notice | FileInfo): MessageRef {
    if (this.fault !== null) throw this.fault;
    const ref = { platform: this.platform, tenant: 'test', place, message: String(this.#next++) };
    this.#messages.set(ref.message, { ref, onlyFor, notice, edits: 0 });
    return ref;
  }
}
