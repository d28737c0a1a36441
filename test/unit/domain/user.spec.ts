import assert from 'node:assert/strict';
import { isLicensed, type Seat } from '../../../src/domain/user.ts';
import { aDirectoryUser } from '../../support/builders.ts';

describe('a user is licensed', () => {
  for (const [seat, expected] of [
    [{ kind: 'group', group: 'confluence-users' }, true],
    [{ kind: 'individual' }, true],
    [{ kind: 'none' }, false],
    [{ kind: 'unknown' }, false],
  ] as const satisfies readonly (readonly [Seat, boolean])[]) {
    it(`${expected ? 'while enabled' : 'never'} with a seat of kind ${seat.kind}`, () => {
      assert.equal(isLicensed(aDirectoryUser({ seat, active: true })), expected);
      assert.equal(isLicensed(aDirectoryUser({ seat, active: false })), false);
    });
  }
});
