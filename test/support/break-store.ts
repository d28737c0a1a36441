import { ProblemError } from '../../src/domain/problem.ts';

/**
 * Lets every call of a store's method fail as on a full disk, from the nth on, without doing its work. Gives
 * the way to mend it, which says how many calls failed.
 */
export function breakStore<T extends object>(store: T, method: keyof T & string, nth: number): () => number {
  const real = store[method] as (...args: unknown[]) => unknown;
  let calls = 0;
  const broken = async (...args: unknown[]) => {
    calls += 1;
    if (calls < nth) return real.apply(store, args);
    throw new ProblemError({ kind: 'unavailable', source: 'database', message: 'The disk is full.' });
  };
  Object.defineProperty(store, method, { value: broken, configurable: true, writable: true });
  return () => {
    Object.defineProperty(store, method, { value: real, configurable: true, writable: true });
    return Math.max(0, calls - nth + 1);
  };
}
