import assert from 'node:assert/strict';
import { notForOneself } from '../../../../src/policy/guardrails/not-for-oneself.ts';
import { aDirectoryUser } from '../../../support/builders.ts';
import { ADMINS, aGuardContext, GIVING, TAKING } from '../../../support/guard-contexts.ts';

const ADA = aDirectoryUser();
const SECOND = aDirectoryUser({ username: 'ada-test' });
const CONTEXT = aGuardContext({ requester: new Set([ADA.ref, SECOND.ref]) });

describe('administration', () => {
  it('is nothing to ask for oneself, with any of the accounts one is, however the group is written', () => {
    for (const user of [ADA, SECOND]) {
      for (const group of [ADMINS, 'Confluence-ADMINISTRATORS']) {
        assert.deepEqual(notForOneself({ user, steps: [{ kind: 'join', group }] }, CONTEXT), {
          reason: 'not-for-oneself',
          detail: 'asks for administration for themselves',
        });
      }
    }
  });

  it('is nothing to get among other groups, or in a move', () => {
    const steps = [
      { kind: 'join', group: 'sales' },
      { kind: 'join', group: ADMINS },
      { kind: 'leave', group: 'finance' },
    ] as const;

    assert.equal(notForOneself({ user: ADA, steps }, CONTEXT)?.reason, 'not-for-oneself');
  });

  it('may be asked for somebody else', () => {
    const user = aDirectoryUser({ username: 'bo' });

    assert.equal(notForOneself({ user, steps: [{ kind: 'join', group: ADMINS }] }, CONTEXT), null);
  });
});

describe('everything else', () => {
  for (const [what, steps] of Object.entries({ ...TAKING, ...GIVING })) {
    it(`may be asked for oneself: a ${what}`, () => {
      assert.equal(notForOneself({ user: ADA, steps }, CONTEXT), null);
    });
  }
});
