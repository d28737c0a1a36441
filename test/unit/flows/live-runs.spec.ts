import assert from 'node:assert/strict';
import type { ConnectionName } from '../../../src/domain/ids.ts';
import type { Run } from '../../../src/domain/run.ts';
import { liveRuns } from '../../../src/flows/live-runs.ts';
import type { Services } from '../../../src/flows/services.ts';

const [busy, other] = ['busy', 'other'] as ConnectionName[];

/** A store that has so many runs, those of `busy` before the last one, which is of `other`. */
function storeOf(count: number): { readonly storage: Services['storage']; readonly asked: number[] } {
  const asked: number[] = [];
  const all = Array.from({ length: count }, (_, n) => ({
    id: n,
    connection: n === count - 1 ? other : busy,
  }));
  const list = async ({ limit, newestFirst = true }: { limit: number; newestFirst?: boolean }) => {
    asked.push(limit);
    return (newestFirst ? [...all].reverse() : all).slice(0, limit) as unknown as readonly Run[];
  };
  return { storage: { runs: { list } } as unknown as Services['storage'], asked };
}

describe('live runs', () => {
  for (const count of [1, 999, 1000, 1001, 5000]) {
    it(`are all of ${count}, also of a connection whose runs came last or first`, async () => {
      const { storage } = storeOf(count);
      const of = async (connection: ConnectionName | undefined, oldestFirst: boolean) =>
        (await liveRuns({ storage }, { states: ['running'], oldestFirst, ...(connection && { connection }) }))
          .length;
      for (const oldestFirst of [true, false]) {
        assert.equal(await of(undefined, oldestFirst), count);
        assert.equal(await of(other, oldestFirst), 1);
        assert.equal(await of(busy, oldestFirst), count - 1);
      }
    });
  }

  it('are asked for once as long as they are few', async () => {
    const { storage, asked } = storeOf(999);
    await liveRuns({ storage }, { states: ['running'] });
    assert.deepEqual(asked, [1000]);
  });
});
