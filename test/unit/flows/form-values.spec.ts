import assert from 'node:assert/strict';
import { INPUTS } from '../../../src/domain/inbound.ts';
import { problemOf } from '../../../src/domain/problem.ts';
import { anyReasonIn, capIn, groupsIn, reasonIn } from '../../../src/flows/form-values.ts';

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    const problem = problemOf(error);
    return problem?.kind === 'not-understood' ? problem.message : String(error);
  }
  return assert.fail('nothing was thrown');
}

describe('values of a form', () => {
  it('hold a reason no longer than a typed one', () => {
    const reason = 'x'.repeat(1000);
    for (const read of [reasonIn, anyReasonIn]) {
      assert.equal(read({ [INPUTS.reason]: ` ${reason} ` }), reason);
      assert.match(
        messageOf(() => read({ [INPUTS.reason]: `${reason}x` })),
        /at most 1,000 characters. Nothing was changed/,
      );
    }
    assert.equal(anyReasonIn({ [INPUTS.reason]: ' ' }), null);
    assert.equal(anyReasonIn({}), null);
    assert.match(
      messageOf(() => reasonIn({})),
      /Say why/,
    );
  });

  it('hold a cap no higher than a typed one', () => {
    assert.equal(capIn({ [INPUTS.cap]: '1000000' }), 1_000_000);
    for (const cap of ['1000001', '999999999', '0', 'many', '']) {
      assert.match(
        messageOf(() => capIn({ [INPUTS.cap]: cap })),
        /from 1 to 1,000,000/,
        cap,
      );
    }
  });

  it('hold so many group names', () => {
    assert.deepEqual(groupsIn({ [INPUTS.groups]: ' a, b,, a' }), ['a', 'b']);
    const message = messageOf(() => groupsIn({ [INPUTS.groups]: 'abc,'.repeat(2501) }));
    assert.match(message, /at most 10,000 characters of names together/);
  });
});
