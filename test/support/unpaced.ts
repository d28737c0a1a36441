import type { Limiter } from '../../src/ports/limiter.ts';

/** A limiter that keeps only how many tasks are at work at once: nothing is paced and no pause is kept. */
export function unpaced(concurrency: number): Limiter {
  const queue: (() => void)[] = [];
  let free = concurrency;
  return {
    ratePerSecond: 1000,
    concurrency,
    async run(task) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => queue.push(resolve));
      try {
        return await task();
      } finally {
        const next = queue.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
