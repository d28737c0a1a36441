import { MongoNetworkTimeoutError, type ServerDescription, type TopologyDescription } from 'mongodb';
import { unreachable } from './errors.ts';

/** The driver's words for servers that take writes. */
const WRITABLE: ReadonlySet<string> = new Set(['Standalone', 'RSPrimary', 'Mongos', 'LoadBalancer']);

/**
 * Whether a server is there that takes writes. The driver lets every single call wait for one; a command makes
 * several, and people would wait for all of them. So here the time counts from when the server went, and for whoever
 * comes later one look is enough.
 */
export class Presence {
  readonly #patienceMs: number;
  readonly #lookMs: number;
  /** When it will have been away for too long, in milliseconds of the process's watch; undefined while it is there. */
  #overAt: number | undefined;
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  /** `patienceMs`: how long it may be away before anybody is told; `lookMs`: in which the driver looks once more. */
  constructor(patienceMs: number, lookMs: number) {
    this.#patienceMs = patienceMs;
    this.#lookMs = lookMs;
  }

  /** Takes in what the driver has seen. */
  see({ servers }: TopologyDescription): void {
    if (this.#isClosed) return;
    const seen = [...servers.values()];
    if (seen.some(({ type }) => WRITABLE.has(type))) {
      this.#tell();
    } else {
      this.#overAt ??= performance.now() + (seen.some(isSilent) ? 0 : this.#patienceMs);
    }
  }

  /** Resolves while a server is there, or as soon as one is; throws `unavailable` when it is away for too long. */
  async require(): Promise<void> {
    if (this.#overAt === undefined) return;
    await this.#change(Math.max(this.#lookMs, this.#overAt - performance.now()));
    if (this.#overAt !== undefined) throw unreachable();
  }

  /** From now on the driver says what is the matter. */
  close(): void {
    this.#isClosed = true;
    this.#tell();
  }

  #tell(): void {
    this.#overAt = undefined;
    for (const tell of this.#waiting) tell();
  }

  #change(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, withinMs);
      this.#waiting.add(end);
    });
  }
}

/** It has been waited for already. */
function isSilent({ error }: ServerDescription): boolean {
  return error instanceof MongoNetworkTimeoutError;
}
