import assert from 'node:assert/strict';
import type { RunId, UserRef } from '../../src/domain/ids.ts';
import { actionsOf } from '../../src/domain/operation.ts';
import type { PlanTarget, SkipReason } from '../../src/domain/plan.ts';
import { isLive, type TargetOutcome } from '../../src/domain/run.ts';
import type { World } from '../support/world.ts';
import type { House, Write } from './house.ts';
import { looks, type ModelUser, words } from './users.ts';

const MANY = 10_000;

/** What may keep an undo from a user that nobody changed since. */
const HOLDS: readonly SkipReason[] = [
  'protected',
  'admin',
  'last-admin',
  'own-account',
  'service-account',
  'exempt',
  'too-new',
  'name-taken',
  'not-for-oneself',
  'read-only-directory',
];

type Row = TargetOutcome & { readonly target: PlanTarget };

/** Fails unless a run that has ended agrees with what the directory saw, with its audit entries and its undo. */
export async function judgeRun(world: World, house: House, id: RunId): Promise<void> {
  const run = await world.storage.runs.load(id);
  assert.ok(run !== undefined && !isLive(run.state));
  const rows = await world.storage.ledger.outcomes(id, run.plan, 0, MANY);
  if (run.state === 'done') {
    assert.deepEqual(
      rows.map(({ n }) => n),
      Array.from({ length: run.total }, (_, n) => n),
      `${id} is done with one outcome a target`,
    );
  }
  for (const row of rows) await judgeRow(world, house, id, row);
  for (const write of house.writes.filter((each) => each.run === id)) {
    const row = rows.find(({ n }) => n === write.n);
    const what = `${id} changed ${write.before.username} (${write.step.kind})`;
    // What somebody reverted or made good in the meantime looks as if we had never been there.
    if (house.isTouched(write.ref, write.seq, [id])) continue;
    assert.ok(row !== undefined, `${what}, but it has no outcome`);
    assert.ok(['done', 'failed'].includes(row.outcome.kind), `${what}, but it ended ${row.outcome.kind}`);
  }
  await judgeUndo(world, house, id, rows);
}

function writesOf(house: House, run: RunId, n: number): readonly Write[] {
  return house.writes.filter((write) => write.run === run && write.n === n);
}

/** Each outcome is told under every action of its steps; what was done with how it was and how it is. */
async function judgeRow(world: World, house: House, run: RunId, row: Row): Promise<void> {
  const { target, outcome, n } = row;
  const status = { done: 'done', 'already-so': 'skipped', skipped: 'skipped', failed: 'failed' }[
    outcome.kind
  ];
  const writes = writesOf(house, run, n);
  const [first, last] = [writes[0], writes.at(-1)];
  if (outcome.kind === 'done' && first === undefined) {
    // When a write was lost on its way nobody can tell whether it arrived or somebody else did the same.
    const mayErr = house.begun.has(`${run}/${n}`) && house.touches.has(target.ref);
    assert.ok(mayErr, `${run} claims to have changed ${target.username}`);
  }
  const isLetIn = target.steps.some(({ kind }) => kind === 'activate');
  const givenBack = isLetIn ? target.steps.find((step) => step.kind === 'rename')?.to : undefined;
  for (const action of actionsOf(target.steps)) {
    const events = await world.storage.audit.read({
      action,
      target: givenBack ?? target.username,
      limit: MANY,
    });
    const [event, ...more] = events.filter(
      ({ key }) => key === `target/${run}/${n}` || key.startsWith(`target/${run}/${n}/`),
    );
    assert.ok(event !== undefined && more.length === 0, `one entry for ${target.username} in ${run}`);
    assert.equal(event.status, status, `${target.username} in ${run}`);
    if (outcome.kind !== 'done' || first === undefined || last === undefined) continue;
    if (house.isMixed(run, first, [run])) continue;
    assert.equal(event.before, words(first.before, target.steps), `before ${run}`);
    assert.equal(event.after, words(last.after, target.steps), `after ${run}`);
  }
}

/** An undo gives back to everybody whom nobody else changed since exactly what they had. */
async function judgeUndo(world: World, house: House, undo: RunId, rows: readonly Row[]): Promise<void> {
  const { operation } = house.askedFor(undo) ?? {};
  if (operation?.kind !== 'undo') return;
  const run = await world.storage.runs.load(undo);
  const undone = await world.storage.runs.load(operation.run);
  assert.ok(run !== undefined && undone !== undefined);
  const exclusions = await world.storage.planRows.exclusions(run.plan, 0, MANY);
  const ends = await world.storage.ledger.outcomes(undone.id, undone.plan, 0, MANY);
  for (const { ref, username } of house.askedFor(operation.run)?.targets.values() ?? []) {
    if (operation.username !== null && username !== operation.username) continue;
    const mine = house.writes.filter((write) => write.run === operation.run && write.ref === ref);
    const [first, last] = [mine[0], mine.at(-1)];
    if (first === undefined || last === undefined) continue;
    if (house.isMixed(operation.run, first, [operation.run, undo])) continue;
    if (looks(first.before) === looks(last.after)) continue;
    const row = rows.find(({ target }) => target.ref === ref);
    const excluded = exclusions.find((each) => each.ref === ref)?.reason;
    const end = ends.find(({ target }) => target.ref === ref);
    // Nobody can put back what nobody knows: the answer to the last try was lost.
    if (excluded === 'changed-since' && end?.outcome.kind === 'failed' && end.after === null) continue;
    // Cancelled before its turn.
    if (row === undefined && excluded === undefined && run.state === 'cancelled') continue;
    judgeUndone(undo, first.before, house.user(ref), row, excluded);
    if (row?.outcome.kind === 'done') house.undone.add(`${undo}/${ref}`);
  }
}

function judgeUndone(
  undo: RunId,
  before: ModelUser,
  now: ModelUser,
  row: Row | undefined,
  excluded: SkipReason | undefined,
): void {
  const name = `${before.username} in ${undo}`;
  const reason = row?.outcome.kind === 'skipped' ? row.outcome.reason : excluded;
  if (reason !== undefined) {
    assert.ok(HOLDS.includes(reason), `${name} is left alone: ${reason}`);
    return;
  }
  if (row?.outcome.kind === 'failed') return;
  assert.equal(looks(now), looks(before), `${name} is put back`);
}

/** Everybody in the directory is as the model has them: nothing happened that nobody saw. */
export async function judgeDirectory(world: World, house: House): Promise<void> {
  const { signal } = new AbortController();
  for (const [ref, user] of house.users) {
    const real = await world.sandbox.user(ref as UserRef, signal);
    const inherited = real?.inherited ?? {};
    const seen: ModelUser | undefined = real && {
      ...user,
      username: real.username,
      active: real.active,
      own: new Set(real.groups.filter((group) => !(group in inherited))),
    };
    assert.equal(seen === undefined ? 'gone' : looks(seen), looks(user), user.username);
  }
}
