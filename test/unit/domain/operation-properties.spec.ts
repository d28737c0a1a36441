import assert from 'node:assert/strict';
import fc from 'fast-check';
import { caseless } from '../../../src/domain/caseless.ts';
import { goingWith, inheritedThrough, isMember } from '../../../src/domain/membership.ts';
import {
  afterSteps,
  isAlreadySo,
  isNoop,
  needsOf,
  type Operation,
  type Step,
  seatsFreed,
  stepsFor,
} from '../../../src/domain/operation.ts';
import { type DirectoryUser, isLicensed } from '../../../src/domain/user.ts';
import { aDirectoryUser } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

type Asked = Exclude<Operation, { readonly kind: 'undo' }>;

const GROUPS = ['alpha', 'Beta', 'gamma', 'delta', 'users', 'staff'];
const WORLD = { seatGroups: new Set(['users', 'staff']), at: 7 };

/** Some groups of an organisation, now and then written in capitals. */
const someGroups = fc
  .tuple(fc.uniqueArray(fc.constantFrom(...GROUPS), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([names, loud]) => (loud ? names.map((name) => name.toUpperCase()) : names));

const anyOperation: fc.Arbitrary<Asked> = fc.oneof(
  fc.constant<Asked>({ kind: 'activate' }),
  fc.constantFrom(null, '_old', '').map((suffix): Asked => ({ kind: 'deactivate', suffix })),
  someGroups.map((groups): Asked => ({ kind: 'add-to-groups', groups })),
  someGroups.map((groups): Asked => ({ kind: 'remove-from-groups', groups })),
  fc.tuple(someGroups, someGroups).map(([from, to]): Asked => ({ kind: 'move-groups', from, to })),
);

/** A user in some groups, of which each but the first may come through one named before it. */
const anyUser: fc.Arbitrary<DirectoryUser> = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...GROUPS), { maxLength: 6 }),
    through: fc.array(fc.option(fc.nat({ max: 5 })), { minLength: 6, maxLength: 6 }),
    active: fc.boolean(),
    username: fc.constantFrom('ada', 'ada_old', 'Ada_OLD'),
    knowsNesting: fc.boolean(),
  })
  .map(({ names, through, active, username, knowsNesting }) => {
    const inherited: Record<string, string> = {};
    for (const [place, name] of names.entries()) {
      const by = through[place];
      const source = by == null ? undefined : names[by];
      if (source !== undefined && (by ?? 0) < place) inherited[name] = source;
    }
    const seatGroup = names.find((name) => WORLD.seatGroups.has(name));
    return aDirectoryUser({
      username,
      active,
      deactivatedAt: active ? null : 3,
      groups: [...names].sort(),
      ...(knowsNesting ? { inherited } : {}),
      seat: seatGroup === undefined ? { kind: 'none' } : { kind: 'group', group: seatGroup },
    });
  });

const anyFacts = fc.record({ canRename: fc.boolean(), formerName: fc.constantFrom(null, 'ada') });

interface Planned {
  readonly operation: Asked;
  readonly user: DirectoryUser;
  readonly facts: { readonly canRename: boolean; readonly formerName: string | null };
  readonly steps: readonly Step[];
}

const anyPlanned: fc.Arbitrary<Planned> = fc
  .tuple(anyOperation, anyUser, anyFacts)
  .map(([operation, user, facts]) => {
    const frozen = deepFreeze(user);
    return { operation, user: frozen, facts, steps: deepFreeze(stepsFor(operation, frozen, facts)) };
  });

function holdsFor(check: (planned: Planned) => void): void {
  fc.assert(fc.property(anyPlanned, check), { numRuns: 3_000 });
}

/** The user after the first n steps, for every n from none to all. */
function alongTheWay({ steps, user }: Planned): readonly DirectoryUser[] {
  return [0, ...steps.map((_, n) => n + 1)].map((n) => leftBy(steps.slice(0, n), user));
}

function leftBy(steps: readonly Step[], user: DirectoryUser): DirectoryUser {
  return afterSteps(steps, user, WORLD) ?? assert.fail('nothing here deletes');
}

describe('the steps of any operation on any user', () => {
  it('are none exactly when it is already so, and none of them changes nothing', () => {
    holdsFor((planned) => {
      assert.equal(isAlreadySo(planned.steps, planned.user), planned.steps.length === 0);
      alongTheWay(planned).forEach((user, n) => {
        const step = planned.steps[n];
        if (step !== undefined) assert.equal(isNoop(step, user), false, JSON.stringify(step));
      });
    });
  });

  it('make it already so once they are carried out, and there is nothing more to do then', () => {
    holdsFor(({ operation, user, facts, steps }) => {
      const after = leftBy(steps, user);

      assert.equal(isAlreadySo(steps, after), true);
      assert.deepEqual(stepsFor(operation, after, facts), []);
    });
  });

  it('can be repeated from wherever a crash left them, with the same end', () => {
    holdsFor((planned) => {
      const end = leftBy(planned.steps, planned.user);
      for (const user of alongTheWay(planned)) assert.deepEqual(leftBy(planned.steps, user), end);
    });
  });

  it('never leave who is moved without both the old and the new groups', () => {
    holdsFor((planned) => {
      const { operation, steps } = planned;
      if (operation.kind !== 'move-groups' || steps.length === 0) return;
      for (const user of alongTheWay(planned)) {
        const hasOld = steps.every((step) => step.kind !== 'leave' || isMember(user, step.group));
        const hasNew = operation.to.every((group) => isMember(user, group));
        assert.ok(hasOld || hasNew, JSON.stringify(user.groups));
      }
    });
  });

  it('end with every new group and without the old ones that were the own', () => {
    holdsFor(({ operation, user, steps }) => {
      const after = leftBy(steps, user);
      if (operation.kind === 'add-to-groups') {
        assert.ok(operation.groups.every((group) => isMember(after, group)));
      }
      if (operation.kind === 'remove-from-groups') {
        for (const group of operation.groups) {
          assert.ok(!isMember(after, group) || inheritedThrough(after, group) !== undefined);
        }
      }
      if (operation.kind === 'move-groups' && steps.length > 0) {
        assert.ok(operation.to.every((group) => isMember(after, group)));
        const to = new Set(operation.to.map(caseless));
        for (const group of operation.from.filter((name) => !to.has(caseless(name)))) {
          assert.ok(!isMember(after, group) || inheritedThrough(after, group) !== undefined);
        }
      }
    });
  });

  it('touch nothing that no step names, but for what is inherited through a group that is left', () => {
    holdsFor(({ user, steps }) => {
      const after = leftBy(steps, user);
      const kinds = new Set(steps.map(({ kind }) => kind));
      if (!kinds.has('activate') && !kinds.has('deactivate')) {
        assert.deepEqual([after.active, after.deactivatedAt], [user.active, user.deactivatedAt]);
      }
      if (!kinds.has('rename')) assert.equal(after.username, user.username);
      const named = new Set<string>();
      for (const step of steps) {
        if (step.kind === 'join') named.add(caseless(step.group));
        if (step.kind === 'leave') for (const group of goingWith(user, step.group)) named.add(group);
      }
      for (const group of GROUPS.filter((name) => !named.has(caseless(name)))) {
        assert.equal(isMember(after, group), isMember(user, group), group);
        assert.equal(inheritedThrough(after, group), inheritedThrough(user, group), group);
      }
      const { active, deactivatedAt, username, groups, seat } = user;
      const rest = user.inherited === undefined ? {} : { inherited: user.inherited };
      assert.deepEqual({ ...after, active, deactivatedAt, username, groups, seat, ...rest }, user);
    });
  });

  it('leave only inheritance that a membership still stands for', () => {
    holdsFor(({ user, steps }) => {
      const after = leftBy(steps, user);
      for (const [name, through] of Object.entries(after.inherited ?? {})) {
        assert.ok(isMember(after, name) && isMember(after, through), `${name} through ${through}`);
      }
    });
  });

  it('give back a seat exactly where one was taken and none is after', () => {
    holdsFor(({ user, steps }) => {
      const after = leftBy(steps, user);
      const hasSeat = after.active && after.groups.some((name) => WORLD.seatGroups.has(caseless(name)));

      assert.equal(isLicensed(after), hasSeat);
      assert.equal(seatsFreed(user, after), Number(isLicensed(user)) - Number(hasSeat));
    });
  });

  it('are of the kinds the operation needs, and renames where they can be written', () => {
    holdsFor(({ operation, facts, steps }) => {
      const allowed: readonly Step['kind'][] = [
        ...needsOf(operation),
        ...(facts.canRename ? ['rename' as const] : []),
      ];
      for (const { kind } of steps) assert.ok(allowed.includes(kind), kind);
    });
  });
});
