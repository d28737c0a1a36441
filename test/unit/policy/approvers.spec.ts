import assert from 'node:assert/strict';
import type { UserRef } from '../../../src/domain/ids.ts';
import { ROLES, type Role } from '../../../src/domain/person.ts';
import { decidersOf, isApprover } from '../../../src/policy/approvers.ts';
import { aPerson, PRIYA } from '../../support/builders.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

const ref = (id: string) => `sandbox/1/${id}` as UserRef;
const APPROVER = { roles: ['approver'] as const };

/** Asks whether any of a person's users is among the given ones, and notes what was asked. */
function targets(...refs: readonly UserRef[]) {
  const asked: (readonly UserRef[])[] = [];
  const isTarget = async (users: readonly UserRef[]) => {
    asked.push(users);
    return users.some((user) => refs.includes(user));
  };
  return { asked, isTarget };
}

describe('who decides on what others asked', () => {
  const mayDecide: Record<Role, boolean> = { admin: true, operator: false, approver: true, auditor: false };
  for (const role of ROLES) {
    it(`${mayDecide[role] ? 'includes' : 'leaves out'} somebody with the role ${role} alone`, () => {
      assert.equal(isApprover(aPerson('tom', { roles: [role] })), mayDecide[role]);
    });
  }

  it('leaves out somebody without a role and includes one who is approver among others', () => {
    assert.equal(isApprover(aPerson('tom')), false);
    assert.equal(isApprover(aPerson('tom', { roles: ['operator', 'auditor', 'approver'] })), true);
  });
});

describe('the deciders of one approval', () => {
  it('are approvers and admins in their order, nobody else', async () => {
    const tom = aPerson('tom', APPROVER);
    const ines = aPerson('ines', { roles: ['admin'] });
    const people = deepFreeze([tom, aPerson('omar', { roles: ['operator'] }), ines, aPerson('kofi')]);

    assert.deepEqual(await decidersOf(people, PRIYA, targets().isTarget), { may: [tom, ines], barred: [] });
  });

  it('are not who asked, even where an admin asked who is a target too', async () => {
    const priya = aPerson('priya', { roles: ['admin'], users: [ref('priya')] });

    assert.deepEqual(await decidersOf([priya], PRIYA, targets(ref('priya')).isTarget), {
      may: [],
      barred: [{ person: priya, why: 'who asked' }],
    });
  });

  it('are not who is a target by any one of their users', async () => {
    const tom = aPerson('tom', { ...APPROVER, users: [ref('tom'), ref('tom-old')] });
    const ines = aPerson('ines', { ...APPROVER, users: [ref('ines')] });

    assert.deepEqual(await decidersOf([tom, ines], PRIYA, targets(ref('tom-old')).isTarget), {
      may: [ines],
      barred: [{ person: tom, why: 'who is one of the users' }],
    });
  });

  it('leave unnamed a requester or target who could not decide anyway', async () => {
    const people = [aPerson('priya', { roles: ['operator'] }), aPerson('kofi', { users: [ref('kofi')] })];

    assert.deepEqual(await decidersOf(people, PRIYA, targets(ref('kofi')).isTarget), { may: [], barred: [] });
  });

  it('are looked up among the targets only where there is something to look up', async () => {
    const people = [
      aPerson('priya', { ...APPROVER, users: [ref('priya')] }),
      aPerson('tom', APPROVER),
      aPerson('omar', { users: [ref('omar')] }),
      aPerson('ines', { ...APPROVER, users: [ref('ines')] }),
    ];
    const { asked, isTarget } = targets();

    await decidersOf(people, PRIYA, isTarget);

    assert.deepEqual(asked, [[ref('ines')]]);
  });

  it('are unknown, not everybody, when the targets cannot be read', async () => {
    const tom = aPerson('tom', { ...APPROVER, users: [ref('tom')] });
    const fault = new Error('database is locked');

    await assert.rejects(
      decidersOf([tom], PRIYA, async () => Promise.reject(fault)),
      fault,
    );
  });
});
