import assert from 'node:assert/strict';
import fc from 'fast-check';
import { caseless } from '../../src/domain/caseless.ts';
import type { UserRef } from '../../src/domain/ids.ts';
import { afterSteps, inheritedThrough, isNoop, type Step } from '../../src/domain/operation.ts';
import { type ProblemKind, problemOf } from '../../src/domain/problem.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import type { Applied, UserDirectory } from '../../src/ports/user-directory.ts';
import { plain, type WritableHarness, worldOf } from './writable-directory.ts';

const calm = new AbortController().signal;
const RUNS = 80;

/** A step whose user, group and name are drawn from what a directory has. */
const drawn = fc.record({
  who: fc.nat(1_000),
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('join' as const, 'leave' as const) },
    { weight: 3, arbitrary: fc.constantFrom('activate' as const, 'deactivate' as const, 'rename' as const) },
    { weight: 1, arbitrary: fc.constant('delete' as const) },
  ),
  what: fc.nat(1_000),
});

interface Drawn {
  readonly who: number;
  readonly kind: Step['kind'];
  readonly what: number;
}

/**
 * What plans, undo and the read-back rely on: in whatever order steps are carried out, a fresh read gives
 * exactly what was worked out before. `writable`, `inheriting` and two users beside are changed.
 */
export function predictedStepsContract(
  name: string,
  make: () => Promise<WritableHarness & { readonly others: readonly UserRef[] }>,
): void {
  describe(`${name} does with any steps in any order`, () => {
    it('exactly what was worked out before, and tells what it did', async () => {
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(fc.array(drawn, { minLength: 1, maxLength: 40, size: 'max' }), async (all) => {
          const { directory, writable, inheriting, others, freeName, takenName, now } = await make();
          const refs = [writable, ...others, ...(inheriting === null ? [] : [inheriting.ref])];
          const world = await worldOf(directory, now());
          const groups = await nestedAndOwn(directory, refs);
          const first = await states(directory, refs);
          const names = [...[...first.values()].map((user) => user?.username ?? ''), freeName, takenName];
          const went = new Map<UserRef, Step[]>();
          let current = first;
          for (const one of all) {
            const ref = refs[one.who % refs.length] as UserRef;
            const step = stepFrom(one, groups, names);
            if (!directory.capabilities.writes.includes(step.kind)) continue;
            const before = current.get(ref);
            const expected = expectedOf(step, ref, current, takenName);
            const result = await resultOf(directory, ref, step);
            assert.equal(result, expected, JSON.stringify(step));
            seen.add(`${step.kind} ${result}`);
            const isDone = result === 'done' || result === 'already-so';
            if (isDone) went.set(ref, [...(went.get(ref) ?? []), step]);
            const after = isDone && before !== undefined ? afterSteps([step], before, world) : before;
            const fresh = await states(directory, refs);
            assert.deepEqual(plain(fresh.get(ref)), plain(after), JSON.stringify(step));
            for (const other of refs)
              if (other !== ref) assert.deepEqual(fresh.get(other), current.get(other));
            current = fresh;
          }
          const read = await readAll(directory);
          for (const ref of refs) {
            const start = first.get(ref);
            assert.ok(start);
            assert.deepEqual(plain(afterSteps(went.get(ref) ?? [], start, world)), plain(current.get(ref)));
            assert.deepEqual(read.get(ref), current.get(ref));
          }
        }),
        { numRuns: RUNS },
      );
      for (const kind of (await make()).directory.capabilities.writes) {
        for (const result of ['done', 'already-so'])
          assert.ok(seen.has(`${kind} ${result}`), `${kind} ${result}`);
      }
      for (const result of ['leave rejected', 'rename conflict', 'join not-found'])
        assert.ok(seen.has(result), result);
    });
  });
}

type States = ReadonlyMap<UserRef, DirectoryUser | undefined>;

function expectedOf(step: Step, ref: UserRef, current: States, takenName: string): Applied | ProblemKind {
  const user = current.get(ref);
  if (user === undefined) return step.kind === 'delete' ? 'already-so' : 'not-found';
  if (step.kind === 'leave' && inheritedThrough(user, step.group) !== undefined) return 'rejected';
  if (step.kind === 'rename') {
    const others = [...current].flatMap(([other, one]) =>
      other === ref || one === undefined ? [] : one.username,
    );
    const isTaken = [...others, takenName].some((name) => caseless(name) === caseless(step.to));
    if (isTaken) return 'conflict';
  }
  return isNoop(step, user) ? 'already-so' : 'done';
}

async function resultOf(directory: UserDirectory, ref: UserRef, step: Step): Promise<Applied | ProblemKind> {
  try {
    return await directory.apply(ref, step, calm);
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return problem.kind;
  }
}

async function states(directory: UserDirectory, refs: readonly UserRef[]): Promise<States> {
  const found = new Map<UserRef, DirectoryUser | undefined>();
  for (const ref of refs) found.set(ref, await directory.user(ref, calm));
  return found;
}

async function readAll(directory: UserDirectory): Promise<States> {
  const users = new Map<UserRef, DirectoryUser>();
  for await (const batch of (await directory.read(calm)).users)
    for (const user of batch) users.set(user.ref, user);
  return users;
}

/** The groups that are nested, those they are nested in, and the users' own: where it gets difficult. */
async function nestedAndOwn(directory: UserDirectory, refs: readonly UserRef[]): Promise<readonly string[]> {
  const { groups } = (await directory.read(calm)).header;
  const nested = groups.flatMap(({ name, memberOf = [] }) =>
    memberOf.length === 0 ? [] : [name, ...memberOf],
  );
  const own = [...(await states(directory, refs)).values()].flatMap((user) => user?.groups ?? []);
  return [...new Set([...nested, ...own])].sort();
}

function stepFrom({ kind, what }: Drawn, groups: readonly string[], names: readonly string[]): Step {
  switch (kind) {
    case 'join':
    case 'leave':
      return { kind, group: groups[what % groups.length] as string };
    case 'rename': {
      const name = names[what % names.length] as string;
      return { kind, to: what % 2 === 0 ? name : name.toUpperCase() };
    }
    default:
      return { kind };
  }
}
