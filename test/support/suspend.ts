import type { Services } from '../../src/flows/services.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** Where a process stands still: at the nth call of a method, before or after it did its work. */
export interface Standstill {
  /** Of a store, or of the one directory. */
  readonly store: keyof Services['storage'] | 'directory';
  readonly method: string;
  readonly when: 'before' | 'after';
  readonly nth: number;
}

/** One process that is suspended, as by SIGSTOP, in the middle of a call; its timers stand still for good. */
export class Suspended {
  readonly services: Services;
  /** Resolves once it stands still. */
  readonly reached: Promise<void>;
  /** Lets it go on from where it stood. */
  wake: () => void = () => {};
  #isStill = false;
  #hasStood = false;
  #reach: () => void = () => {};
  readonly #woken: Promise<void>;

  constructor(services: Services, at: Standstill) {
    this.reached = new Promise((resolve) => {
      this.#reach = resolve;
    });
    this.#woken = new Promise((resolve) => {
      this.wake = () => {
        this.#isStill = false;
        resolve();
      };
    });
    this.services = { ...services, clock: this.#clock(services.clock), ...this.#stopping(services, at) };
  }

  async #stand(): Promise<void> {
    if (this.#isStill) await this.#woken;
  }

  /** What was asleep stays so: whoever wakes first asks the clock before any timer could fire. */
  #clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      sleep: async (ms, signal) => {
        await clock.sleep(ms, signal);
        if (this.#hasStood) await untilAborted(signal);
      },
    };
  }

  #stopping(
    { storage, connections }: Services,
    { store, method, when, nth }: Standstill,
  ): Partial<Pick<Services, 'storage' | 'connections'>> {
    let calls = 0;
    const stop = async () => {
      calls += 1;
      if (calls === nth) {
        this.#isStill = true;
        this.#hasStood = true;
        this.#reach();
      }
      await this.#stand();
    };
    const around = async (real: () => Promise<unknown>) => {
      if (when === 'before') await stop();
      const result = await real();
      if (when === 'after') await stop();
      return result;
    };
    if (store !== 'directory') {
      const stopping = wrap(storage[store] as object, method, around) as never;
      return { storage: replaced(storage, store, stopping) };
    }
    const stopping = [...connections].map(
      ([name, one]) => [name, { ...one, directory: wrap(one.directory, method, around) }] as const,
    );
    return { connections: new Map(stopping) };
  }
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The same object with one method led through `around`. */
function wrap<T extends object>(
  object: T,
  method: string,
  around: (real: () => Promise<unknown>) => Promise<unknown>,
): T {
  const real = (object as Record<string, (...args: unknown[]) => Promise<unknown>>)[method];
  if (real === undefined) throw new Error(`there is no ${method}`);
  return replaced(
    object,
    method as keyof T,
    ((...args: unknown[]) => around(() => real.apply(object, args))) as T[keyof T],
  );
}

/** The same object with one property in place of its own; methods keep the object they belong to. */
function replaced<T extends object, K extends keyof T>(object: T, key: K, value: T[K]): T {
  return new Proxy(object, {
    get(target, name) {
      if (name === key) return value;
      const found: unknown = Reflect.get(target, name, target);
      return typeof found === 'function' ? found.bind(target) : found;
    },
  });
}
