import assert from 'node:assert/strict';
import type { LastLogin } from '../../../../src/domain/user.ts';
import { recheck } from '../../../../src/policy/guardrails/recheck.ts';
import { aDirectoryUser, aTarget } from '../../../support/builders.ts';
import { aRecheckContext } from '../../../support/guard-contexts.ts';

const LOGINS = {
  never: { kind: 'never' },
  unknown: { kind: 'unknown' },
  'at 1000': { kind: 'at', at: 1_000 },
  'at 1001': { kind: 'at', at: 1_001 },
  'at 999': { kind: 'at', at: 999 },
  'before 1000': { kind: 'before', at: 1_000 },
  'before 1001': { kind: 'before', at: 1_001 },
  'before 999': { kind: 'before', at: 999 },
} as const satisfies Record<string, LastLogin>;
type Login = keyof typeof LOGINS;

/**
 * What the plan knew and what the re-read tells, with whether that is a login since. "Before 1000" is at least
 * one login and none after 1000. Where nothing was known, a known login is held for a new one: to skip a user
 * is safe, to deactivate one who just came back is not.
 */
const SINCE: Record<'never' | 'unknown' | 'at 1000' | 'before 1000', Record<Login, boolean>> = {
  never: {
    never: false,
    unknown: false,
    'at 1000': true,
    'at 1001': true,
    'at 999': true,
    'before 1000': true,
    'before 1001': true,
    'before 999': true,
  },
  unknown: {
    never: false,
    unknown: false,
    'at 1000': true,
    'at 1001': true,
    'at 999': true,
    'before 1000': false,
    'before 1001': false,
    'before 999': false,
  },
  'at 1000': {
    never: false,
    unknown: false,
    'at 1000': false,
    'at 1001': true,
    'at 999': false,
    'before 1000': false,
    'before 1001': false,
    'before 999': false,
  },
  'before 1000': {
    never: false,
    unknown: false,
    'at 1000': false,
    'at 1001': true,
    'at 999': false,
    'before 1000': false,
    'before 1001': false,
    'before 999': false,
  },
};

describe('a login since the plan', () => {
  for (const [planned, row] of Object.entries(SINCE) as [keyof typeof SINCE, Record<Login, boolean>][]) {
    for (const [now, expected] of Object.entries(row) as [Login, boolean][]) {
      it(`${expected ? 'is' : 'is not'} what leads from ${planned} to ${now}`, () => {
        const target = aTarget(aDirectoryUser({ lastLogin: LOGINS[planned] }));
        const user = aDirectoryUser({ lastLogin: LOGINS[now] });

        const guard = recheck(target, user, aRecheckContext());

        assert.equal(guard?.reason, expected ? 'logged-in-since' : undefined);
      });
    }
  }
});
