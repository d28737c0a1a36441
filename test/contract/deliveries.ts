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

      it('remembers claims and confirmations over a restart', async () => {
        const { deliveries } = harness().storage;
        await deliveries.claim('claimed', 0, 100);
        await deliveries.claim('confirmed', 0, 100);
        await deliveries.confirm('confirmed', 10, 1000);
        const reopened = (await harness().reopen()).deliveries;
        assert.equal(await reopened.claim('claimed', 50, 100), false);
        assert.equal(await reopened.claim('confirmed', 1009, 100), false);
      });

      it('gives a delivery whose claimer died to exactly one of the next, when the lease is over', async () => {
        const { deliveries } = harness().storage;
        await deliveries.claim('d', 0, 100);
        assert.equal(await deliveries.claim('d', 99, 100), false);
        const late = await Promise.all([deliveries.claim('d', 100, 100), deliveries.claim('d', 100, 100)]);
        assert.deepEqual(late.filter(Boolean).length, 1);
        assert.equal(await deliveries.claim('d', 199, 100), false, 'the second lease holds as the first did');
      });

      it('keeps a confirmed delivery taken for its long time, counted from the confirmation', async () => {
        const { deliveries } = harness().storage;
        await deliveries.claim('d', 0, 100);
        await deliveries.confirm('d', 50, 1000);
        assert.equal(await deliveries.claim('d', 1049, 100), false);
        assert.equal(await deliveries.claim('d', 1050, 100), true);
      });

      it('confirms late work, and a second confirmation never shortens the first', async () => {
        const { deliveries } = harness().storage;
        await deliveries.claim('late', 0, 100);
        await deliveries.claim('late', 100, 100);
        await deliveries.confirm('late', 150, 1000);
        await deliveries.confirm('late', 160, 10);
        assert.equal(await deliveries.claim('late', 1149, 100), false);
        await deliveries.claim('swept', 0, 100);
        await deliveries.sweep(500);
        await deliveries.confirm('swept', 600, 1000);
        assert.equal(await deliveries.claim('swept', 1599, 100), false);
      });

      it('confirms one delivery and no other', async () => {
        const { deliveries } = harness().storage;
        await deliveries.claim('a', 0, 100);
        await deliveries.claim('b', 0, 100);
        await deliveries.confirm('a', 0, 1000);
        assert.equal(await deliveries.claim('b', 100, 100), true);
      });

      it('forgets by a sweep only what has expired', async () => {
        const { deliveries, archive } = harness().storage;
        const old = Array.from({ length: 2100 }, (_, n) => ({ id: `old-${n}`, until: 10 }));
        await archive.put('delivery', old);
        await deliveries.claim('live', 0, 1000);
        await deliveries.claim('confirmed', 0, 10);
        await deliveries.confirm('confirmed', 5, 1000);
        await deliveries.sweep(500);
        assert.equal(await deliveries.claim('live', 500, 1000), false);
        assert.equal(await deliveries.claim('confirmed', 500, 1000), false);
        assert.equal(await deliveries.claim('old-2099', 5, 10), true);
      });
    });
  });
}
