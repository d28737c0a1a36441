/** What goes wrong with a call instead of what should happen. */
export type Fault =
  /** Slack refuses with an error code; `more` are further fields of its answer. */
  | { readonly code: string; readonly more?: Readonly<Record<string, unknown>> }
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** The connection ends without an answer; `after` first does what was asked. */
  | { readonly drop: 'before' | 'after' }
  /** No answer comes until the world is closed. */
  | { readonly hang: true };

/** Faults by method, each for a number of calls; `*` stands for every method. */
export class Faults {
  #planned: { readonly method: string; readonly fault: Fault; left: number }[] = [];

  /** From now on the method fails, `times` times. */
  plan(method: string, fault: Fault, times = Number.POSITIVE_INFINITY): void {
    this.#planned.push({ method, fault, left: times });
  }

  /** The fault of a call that has just arrived; undefined when it goes well. */
  take(method: string): Fault | undefined {
    const planned = this.#planned.find(
      (each) => each.left > 0 && (each.method === method || each.method === '*'),
    );
    if (planned === undefined) return undefined;
    planned.left -= 1;
    return planned.fault;
  }

  clear(): void {
    this.#planned = [];
  }
}
