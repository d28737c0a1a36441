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
  | { readonly hang: true }
  /** Nothing is done before the promise resolves, and then all is well: a Slack that is slow. */
  | { readonly until: Promise<void> };

/** Which calls of a method fail; every one when absent. */
export type Concerns = (args: Readonly<Record<string, string>>) => boolean;

interface Planned {
  readonly method: string;
  readonly fault: Fault;
  readonly concerns: Concerns;
  left: number;
}

/** Faults by method, each for a number of calls; `*` stands for every method. */
export class Faults {
  #planned: Planned[] = [];
  /** What the calls that met a fault so far came with. */
  readonly struck: Readonly<Record<string, string>>[] = [];

  /** From now on the method fails, `times` times. */
  plan(
    method: string,
    fault: Fault,
    times = Number.POSITIVE_INFINITY,
    concerns: Concerns = () => true,
  ): void {
    this.#planned.push({ method, fault, concerns, left: times });
  }

  /** The fault of a call that has just arrived; undefined when it goes well. */
  take(method: string, args: Readonly<Record<string, string>>): Fault | undefined {
    const planned = this.#planned.find(
      (each) => each.left > 0 && (each.method === method || each.method === '*') && each.concerns(args),
    );
    if (planned === undefined) return undefined;
    planned.left -= 1;
    this.struck.push(args);
    return planned.fault;
  }

  clear(): void {
    this.#planned = [];
    this.struck.length = 0;
  }
}
