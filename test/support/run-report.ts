import assert from 'node:assert/strict';
import { parseUserRef, type RunId } from '../../src/domain/ids.ts';
import { ended, NO_COUNTS, type RunCounts } from '../../src/domain/run.ts';
import type { World } from './world.ts';

const MANY = 10_000;

/**
 * Fails unless a run of a deactivation is over and everything that is known of it agrees: rows, counts, audit,
 * what the sandbox was asked to write, and every card. Gives the counts and the reasons of what failed.
 */
export async function assertAddsUp(
  world: World,
  id: RunId,
): Promise<{ readonly counts: RunCounts; readonly reasons: readonly string[] }> {
  const { runs, ledger, audit } = world.storage;
  const run = await runs.load(id);
  assert.ok(run);
  assert.equal(run.state, 'done');
  assert.ok(run.readBack !== null, 'read back');

  const rows = await ledger.outcomes(id, run.plan, 0, MANY);
  assert.deepEqual(
    rows.map(({ n }) => n),
    Array.from({ length: run.total }, (_, n) => n),
    'every target has one outcome',
  );
  const counts = await ledger.counts(id);
  assert.equal(ended(counts), run.total);
  const counted = { ...NO_COUNTS };
  for (const { outcome } of rows) counted[outcome.kind] += 1;
  assert.deepEqual(counts, counted);

  const events = await audit.read({ action: 'User Deactivated', limit: MANY });
  const told = events.filter(({ key }) => key.startsWith(`target/${id}/`));
  assert.equal(told.length, run.total, 'one audit entry a target');
  assert.equal((await audit.read({ action: 'Run Finished', target: id, limit: MANY })).length, 1);

  const done = rows.filter(({ outcome }) => outcome.kind === 'done');
  const writes = await world.sandbox.writes();
  assert.deepEqual(
    writes.map((write) => write.id).sort(),
    done.map(({ target }) => parseUserRef(target.ref)?.id ?? '').sort(),
    'who is done was written, once; nobody else was',
  );
  assertCards(world, id, counts);
  return {
    counts,
    reasons: rows.flatMap(({ outcome }) => (outcome.kind === 'failed' ? [outcome.problem.kind] : [])),
  };
}

/** Every card of the run that is still there says that it is over, with the same counts. */
function assertCards(world: World, id: RunId, counts: RunCounts): void {
  const cards = world.chat.all.flatMap(({ notice }) =>
    'kind' in notice && notice.kind === 'run' && notice.run.id === id ? [notice] : [],
  );
  assert.ok(cards.length > 0);
  for (const card of cards) {
    assert.deepEqual([card.run.state, card.counts, card.run.readBack !== null], ['done', counts, true]);
  }
}
