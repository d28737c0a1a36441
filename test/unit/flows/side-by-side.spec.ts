import assert from 'node:assert/strict';
import { sideBySide } from '../../../src/flows/run/side-by-side.ts';

const CALM = new AbortController().signal;

describe('workers side by side', () => {
  it('end when the last one has, stand-ins included', async () => {
    const ended: number[] = [];
    let started = 0;

    await sideBySide(2, CALM, async ({ callStandIn }) => {
      const n = started;
      started += 1;
      if (n === 0) callStandIn();
      for (let turn = 0; turn < n; turn += 1) await Promise.resolve();
      ended.push(n);
    });

    assert.deepEqual(ended.sort(), [0, 1, 2]);
  });

  it('are all told when one fails, and its error is thrown once nobody is at work', async () => {
    let atWork = 0;

    const working = sideBySide(3, CALM, async ({ signal }) => {
      atWork += 1;
      if (atWork === 3) throw new Error('first');
      await aborted(signal);
      await Promise.resolve();
      atWork -= 1;
      throw new Error('told');
    });

    await assert.rejects(working, /first/);
    assert.equal(atWork, 1, 'only who failed first is left in the count');
  });

  it('hand on the reason of the outer signal, also to a stand-in that is called after it', async () => {
    const outer = new AbortController();
    const reasons: unknown[] = [];
    let isFirst = true;

    const working = sideBySide(1, outer.signal, async ({ signal, callStandIn }) => {
      const calls = isFirst;
      isFirst = false;
      if (calls) await aborted(signal);
      reasons.push(signal.reason);
      if (calls) callStandIn();
    });
    outer.abort('lost');
    await working;

    assert.deepEqual(reasons, ['lost', 'lost']);
  });
});

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
