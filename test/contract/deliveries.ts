import assert from 'node:assert/strict';
import { type OpenHarness, onFreshStorage } from './stores-harness.ts';

/** What every delivery ledger promises. */
export function deliveriesContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of the delivery ledger`, () => {
    onFreshStorage(open, (harness) => {
      it('lets exactly one of 200 concurrent claims win', async () => {
        const { deliveries } = harness().storage;
        const claims = await Promise.all(
          Array.from({ length: 200 }, () => deliveries.claim('click-1', 1000, 60_000)),
        );
        assert.equal(claims.filter(Boolean).length, 1);
        assert.equal(await deliveries.claim('click-2', 1000, 60_000), true);
      });

      it('remembers over a restart', async () => {
        await harness().storage.deliveries.claim('d', 0, 100);
        assert.equal(await (await harness().reopen()).deliveries.claim('d', 50, 100), false);
      });

      it('counts the time from the first claim and lets one win again after it', async () => {
        const { deliveries } = harness().storage;
        await deliveries.claim('d', 0, 100);
        assert.equal(await deliveries.claim('d', 99, 100), false);
        const late = await Promise.all([deliveries.claim('d', 100, 100), deliveries.claim('d', 100, 100)]);
        assert.deepEqual(late.filter(Boolean).length, 1);
      });

      it('forgets by a sweep only what has expired', async () => {
        const { deliveries } = harness().storage;
        for (let n = 0; n < 2100; n += 1) await deliveries.claim(`old-${n}`, 0, 10);
        await deliveries.claim('live', 0, 1000);
        await deliveries.sweep(500);
        assert.equal(await deliveries.claim('live', 500, 1000), false);
        assert.equal(await deliveries.claim('old-2099', 5, 10), true);
      });
    });
  });
}
