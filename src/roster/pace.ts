/** One unit of work is about ten nanoseconds, so a slice is a few milliseconds even on a busy machine. */
const SLICE = 150_000;

/** Cuts long work into slices, so that a service that is building a roster still answers. */
export class Pace {
  readonly #breathe: () => Promise<void>;
  #spent = 0;

  /** `breathe` lets the event loop turn. */
  constructor(breathe: () => Promise<void>) {
    this.#breathe = breathe;
  }

  /** Counts work done and rests when the slice is used up. */
  async spend(work: number): Promise<void> {
    this.#spent += work;
    if (this.#spent < SLICE) return;
    this.#spent = 0;
    await this.#breathe();
  }

  /** Runs `body` on stretches of `from` to `to` (exclusive); `work` is what one item costs. */
  async cut(from: number, to: number, work: number, body: (from: number, to: number) => void): Promise<void> {
    const step = Math.max(1, Math.floor(SLICE / 4 / work));
    for (let at = from; at < to; at += step) {
      const end = Math.min(at + step, to);
      body(at, end);
      await this.spend((end - at) * work);
    }
  }

  /** Runs a generator to its end; `work` is what one step costs. */
  async drain<T>(steps: Generator<void, T>, work: number): Promise<T> {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      await this.spend(work);
    }
  }
}
