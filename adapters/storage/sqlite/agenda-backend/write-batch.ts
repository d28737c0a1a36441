import { isProblem } from '../../../../src/domain/problem.ts';
import type { Database } from '../database.ts';

interface Write {
  readonly run: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits writes that come in one turn of the event loop together: most of the cost of a small write is its
 * commit, and jobs that run side by side write side by side. Nobody is told before the commit.
 */
export class WriteBatch {
  readonly #db: Database;
  #waiting: Write[] = [];

  constructor(db: Database) {
    this.#db = db;
  }

  /** Resolves once the write is committed. One that fails by itself leaves the others alone. */
  add<T>(write: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T;
      const run = () => {
        result = write();
      };
      if (this.#waiting.length === 0) setImmediate(() => this.#commit());
      this.#waiting.push({ run, resolve: () => resolve(result), reject });
    });
  }

  #commit(): void {
    const writes = this.#waiting;
    this.#waiting = [];
    const failed = new Map<Write, unknown>();
    try {
      this.#db.transact(() => {
        for (const write of writes) {
          try {
            write.run();
          } catch (error) {
            // A fault of the database ends the transaction for all of them.
            if (isProblem(error, 'unavailable')) throw error;
            failed.set(write, error);
          }
        }
      });
    } catch (error) {
      for (const { reject } of writes) reject(error);
      return;
    }
    for (const write of writes) {
      if (failed.has(write)) write.reject(failed.get(write));
      else write.resolve();
    }
  }
}
