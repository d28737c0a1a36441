import assert from 'node:assert/strict';
import { loadGuardContext } from '../../src/flows/plan/guard-context.ts';
import { guardsOf } from '../../src/policy/guardrails/rules.ts';
import { World } from '../support/world.ts';

describe('the guardrails of one user', () => {
  let world: World;
  afterEach(() => world.end());

  it('are what they are among everybody, also under a new name', async () => {
    world = await World.create();
    for (const what of ['user:bo', 'user:chen', 'group:support-staff', 'group:"all hands"']) {
      await world.say('tom', `protect ${what}`);
    }
    await world.say('priya', 'exempt esra until 2027-01-31 "on leave"');
    const { services } = world;
    const { roster } = services.census;
    const bo = roster.user(world.user('bo')) ?? assert.fail('no bo');
    roster.put({ ...bo, username: 'robert' });
    const chen = roster.user(world.user('chen')) ?? assert.fail('no chen');
    roster.put({ ...chen, ref: `${chen.ref}x` as typeof chen.ref, username: 'CHEN', groups: [] });

    const scope = {
      connection: bo.ref.split('/')[0] as never,
      operation: { kind: 'deactivate', suffix: null },
      canWrite: true,
      requestedBy: null,
      approvals: null,
    } as const;
    const all = await loadGuardContext(services, scope);
    const filter = { filter: { terms: [] }, frozenAt: world.clock.now(), zone: 'UTC' };
    const held = new Map<string, number>();
    for (const batch of roster.each(filter, { by: 'name', descending: false }, 1000)) {
      for (const user of batch) {
        const subject = { user, steps: [{ kind: 'deactivate' }] } as const;
        const one = guardsOf(subject, await loadGuardContext(services, { ...scope, only: user }));
        assert.deepEqual(one, guardsOf(subject, all), user.username);
        for (const { reason } of one) held.set(reason, (held.get(reason) ?? 0) + 1);
      }
    }
    assert.ok((held.get('protected') ?? 0) >= 4, JSON.stringify([...held]));
    assert.ok((held.get('exempt') ?? 0) >= 1);
  });
});
