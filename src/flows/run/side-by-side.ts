/** One of several workers: until when it may go on, and how it has another do what it cannot do meanwhile. */
export interface Shift {
  /** Aborts with the outer signal, and as soon as another worker failed. */
  readonly signal: AbortSignal;
  /** Starts one more worker, for one that has to wait. */
  readonly callStandIn: () => void;
}

/**
 * Runs workers side by side until every one has ended, stand-ins included. When one fails the others are told by
 * their signal; its error is thrown once nobody is at work any more.
 */
export async function sideBySide(
  count: number,
  outer: AbortSignal,
  worker: (shift: Shift) => Promise<void>,
): Promise<void> {
  // One for each worker: Node warns of a leak when more than ten things wait for the same signal.
  const shifts = new Set<AbortController>();
  const errors: unknown[] = [];
  const abortAll = () => {
    for (const shift of shifts) shift.abort(outer.reason);
  };
  outer.addEventListener('abort', abortAll, { once: true });
  await new Promise<void>((resolve) => {
    const work = async (): Promise<void> => {
      const shift = new AbortController();
      shifts.add(shift);
      if (outer.aborted || errors.length > 0) shift.abort(outer.reason);
      try {
        await worker({ signal: shift.signal, callStandIn });
      } catch (error) {
        errors.push(error);
        abortAll();
      }
      shifts.delete(shift);
      if (shifts.size === 0) resolve();
    };
    const callStandIn = () => void work();
    for (let n = 0; n < count; n += 1) callStandIn();
  });
  outer.removeEventListener('abort', abortAll);
  if (errors.length > 0) throw errors[0];
}
