import assert from 'node:assert/strict';
import { isAlreadySo, type Operation, type Step } from '../../../../src/domain/operation.ts';
import { type RecheckContext, recheck } from '../../../../src/policy/guardrails/recheck.ts';
import { aDirectoryUser, aTarget, NOW } from '../../../support/builders.ts';
import { deepFreeze } from '../../../support/deep-freeze.ts';
import { ACTIVATE, aRecheckContext, DEACTIVATE } from '../../../support/guard-contexts.ts';

/** The name is given back by the first step of an activation and taken by the last of a deactivation. */
const SUFFIXED: readonly Step[] = [...DEACTIVATE, { kind: 'rename', to: 'ada_old' }];
const GIVEN_BACK: readonly Step[] = [{ kind: 'rename', to: 'ada' }, ...ACTIVATE];
const MOVED: readonly Step[] = [
  { kind: 'join', group: 'sales' },
  { kind: 'leave', group: 'finance' },
];

const ADA = deepFreeze(aDirectoryUser());
const GONE = deepFreeze({ ...ADA, username: 'ada_old', active: false });

/** Filters that a user stops to match by the first of the steps, by our own doing. */
const CASES: readonly {
  readonly operation: Operation;
  readonly steps: readonly Step[];
  readonly before: typeof ADA;
  readonly between: typeof ADA;
  readonly matches: NonNullable<RecheckContext['matches']>;
}[] = [
  {
    operation: { kind: 'deactivate', suffix: '_old' },
    steps: SUFFIXED,
    before: ADA,
    between: { ...ADA, active: false },
    matches: ({ active }) => active,
  },
  {
    operation: { kind: 'activate' },
    steps: GIVEN_BACK,
    before: GONE,
    between: { ...GONE, username: 'ada' },
    matches: ({ username }) => username.endsWith('_old'),
  },
  {
    operation: { kind: 'move-groups', from: ['finance'], to: ['sales'] },
    steps: MOVED,
    before: ADA,
    between: { ...ADA, groups: ['confluence-users', 'finance', 'sales'] },
    matches: ({ groups }) => !groups.includes('sales'),
  },
];

for (const { operation, steps, before, between, matches } of CASES) {
  describe(`a target that a crash left half-way through ${operation.kind}`, () => {
    const target = aTarget(before, { steps });

    it('is finished, though it no longer matches by our own doing', () => {
      assert.equal(isAlreadySo(steps, between), false);
      assert.equal(recheck(target, between, aRecheckContext({ operation, matches, before })), null);
    });

    it('is skipped when somebody else brought it there', () => {
      const guard = recheck(target, between, aRecheckContext({ operation, matches, before: null }));

      assert.equal(guard?.reason, 'no-longer-matches');
    });

    it('is skipped when it was begun but never written and stopped to match', () => {
      const context = aRecheckContext({ operation, before, matches: () => false });

      assert.equal(recheck(target, before, context)?.reason, 'no-longer-matches');
    });
  });
}

describe('a target that was begun', () => {
  it('is not half-way by what was so before, and skipped when it stopped to match', () => {
    const before = { ...ADA, groups: ['finance', 'sales'] };
    const operation = { kind: 'move-groups', from: ['finance'], to: ['sales'] } as const;
    const context = aRecheckContext({ operation, before, matches: () => false });

    assert.equal(recheck(aTarget(ADA, { steps: MOVED }), before, context)?.reason, 'no-longer-matches');
  });

  it('is guarded like any other', () => {
    const context = aRecheckContext({ before: ADA });
    const target = aTarget(ADA, { steps: SUFFIXED });

    assert.equal(recheck(target, { ...ADA, service: true }, context)?.reason, 'service-account');
    const since = { ...ADA, lastLogin: { kind: 'at', at: NOW } } as const;
    assert.equal(recheck(target, since, context)?.reason, 'logged-in-since');
    const renamed = { ...ADA, username: 'ada.smith', active: false };
    assert.equal(recheck(target, renamed, context)?.reason, 'changed-since');
  });
});
