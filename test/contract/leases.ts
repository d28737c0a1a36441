import assert from 'node:assert/strict';
import { type OpenHarness, onFreshStorage } from './stores-harness.ts';

/** What every lease store promises. */
export function leasesContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of leases`, () => {
    onFreshStorage(open, (harness) => {
      it('gives a free lease to one of many, and to nobody else until it expires', async () => {
        const { leases } = harness().storage;
        const all = await Promise.all(
          Array.from({ length: 200 }, (_, n) => leases.acquire('x', `holder-${n}`, 100, 1000)),
        );
        assert.equal(all.filter((lease) => lease !== undefined).length, 1);
        assert.equal(await leases.acquire('x', 'late', 100, 1099), undefined);
        assert.equal((await leases.acquire('x', 'late', 100, 1100))?.until, 1200);
      });

      it('gives every later owner a larger fence, also after a release and a restart', async () => {
        const { leases } = harness().storage;
        const first = await leases.acquire('x', 'a', 100, 0);
        assert.ok(first);
        const again = await leases.acquire('x', 'a', 100, 10);
        assert.ok(again && again.fence > first.fence);
        await leases.release(again);
        const other = await (await harness().reopen()).leases.acquire('x', 'b', 100, 20);
        assert.ok(other && other.fence > again.fence);
      });

      it('renews for its owner, late too, as long as nobody took it', async () => {
        const { leases } = harness().storage;
        const lease = await leases.acquire('x', 'a', 100, 0);
        assert.ok(lease);
        assert.deepEqual(await leases.renew(lease, 100, 500), { ...lease, until: 600 });
        assert.equal(await leases.acquire('x', 'b', 100, 599), undefined);
      });

      it('does not renew what was lost or released', async () => {
        const { leases } = harness().storage;
        const lost = await leases.acquire('x', 'a', 100, 0);
        const taken = await leases.acquire('x', 'b', 100, 200);
        assert.ok(lost && taken);
        assert.equal(await leases.renew(lost, 100, 210), undefined);
        await leases.release(taken);
        assert.equal(await leases.renew(taken, 100, 220), undefined);
      });

      it('ignores a release by an owner that lost it', async () => {
        const { leases } = harness().storage;
        const lost = await leases.acquire('x', 'a', 100, 0);
        assert.ok(lost);
        assert.ok(await leases.acquire('x', 'b', 100, 200));
        await leases.release(lost);
        assert.equal(await leases.acquire('x', 'c', 100, 210), undefined);
      });

      it('ignores a release and a renewal of a lease that the same holder took anew', async () => {
        const { leases } = harness().storage;
        const first = await leases.acquire('x', 'a', 100, 0);
        const again = await leases.acquire('x', 'a', 100, 10);
        assert.ok(first && again);
        assert.equal(await leases.renew(first, 1_000, 20), undefined);
        await leases.release(first);
        assert.equal(await leases.acquire('x', 'b', 100, 30), undefined);
        assert.equal((await leases.acquire('x', 'b', 100, 110))?.holder, 'b');
      });

      it('keeps names apart', async () => {
        const { leases } = harness().storage;
        assert.ok(await leases.acquire('x', 'a', 100, 0));
        assert.ok(await leases.acquire('y', 'b', 100, 0));
      });
    });
  });
}
