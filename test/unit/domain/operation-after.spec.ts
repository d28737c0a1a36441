import assert from 'node:assert/strict';
import { afterSteps, type Step, seatsFreed } from '../../../src/domain/operation.ts';
import type { DirectoryUser, Seat } from '../../../src/domain/user.ts';
import { aDirectoryUser, NOW } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const WORLD = { seatGroups: new Set(['confluence-users', 'confluence-contractors']), at: NOW };
const USERS = 'confluence-users';
const CONTRACTORS = 'confluence-contractors';

function leftBy(steps: readonly Step[], facts: Partial<DirectoryUser> = {}): DirectoryUser | null {
  return afterSteps(deepFreeze(steps), deepFreeze(aDirectoryUser(facts)), WORLD);
}

describe('a user after steps', () => {
  it('is as before but for what they name', () => {
    const ada = aDirectoryUser();
    const gone = { active: false, deactivatedAt: 5 };

    assert.deepEqual(leftBy([{ kind: 'deactivate' }]), { ...ada, active: false, deactivatedAt: NOW });
    assert.deepEqual(leftBy([{ kind: 'activate' }], gone), { ...ada, active: true, deactivatedAt: null });
    assert.deepEqual(leftBy([{ kind: 'rename', to: 'ada_old' }]), { ...ada, username: 'ada_old' });
    assert.deepEqual(leftBy([{ kind: 'leave', group: 'Finance' }]), { ...ada, groups: [USERS] });
    assert.deepEqual(leftBy([{ kind: 'join', group: 'audit' }]), {
      ...ada,
      groups: ['audit', USERS, 'finance'],
    });
  });

  it('is the same where they change nothing, with the day it was deactivated', () => {
    const gone = aDirectoryUser({ active: false, deactivatedAt: 5 });

    assert.deepEqual(leftBy([], gone), gone);
    assert.deepEqual(leftBy([{ kind: 'deactivate' }, { kind: 'leave', group: 'sales' }], gone), gone);
  });

  it('is nobody once deleted, whatever follows', () => {
    assert.equal(leftBy([{ kind: 'delete' }]), null);
    assert.equal(leftBy([{ kind: 'delete' }, { kind: 'activate' }]), null);
  });

  it('keeps a group that comes through one that is left when it was joined before', () => {
    const facts = { groups: ['europe', 'paris'], inherited: { europe: 'paris' } };
    const steps: readonly Step[] = [
      { kind: 'join', group: 'europe' },
      { kind: 'leave', group: 'paris' },
    ];

    assert.deepEqual(leftBy(steps, facts)?.groups, ['europe']);
    assert.deepEqual(leftBy(steps.slice(1), facts)?.groups, []);
  });
});

describe('the seats that a change gives back', () => {
  const byGroup = (group: string): Seat => ({ kind: 'group', group });
  const CASES: readonly (readonly [string, Partial<DirectoryUser>, readonly Step[], number, Seat | null])[] =
    [
      ['a deactivation', {}, [{ kind: 'deactivate' }], 1, byGroup(USERS)],
      ['an activation', { active: false }, [{ kind: 'activate' }], -1, byGroup(USERS)],
      ['the deletion of an account without a seat', { active: false }, [{ kind: 'delete' }], 0, null],
      ['the deletion of an active account', {}, [{ kind: 'delete' }], 1, null],
      ['a rename', {}, [{ kind: 'rename', to: 'a' }], 0, byGroup(USERS)],
      ['leaving the only seat group', {}, [{ kind: 'leave', group: USERS }], 1, { kind: 'none' }],
      [
        'leaving one of two seat groups, in another case',
        { groups: [CONTRACTORS, 'Confluence-Users'] },
        [{ kind: 'leave', group: USERS }],
        0,
        byGroup(CONTRACTORS),
      ],
      [
        'leaving the seat group that does not grant the seat',
        { groups: [CONTRACTORS, USERS] },
        [{ kind: 'leave', group: CONTRACTORS }],
        0,
        byGroup(USERS),
      ],
      [
        'leaving both',
        { groups: [CONTRACTORS, USERS] },
        [
          { kind: 'leave', group: USERS },
          { kind: 'leave', group: CONTRACTORS },
        ],
        1,
        { kind: 'none' },
      ],
      [
        'leaving a group through which the seat comes',
        { groups: ['confluence-users', 'emea'], inherited: { [USERS]: 'emea' } },
        [{ kind: 'leave', group: 'emea' }],
        1,
        { kind: 'none' },
      ],
      [
        'a move between seat groups',
        {},
        [
          { kind: 'join', group: CONTRACTORS },
          { kind: 'leave', group: USERS },
        ],
        0,
        byGroup(CONTRACTORS),
      ],
      [
        'joining the first seat group',
        { groups: [], seat: { kind: 'none' } },
        [{ kind: 'join', group: USERS }],
        -1,
        byGroup(USERS),
      ],
      ['joining a second one', {}, [{ kind: 'join', group: CONTRACTORS }], 0, byGroup(USERS)],
      [
        'joining one while deactivated',
        { active: false, groups: [], seat: { kind: 'none' } },
        [{ kind: 'join', group: USERS }],
        0,
        byGroup(USERS),
      ],
      [
        'a seat that is granted to the account itself',
        { seat: { kind: 'individual' } },
        [{ kind: 'leave', group: USERS }],
        0,
        { kind: 'individual' },
      ],
      [
        'a seat nobody knows of',
        { seat: { kind: 'unknown' } },
        [{ kind: 'leave', group: USERS }],
        0,
        { kind: 'unknown' },
      ],
    ];
  for (const [what, facts, steps, freed, seat] of CASES) {
    it(`are ${freed} for ${what}`, () => {
      const left = leftBy(steps, facts);

      assert.equal(seatsFreed(aDirectoryUser(facts), left), freed);
      assert.deepEqual(left?.seat ?? null, seat);
    });
  }
});
