import assert from 'node:assert/strict';
import { exempt } from '../../../../src/policy/guardrails/exempt.ts';
import { aDirectoryUser } from '../../../support/builders.ts';
import { aGuardContext, DEACTIVATE, GIVING, TAKING } from '../../../support/guard-contexts.ts';

const ADA = aDirectoryUser();
const WHY = 'until 31 Dec 2026: parental leave';
const CONTEXT = aGuardContext({ exemptionOf: (ref) => (ref === ADA.ref ? WHY : undefined) });

describe('an exempt user', () => {
  for (const [what, steps] of Object.entries(TAKING)) {
    it(`is left out of a ${what}, with what was said of the exemption`, () => {
      assert.deepEqual(exempt({ user: ADA, steps }, CONTEXT), { reason: 'exempt', detail: WHY });
    });
  }

  for (const [what, steps] of Object.entries(GIVING)) {
    it(`is not left out of an ${what}`, () => {
      assert.equal(exempt({ user: ADA, steps }, CONTEXT), null);
    });
  }

  it('is nobody else', () => {
    assert.equal(exempt({ user: aDirectoryUser({ username: 'bo' }), steps: DEACTIVATE }, CONTEXT), null);
  });
});
