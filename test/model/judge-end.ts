import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import type { Notice } from '../../src/domain/notice.ts';
import type { World } from '../support/world.ts';
import type { House } from './house.ts';
import { judgeDirectory, judgeRun } from './judge-run.ts';

/** Fails unless everything agrees once nothing is left to do. */
export async function judgeEnd(world: World, house: House): Promise<void> {
  for (const asked of house.asked) {
    const real = await world.storage.approvals.load(asked.id);
    const isOver = world.clock.now() >= asked.expiresAt && ['waiting', 'held'].includes(asked.state);
    // What is held goes on by itself once a higher cap was approved.
    const expected = isOver ? 'expired' : asked.state;
    if (!(expected === 'held' && real?.state === 'waiting')) assert.equal(real?.state, expected, asked.id);
  }
  const runs = await world.storage.runs.list({ limit: 1000 });
  assert.deepEqual(new Set(runs.map(({ id }) => id)), new Set(house.runs), 'one run for each approved plan');
  for (const { id, state } of runs) {
    assert.ok(['done', 'cancelled'].includes(state), `${id} is still ${state}`);
    await judgeRun(world, house, id);
  }
  await judgeDirectory(world, house);
  await judgeCards(world);
  const verdict = await world.storage.audit.verify();
  assert.ok(verdict.ok, `the audit chain: ${JSON.stringify(verdict)}`);
}

/** Every posted card shows how things stand. */
async function judgeCards(world: World): Promise<void> {
  for (const { notice } of world.chat.all) {
    if ('kind' in notice) await judgeCard(world, notice);
  }
}

async function judgeCard({ storage }: World, notice: Notice): Promise<void> {
  if (notice.kind === 'approval' || notice.kind === 'setting-approval') {
    const { id, state, verdicts } = notice.approval;
    const real = await storage.approvals.load(id);
    assert.deepEqual([state, verdicts.length], [real?.state, real?.verdicts.length], `a card of ${id}`);
  }
  if (notice.kind === 'run') {
    const { run, counts } = notice;
    const real = await storage.runs.load(run.id as RunId);
    assert.deepEqual(
      [run.state, counts, run.readBack !== null],
      [real?.state, await storage.ledger.counts(run.id), real?.readBack !== null],
      `a card of ${run.id}`,
    );
  }
}
