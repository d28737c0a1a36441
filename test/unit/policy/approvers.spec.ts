import assert from 'node:assert/strict';
import type { UserRef } from '../../../src/domain/ids.ts';
import { type Person, ROLES, type Role } from '../../../src/domain/person.ts';
import {
  BAR_WORDS,
  type Bar,
  barOf,
  type Duty,
  decidersOf,
  isApprover,
  maySeeNames,
} from '../../../src/policy/approvers.ts';
import { aPerson, PRIYA } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const ref = (id: string) => `sandbox/1/${id}` as UserRef;
const APPROVER = { roles: ['approver'] as const };
const BARS = Object.keys(BAR_WORDS) as Bar[];

/** A duty that Priya asked for, with the given users as targets; notes what was asked about. */
function aDuty(targets: readonly UserRef[] = [], changes: Partial<Duty> = {}) {
  const asked: (readonly UserRef[])[] = [];
  const isTarget = async (users: readonly UserRef[]) => {
    asked.push(users);
    return users.some((user) => targets.includes(user));
  };
  return {
    asked,
    duty: {
      requestedBy: PRIYA,
      gains: () => false,
      isLinked: () => false,
      isDeactivated: () => false,
      isTarget,
      ...changes,
    } satisfies Duty,
  };
}

const PAIRS = [
  [true, true],
  [true, false],
  [false, true],
  [false, false],
] as const;

/** Every set of roles a person can hold. */
const ROLE_SETS: readonly (readonly Role[])[] = Array.from({ length: 2 ** ROLES.length }, (_, mask) =>
  ROLES.filter((_, place) => (mask & (1 << place)) !== 0),
);

describe('who decides on what others asked', () => {
  for (const roles of ROLE_SETS) {
    const expected = roles.includes('admin') || roles.includes('approver');
    it(`${expected ? 'includes' : 'leaves out'} who is ${roles.join(' and ') || 'of no role'}`, () => {
      assert.equal(isApprover(aPerson('tom', { roles })), expected);
    });
  }
});

describe('what keeps somebody from deciding', () => {
  it('is the first that holds of: asked, no role, deactivated, gains, linked, target; for every set of roles', async () => {
    for (const roles of ROLE_SETS) {
      for (const [asked, linked] of PAIRS) {
        for (const gains of [true, false]) {
          for (const [target, deactivated] of PAIRS) {
            const tom = aPerson('tom', { roles, users: [ref('tom'), ref('tom-old')] });
            const { duty } = aDuty(target ? [ref('tom-old')] : [ref('ada')], {
              requestedBy: asked ? tom.id : PRIYA,
              gains: ({ id }) => id === (gains ? tom.id : PRIYA),
              isLinked: ({ id }) => id === (linked ? tom.id : PRIYA),
              isDeactivated: (users) => deactivated && users.includes(ref('tom')),
            });

            const held: readonly (readonly [Bar, boolean])[] = [
              ['asked', asked],
              ['no-role', !isApprover(tom)],
              ['deactivated', deactivated],
              ['gains', gains],
              ['linked', linked],
              ['target', target],
            ];
            const [first = null] = held.filter(([, holds]) => holds).map(([bar]) => bar);
            assert.equal(
              await barOf(tom, duty),
              first,
              `${roles} ${asked} ${linked} ${gains} ${target} ${deactivated}`,
            );
          }
        }
      }
    }
  });

  it('is said in three ways, each of its own', () => {
    for (const way of ['ofThem', 'toYou', 'sentence'] as const) {
      assert.equal(new Set(BARS.map((bar) => BAR_WORDS[bar][way])).size, BARS.length);
    }
    for (const bar of BARS) assert.match(BAR_WORDS[bar].sentence, /^[A-Z].*\.$/);
  });
});

describe('the deciders of one approval', () => {
  it('are approvers and admins in their order, nobody else', async () => {
    const tom = aPerson('tom', APPROVER);
    const ines = aPerson('ines', { roles: ['admin'] });
    const people = deepFreeze([tom, aPerson('omar', { roles: ['operator'] }), ines, aPerson('kofi')]);

    assert.deepEqual(await decidersOf(people, aDuty().duty), { may: [tom, ines], barred: [] });
  });

  it('are not who asked, who would get the role, and who is a target, each with what bars them', async () => {
    const priya = aPerson('priya', { roles: ['admin'], users: [ref('priya')] });
    const tom = aPerson('tom', { ...APPROVER, users: [ref('tom')] });
    const ines = aPerson('ines', { ...APPROVER, users: [ref('ines')] });
    const kofi = aPerson('kofi', { ...APPROVER, users: [ref('kofi')] });
    const { duty } = aDuty([ref('priya'), ref('tom')], { gains: ({ id }) => id === ines.id });

    assert.deepEqual(await decidersOf([priya, tom, ines, kofi], duty), {
      may: [kofi],
      barred: [
        { person: priya, bar: 'asked' },
        { person: tom, bar: 'target' },
        { person: ines, bar: 'gains' },
      ],
    });
  });

  it('leave unnamed a requester or target who could not decide anyway', async () => {
    const people = [aPerson('priya', { roles: ['operator'] }), aPerson('kofi', { users: [ref('kofi')] })];

    assert.deepEqual(await decidersOf(people, aDuty([ref('kofi')]).duty), { may: [], barred: [] });
  });

  it('are looked up among the targets only where there is something to look up', async () => {
    const people = [
      aPerson('priya', { ...APPROVER, users: [ref('priya')] }),
      aPerson('tom', APPROVER),
      aPerson('omar', { users: [ref('omar')] }),
      aPerson('ines', { ...APPROVER, users: [ref('ines')] }),
    ];
    const { asked, duty } = aDuty();

    await decidersOf(people, duty);

    assert.deepEqual(asked, [[ref('ines')]]);
  });

  it('are unknown, not everybody, when the targets cannot be read', async () => {
    const tom = aPerson('tom', { ...APPROVER, users: [ref('tom')] });
    const fault = new Error('database is locked');
    const { duty } = aDuty([], { isTarget: () => Promise.reject(fault) });

    await assert.rejects(decidersOf([tom], duty), fault);
  });
});

describe('the names in a plan', () => {
  it('are shown to who asked, to approvers, admins and auditors, and to nobody else', () => {
    const may = (person: Person) => maySeeNames(person, PRIYA);

    assert.equal(may(aPerson('priya')), true);
    for (const roles of ROLE_SETS) {
      const expected = roles.some((role) => role !== 'operator');
      assert.equal(may(aPerson('tom', { roles })), expected, roles.join());
    }
  });
});
