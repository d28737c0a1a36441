import { setImmediate } from 'node:timers/promises';

/** Where a request of the writer can stand still: about to read a user, to reach the directory, to be answered. */
export type Moment = 'read' | 'write' | 'answer';

interface Waiter {
  readonly moment: Moment;
  readonly go: () => void;
}

/** Lets requests to the directory pass one at a time, so that a test says what happens between two of them. */
export class Gate {
  #waiting: Waiter[] = [];
  #isOpen = false;
  #isDead = false;
  /** How the next writes go wrong: before they are carried out or after. */
  readonly faults: ('before' | 'after')[] = [];

  pass(moment: Moment): Promise<void> {
    // The process is no more: nothing of it ever goes on.
    if (this.#isDead) return new Promise(() => {});
    if (this.#isOpen) return Promise.resolve();
    return new Promise((go) => this.#waiting.push({ moment, go }));
  }

  /** Lets the request that waits at `which` pass and everything that follows from it happen. */
  async step(which: number): Promise<boolean> {
    const [waiter] = this.#waiting.splice(this.#waiting.length === 0 ? 0 : which % this.#waiting.length, 1);
    waiter?.go();
    await quiet();
    return waiter !== undefined;
  }

  /** Lets what has left for the directory arrive and be answered. */
  async arrive(): Promise<void> {
    for (;;) {
      const at = this.#waiting.findIndex(({ moment }) => moment !== 'read');
      if (at < 0) return;
      await this.step(at);
    }
  }

  open(): void {
    this.#isOpen = true;
    for (const { go } of this.#waiting.splice(0)) go();
  }

  die(): void {
    this.#isDead = true;
    this.#waiting = [];
  }
}

/** Lets everything that is ready to run do so. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await setImmediate();
}
