import assert from 'node:assert/strict';
import type { Instant, UserRef } from '../../src/domain/ids.ts';
import { nestingOf } from '../../src/domain/nesting.ts';
import { type After, afterSteps, isNoop, type Step, type StepKind } from '../../src/domain/operation.ts';
import { isProblem, problemOf } from '../../src/domain/problem.ts';
import { type DirectoryUser, seatGroupsOf } from '../../src/domain/user.ts';
import type { UserDirectory } from '../../src/ports/user-directory.ts';
import type { DirectoryHarness } from './user-directory.ts';

/** What a connection that can write needs on top of the reading contract. */
export interface WritableHarness extends DirectoryHarness {
  /** An enabled user in a directory that takes writes. */
  readonly writable: UserRef;
  /** A user whose directory is read-only. */
  readonly readOnly: UserRef;
  /** A group `writable` is in by itself, and one it is not in at all. */
  readonly leavable: string;
  readonly joinable: string;
  /** A username nobody has, and one that somebody else has. */
  readonly freeName: string;
  readonly takenName: string;
  /** A user in `group` only through `through`; null when the directory knows no nested groups. */
  readonly inheriting: { readonly ref: UserRef; readonly group: string; readonly through: string } | null;
  /** The clock that writes are dated by. */
  readonly now: () => Instant;
  /** Makes the next request one too many. */
  readonly exhaust: () => Promise<void>;
}

const calm = new AbortController().signal;

/** What joining, leaving and everything else leaves behind in a directory, see {@link afterSteps}. */
export async function worldOf(directory: UserDirectory, at: Instant): Promise<After> {
  const { groups } = (await directory.read(calm)).header;
  return { seatGroups: seatGroupsOf(groups), nesting: nestingOf(groups), at };
}

/** A user without the difference between a fact that is absent and one that says "none". */
export function plain(user: DirectoryUser | null | undefined) {
  if (user === null || user === undefined) return null;
  const { deactivatedAt = null, inherited = {}, ...facts } = user;
  return { ...facts, deactivatedAt, inherited };
}

/** What a directory that writes and has a rate limit promises on top of the reading contract. */
export function writableDirectoryContract(name: string, make: () => Promise<WritableHarness>): void {
  const steps = (harness: WritableHarness): readonly Step[] =>
    everyStep(harness).filter(({ kind }) => harness.directory.capabilities.writes.includes(kind));
  /** A fresh directory for each step it declares, with the user as the step needs it. */
  const eachStep = async (test: (harness: WritableHarness, step: Step) => Promise<void>) => {
    for (const { kind } of steps(await make())) {
      const harness = await make();
      const { directory, writable } = harness;
      if (kind === 'activate') await directory.apply(writable, { kind: 'deactivate' }, calm);
      await test(harness, stepOf(kind, harness));
    }
  };

  describe(`${name} keeps the user directory contract: writing`, () => {
    it('is typed when it is asked too often, with a waiting time in milliseconds', async () => {
      const { directory, known, exhaust } = await make();
      await exhaust();
      await assert.rejects(directory.user(known, calm), (error) => {
        const problem = problemOf(error);
        return (
          problem?.kind === 'rate-limited' &&
          Number.isInteger(problem.retryAfterMs) &&
          problem.retryAfterMs > 0
        );
      });
    });

    it('does each step as predicted, says already-so the second time and leaves the same state', () =>
      eachStep(async ({ directory, writable, now }, step) => {
        const before = await directory.user(writable, calm);
        assert.ok(before !== undefined && !isNoop(step, before), step.kind);
        const predicted = afterSteps([step], before, await worldOf(directory, now()));
        assert.equal(await directory.apply(writable, step, calm), 'done', step.kind);
        const once = await directory.user(writable, calm);
        assert.deepEqual(plain(once), plain(predicted));
        assert.equal(await directory.apply(writable, step, calm), 'already-so', step.kind);
        assert.deepEqual(await directory.user(writable, calm), once);
      }));

    it('shows what a step did in a complete read, and nobody else changed', () =>
      eachStep(async ({ directory, writable }, step) => {
        const before = await readAll(directory);
        await directory.apply(writable, step, calm);
        const after = await readAll(directory);
        assert.deepEqual(after.get(writable), await directory.user(writable, calm));
        assert.notDeepEqual(after.get(writable), before.get(writable), step.kind);
        before.delete(writable);
        after.delete(writable);
        assert.deepEqual(after, before);
      }));

    it('brings a user back exactly as it was', async () => {
      const { directory, writable, freeName, joinable, leavable } = await make();
      const before = await directory.user(writable, calm);
      const ways: readonly (readonly [Step, Step])[] = [
        [{ kind: 'deactivate' }, { kind: 'activate' }],
        [
          { kind: 'rename', to: freeName },
          { kind: 'rename', to: before?.username ?? '' },
        ],
        [
          { kind: 'join', group: joinable },
          { kind: 'leave', group: joinable },
        ],
        [
          { kind: 'leave', group: leavable },
          { kind: 'join', group: leavable },
        ],
      ];
      const { writes } = directory.capabilities;
      for (const [there, back] of ways) {
        if (!writes.includes(there.kind) || !writes.includes(back.kind)) continue;
        await directory.apply(writable, there, calm);
        assert.equal(await directory.apply(writable, back, calm), 'done', back.kind);
        assert.deepEqual(await directory.user(writable, calm), before);
      }
    });

    it('lets exactly one of two writes at once be the one that did it', () =>
      eachStep(async ({ directory, writable }, step) => {
        const twice = [directory.apply(writable, step, calm), directory.apply(writable, step, calm)];
        assert.deepEqual((await Promise.all(twice)).sort(), ['already-so', 'done'], step.kind);
      }));

    it('does not count a write of ours as a change from outside', () =>
      eachStep(async ({ directory, writable }, step) => {
        const before = await directory.revision();
        await directory.apply(writable, step, calm);
        assert.equal(await directory.revision(), before, step.kind);
      }));

    it('refuses every step in a read-only directory', () =>
      eachStep(async ({ directory, readOnly }, step) => {
        const before = await directory.user(readOnly, calm);
        await assert.rejects(directory.apply(readOnly, step, calm), (error) => isProblem(error, 'rejected'));
        assert.deepEqual(await directory.user(readOnly, calm), before, step.kind);
      }));

    it('says not-found for a user that does not exist', () =>
      eachStep(async ({ directory, unknown }, step) => {
        // To delete somebody who is not there may be the same as to have deleted them.
        if (step.kind === 'delete') return;
        await assert.rejects(directory.apply(unknown, step, calm), (error) => isProblem(error, 'not-found'));
      }));

    it('writes nothing when it is aborted before', () =>
      eachStep(async ({ directory, writable }, step) => {
        const before = await directory.user(writable, calm);
        const reason = new Error('stopped');
        await assert.rejects(directory.apply(writable, step, AbortSignal.abort(reason)), reason);
        assert.deepEqual(await directory.user(writable, calm), before, step.kind);
      }));

    it('gives nobody a name that somebody else has, in whatever case, and says who', async () => {
      const { directory, writable, takenName } = await make();
      if (!directory.capabilities.writes.includes('rename')) return;
      const before = await directory.user(writable, calm);
      for (const to of [takenName, takenName.toUpperCase()]) {
        await assert.rejects(directory.apply(writable, { kind: 'rename', to }, calm), (error) => {
          const problem = problemOf(error);
          return problem?.kind === 'conflict' && problem.message.includes(to);
        });
      }
      assert.deepEqual(await directory.user(writable, calm), before);
    });

    it('says not-found for a group to be joined that does not exist', async () => {
      const { directory, writable } = await make();
      if (!directory.capabilities.writes.includes('join')) return;
      const join: Step = { kind: 'join', group: 'no such group' };
      await assert.rejects(directory.apply(writable, join, calm), (error) => isProblem(error, 'not-found'));
    });

    it("keeps what is inherited until the group it comes through is left, or it becomes the user's own", async () => {
      const { directory, inheriting } = await make();
      if (inheriting === null || !directory.capabilities.writes.includes('leave')) return;
      const { ref, group, through } = inheriting;
      const before = await directory.user(ref, calm);
      assert.equal(before?.inherited?.[group], through);
      await assert.rejects(directory.apply(ref, { kind: 'leave', group }, calm), (error) => {
        const problem = problemOf(error);
        return (
          problem?.kind === 'rejected' && [group, through].every((name) => problem.message.includes(name))
        );
      });
      assert.deepEqual(await directory.user(ref, calm), before);
      assert.equal(await directory.apply(ref, { kind: 'leave', group: through }, calm), 'done');
      const without = await directory.user(ref, calm);
      assert.ok(!without?.groups.includes(group) && !without?.groups.includes(through));
      await directory.apply(ref, { kind: 'join', group: through }, calm);
      assert.deepEqual(await directory.user(ref, calm), before);
      assert.equal(await directory.apply(ref, { kind: 'join', group }, calm), 'done');
      await directory.apply(ref, { kind: 'leave', group: through }, calm);
      assert.ok((await directory.user(ref, calm))?.groups.includes(group));
    });
  });
}

async function readAll(directory: UserDirectory): Promise<Map<UserRef, DirectoryUser>> {
  const users = new Map<UserRef, DirectoryUser>();
  for await (const batch of (await directory.read(calm)).users)
    for (const user of batch) users.set(user.ref, user);
  return users;
}

function everyStep({ freeName, joinable, leavable }: WritableHarness): readonly Step[] {
  return [
    { kind: 'activate' },
    { kind: 'deactivate' },
    { kind: 'rename', to: freeName },
    { kind: 'delete' },
    { kind: 'join', group: joinable },
    { kind: 'leave', group: leavable },
  ];
}

function stepOf(kind: StepKind, harness: WritableHarness): Step {
  const step = everyStep(harness).find((candidate) => candidate.kind === kind);
  assert.ok(step);
  return step;
}
