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

/** What goes wrong; a part that is left out fits everything. */
export interface ChatFault {
  readonly on?: 'post' | 'whisper' | 'directMessage' | 'upload' | 'update';
  /** The id of a place; `dm-ID` for the direct conversation with an account. */
  readonly place?: string;
  readonly error: Error;
}

/** A place, message or account that is gone for good. */
export const GONE = new ProblemError({ kind: 'not-found', what: 'place', name: 'it', nearest: [] });

/** A chat platform that keeps its state; tests read what people would see. */
export class FakeChat implements ChatPlatform {
  readonly platform: string;
  readonly #faults = new Set<ChatFault>();
  readonly #messages = new Map<string, FakeMessage>();
  #next = 1;
  /** What a check finds. */
  findings: readonly Finding[] = [];
  /** Thrown by every call while it is set. */
  fault: Error | null = null;

  constructor(platform = 'fake') {
    this.platform = platform;
  }

  /** From now on the calls that fit throw, until what is returned is called. */
  break(fault: ChatFault): () => void {
    this.#faults.add(fault);
    return () => void this.#faults.delete(fault);
  }

  async post(place: Place, notice: Notice): Promise<MessageRef> {
    return this.#add('post', place.id, null, notice);
  }

  async whisper(place: Place, account: Account, notice: Notice): Promise<void> {
    this.#add('whisper', place.id, accountKey(account), notice);
  }

  async directMessage(account: Account, notice: Notice): Promise<MessageRef> {
    return this.#add('directMessage', `dm-${account.id}`, accountKey(account), notice);
  }

  async upload(account: Account, file: FileInfo): Promise<MessageRef> {
    return this.#add('upload', `dm-${account.id}`, accountKey(account), file);
  }

  async check(_signal: AbortSignal): Promise<readonly Finding[]> {
    return this.findings;
  }

  async update(ref: MessageRef, notice: Notice): Promise<void> {
    this.#throwFault('update', ref.place);
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

  #throwFault(on: NonNullable<ChatFault['on']>, place: string): void {
    if (this.fault !== null) throw this.fault;
    for (const fault of this.#faults) {
      if ((fault.on ?? on) === on && (fault.place ?? place) === place) throw fault.error;
    }
  }

  #add(
    on: NonNullable<ChatFault['on']>,
    place: string,
    onlyFor: string | null,
    notice: Notice | FileInfo,
  ): MessageRef {
    this.#throwFault(on, place);
    const ref = { platform: this.platform, tenant: 'test', place, message: String(this.#next++) };
    this.#messages.set(ref.message, { ref, onlyFor, notice, edits: 0 });
    return ref;
  }
}
