import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunId } from '../../src/domain/ids.ts';
import type { RunLedger } from '../../src/ports/run-ledger.ts';
import { World } from '../support/world.ts';

/** Where a life ends: right before or right after one of the two records around a write. */
const MOMENTS = [
  ['before the state is stored', 'begin', 'before'],
  ['between the stored state and the write', 'begin', 'after'],
  ['between the write and its outcome', 'record', 'before'],
  ['after the outcome', 'record', 'after'],
] as const;

class Death extends Error {}

describe('a crash in the middle of a run', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-crash-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  for (const [title, call, when] of MOMENTS) {
    it(`${title}: the next life loses and repeats nothing`, async () => {
      const first = await World.create({ folder, concurrency: 1 });
      dieAt(first, call, when, 3);
      const id = await first.propose('deactivate inactive:90d dir:internal');
      await first.say('tom', `approve ${id}`);
      await first.settle();
      assert.ok(first.scheduler.errors.some((error) => error instanceof Death));
      await first.close();

      const second = await World.create({ folder, clock: first.clock });
      await second.scheduler.enqueue({
        name: 'write-connection',
        key: 'x',
        payload: { connection: 'sandbox' },
      });
      await first.clock.advance(60_000);
      await second.settle();

      const run = await second.storage.runs.load(`R-${id.slice(2)}` as RunId);
      const counts = await second.storage.ledger.counts(`R-${id.slice(2)}` as RunId);
      assert.deepEqual([run?.state, counts.done], ['done', run?.total]);
      const refs = (await second.sandbox.writes()).map(({ id }) => id);
      assert.equal(new Set(refs).size, refs.length, 'nobody was written twice');
      assert.equal(refs.length, run?.total);
      await second.close();
    });
  }
});

/** Lets the nth call of a ledger method end this life, before or after it does its work. */
function dieAt(world: World, call: 'begin' | 'record', when: 'before' | 'after', nth: number): void {
  const { ledger } = world.storage;
  const real = ledger[call].bind(ledger) as (...args: unknown[]) => Promise<void>;
  let calls = 0;
  const dying = async (...args: unknown[]) => {
    calls += 1;
    if (calls >= nth && when === 'before') throw new Death();
    await real(...args);
    if (calls >= nth && when === 'after') throw new Death();
  };
  Object.defineProperty(ledger, call, { value: dying as RunLedger[typeof call] });
}
