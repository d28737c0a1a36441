import fc from 'fast-check';
import { ASK_KINDS, ask, GROUPS, undo } from './ask.ts';
import type { Move } from './command.ts';
import { decide, goOn, VERDICTS } from './decide.ts';
import { falter, GUARD_KINDS, guard, OUTSIDE_KINDS, outside, read } from './outside.ts';
import { crash, flip, steer, wait, work } from './steer.ts';

const FILTERS = ['inactive:90d', 'inactive:90d,never', 'group:confluence-users', 'group:team-research'];

const any = fc.nat({ max: 59 });
/** Mostly the newest. */
const recent = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat({ max: 9 }) },
);
/** Mostly the same few, so that what happens to one of them meets what happens to them elsewhere. */
const user = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(6, 5, 8, 9, 0) },
  { weight: 1, arbitrary: fc.nat({ max: 18 }) },
);
const group = fc.constantFrom(...GROUPS);

/** People by their place: priya, tom, ines, noor, leo, omar, uma, a stranger. */
const mostly = (...places: readonly number[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...places) }, { weight: 1, arbitrary: any });
const asker = mostly(0, 5, 6, 1);
const decider = mostly(1, 2, 5, 6);

const manner = fc.record({ account: fc.nat({ max: 1 }), typed: fc.boolean(), again: fc.boolean() });
const wish = fc.record({
  kind: fc.constantFrom(...ASK_KINDS),
  users: fc.array(user, { minLength: 1, maxLength: 6 }),
  filter: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...FILTERS) },
  ),
  groups: fc.tuple(group, group),
});
const whom = fc.record({ user, group: fc.option(group, { freq: 4 }), days: fc.nat({ max: 3 }) });
const fault = fc.constantFrom('before' as const, 'after' as const);

const WEIGHTED: readonly (readonly [weight: number, move: fc.Arbitrary<Move>])[] = [
  [3, fc.tuple(asker, wish).map((of) => ask(...of))],
  [4, fc.tuple(decider, recent, manner).map(([by, which, how]) => decide(by, 'approve', which, how))],
  [1, fc.tuple(any, fc.constantFrom(...VERDICTS), recent, manner).map((of) => decide(...of))],
  [6, fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 16 }).map(work)],
  // Now and then to the end, so that there is something to undo.
  [2, fc.array(fc.nat({ max: 3 }), { maxLength: 60, size: 'max' }).map(work)],
  [3, fc.tuple(asker, recent, fc.option(fc.nat({ max: 9 }), { freq: 3 })).map((of) => undo(...of))],
  [1, fc.tuple(fc.constantFrom('take' as const, 'cap' as const), recent).map((of) => goOn(...of))],
  [
    2,
    fc
      .tuple(
        decider,
        fc.constantFrom('pause' as const, 'continue' as const, 'continue' as const, 'cancel' as const),
        recent,
      )
      .map((of) => steer(...of)),
  ],
  [
    1,
    fc
      .tuple(decider, fc.constantFrom('stop' as const, 'resume' as const, 'resume' as const))
      .map((of) => flip(...of)),
  ],
  [1, fc.boolean().map(crash)],
  [2, fc.tuple(fc.constantFrom(...OUTSIDE_KINDS), user, group).map((of) => outside(...of))],
  [1, fc.tuple(mostly(6, 1), fc.constantFrom(...GUARD_KINDS), whom).map((of) => guard(...of))],
  [1, fc.constant(null).map(read)],
  [1, fc.array(fault, { minLength: 1, maxLength: 3 }).map(falter)],
  [1, fc.constantFrom(0.02, 1, 5, 25, 31 * 24).map(wait)],
];

/** Every kind of move, as often as it shall come. */
export const moves = WEIGHTED.flatMap(([weight, move]) => Array.from({ length: weight }, () => move));
