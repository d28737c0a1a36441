import assert from 'node:assert/strict';
import type { PersonId } from '../../../src/domain/ids.ts';
import type { Person, Role } from '../../../src/domain/person.ts';
import { missingDeciderRemedy } from '../../../src/flows/approval/missing-decider.ts';

const person = (id: string, roles: readonly Role[], isMuted = false): Person => ({
  id: id as PersonId,
  version: 1,
  name: id,
  roles,
  accounts: isMuted ? [] : [{ platform: 'fake', tenant: 'test', id }],
  users: [],
});

describe('what helps where somebody is missing who can decide', () => {
  it('is a command only where an admin may ask and another person approve', () => {
    const people = [person('tom', ['admin']), person('ines', ['approver']), person('leo', [])];
    assert.match(missingDeciderRemedy(people), /roles give NAME approver/);
  });

  it('is the setting where the command would be refused, with those it can name', () => {
    for (const roles of [[], ['operator'], ['auditor']] as const) {
      const people = [person('tom', ['admin']), person('leo', roles), person('gone', [], true)];
      assert.match(missingDeciderRemedy(people), /ROLLCALL_FIRST_ADMINS \(leo\)/);
    }
    const noAdmin = [person('tom', ['approver']), person('ines', ['approver']), person('leo', [])];
    assert.match(missingDeciderRemedy(noAdmin), /ROLLCALL_FIRST_ADMINS \(leo\)/);
  });

  it('is another setting where nobody else is known', () => {
    assert.match(missingDeciderRemedy([person('tom', ['admin'])]), /ROLLCALL_CONSOLE_PERSON/);
  });
});
