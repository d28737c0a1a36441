import assert from 'node:assert/strict';
import type { Team } from '../../../adapters/slack/ids.ts';
import { isProblem } from '../../../src/domain/problem.ts';
import { TEAM, TOKEN } from '../../fakes/slack/world.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { slackParts, useSlackWorld } from '../../support/slack.ts';

const team: Team = { team: TEAM, enterprise: null };

describe('who somebody is on Slack', () => {
  const current = useSlackWorld();
  const alice = () => current().users.alice ?? '';
  const withFlags = (flags: Readonly<Record<string, unknown>>, where = team) => {
    current().state.flags.set(alice(), flags);
    return slackParts(current()).profiles.of(where, alice());
  };
  const asked = (method: string) => current().state.calls.filter((call) => call.method === method).length;

  it('is a member with the address that the workspace confirms', async () => {
    const profile = await withFlags({ is_email_confirmed: true });
    assert.deepEqual(profile, {
      name: 'alice',
      isMember: true,
      why: null,
      confirmedMail: 'alice@example.com',
    });
  });

  it('has no address that is not confirmed', async () => {
    assert.equal((await withFlags({ is_email_confirmed: false })).confirmedMail, null);
    assert.equal((await withFlags({})).confirmedMail, null);
  });

  const strangers: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    'a guest': { is_restricted: true },
    'a guest in one channel': { is_ultra_restricted: true },
    'a stranger': { is_stranger: true },
    'somebody of another workspace': { team_id: 'T9' },
    'a bot': { is_bot: true },
    'an account that was switched off': { deleted: true },
  };
  for (const [who, flags] of Object.entries(strangers)) {
    it(`is no member: ${who}`, async () => {
      const profile = await withFlags({ ...flags, is_email_confirmed: true });
      assert.equal(profile.isMember, false);
      assert.notEqual(profile.why, null);
      assert.equal(profile.confirmedMail, null);
    });
  }

  it('is a member of another workspace of the same organisation, and of no other', async () => {
    current().allow(TOKEN, { enterprise: 'E1' });
    const grid = { team: TEAM, enterprise: 'E1' };
    const of = (enterprise_id: string) =>
      withFlags({ team_id: 'T9', enterprise_user: { enterprise_id } }, grid);
    assert.equal((await of('E1')).isMember, true);
    assert.equal((await of('E2')).isMember, false);
  });

  it('is no member when the workspace does not know the account', async () => {
    const profile = await slackParts(current()).profiles.of(team, 'UNOBODY');
    assert.equal(profile.isMember, false);
  });

  it('is not known while Slack does not say, and asked again then', async () => {
    const { profiles } = slackParts(current());
    current().state.faults.plan('users.info', { status: 500 }, 2);
    await assert.rejects(profiles.of(team, alice()), (error) => isProblem(error, 'unavailable'));
    assert.equal((await profiles.of(team, alice())).isMember, true);
    current().state.faults.plan('users.info', { status: 200, body: '{"ok":true}' });
    await assert.rejects(profiles.of(team, 'U2'), (error) => isProblem(error, 'unavailable'));
  });

  it('is read again after a quarter of an hour', async () => {
    const clock = new FakeClock();
    const { profiles } = slackParts(current(), { clock });
    await Promise.all([profiles.of(team, alice()), profiles.of(team, alice())]);
    assert.equal(asked('users.info'), 1);
    current().state.flags.set(alice(), { deleted: true });
    await clock.advance(15 * 60_000 - 1);
    assert.equal((await profiles.of(team, alice())).isMember, true);
    await clock.advance(1);
    assert.equal((await profiles.of(team, alice())).isMember, false);
  });

  it('has one direct conversation, asked for once', async () => {
    const { profiles } = slackParts(current());
    const first = await profiles.directChannel(team, alice());
    assert.match(first, /^D/);
    assert.equal(await profiles.directChannel(team, alice()), first);
    assert.equal(asked('conversations.open'), 1);
  });
});

describe('who reads a Slack channel', () => {
  const current = useSlackWorld();
  const shared = () => current().channels.shared ?? '';
  const withFlags = (flags: Readonly<Record<string, unknown>>) => {
    current().state.flags.set(shared(), flags);
    return slackParts(current()).profiles.isShared(team, shared());
  };

  it('is the own organisation alone', async () => {
    assert.equal(await withFlags({}), false);
    assert.equal(await withFlags({ is_shared: true, is_org_shared: true }), false);
  });

  it('is another organisation too, or will be', async () => {
    for (const flags of [
      { is_ext_shared: true },
      { is_pending_ext_shared: true },
      { pending_shared: ['T9'] },
      { is_shared: true },
    ])
      assert.equal(await withFlags(flags), true);
  });

  it('is not guessed', async () => {
    const { profiles } = slackParts(current());
    await assert.rejects(profiles.isShared(team, 'CNONE'), (error) => isProblem(error, 'not-found'));
    current().state.faults.plan('conversations.info', { drop: 'before' });
    await assert.rejects(profiles.isShared(team, shared()), (error) => isProblem(error, 'unavailable'));
  });
});
