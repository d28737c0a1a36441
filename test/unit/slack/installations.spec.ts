import assert from 'node:assert/strict';
import type { Installation } from '@slack/oauth';
import type { SlackOptions } from '../../../adapters/slack/config.ts';
import { isProblem } from '../../../src/domain/problem.ts';
import type { Alone } from '../../../src/ports/leases.ts';
import { memoryAdapterStore } from '../../fakes/memory-adapter-store.ts';
import { TEAM } from '../../fakes/slack/world.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { slackParts, useSlackWorld } from '../../support/slack.ts';

const ONE = { team: 'T1', enterprise: null };
const TWO = { team: 'T2', enterprise: null };
const OTHER = { team: 'T9', enterprise: null };
const GRID = { team: 'T3', enterprise: 'E1' };

function many(changes: Partial<SlackOptions> = {}): Partial<SlackOptions> {
  return {
    botToken: null,
    oauth: { clientId: '1.2', clientSecret: 'a-client-secret', tokenKey: 'k'.repeat(32) },
    teams: ['T1', 'T2', 'E1'],
    publicUrl: 'https://rollcall.example.com',
    ...changes,
  };
}

function installed(team: string, token: string, more: Partial<Installation> = {}): Installation {
  const bot = { token, scopes: ['commands'], id: `B${team}`, userId: `U${team}` };
  return {
    team: { id: team },
    enterprise: undefined,
    user: { id: 'U1', token: 'xoxp-of-a-person', scopes: ['admin'] },
    bot,
    authVersion: 'v2',
    isEnterpriseInstall: false,
    ...more,
  } as Installation;
}

/** A gate that the first to come waits at. */
function gateOnce() {
  let open = () => {};
  let enter = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const entered = new Promise<void>((resolve) => {
    enter = resolve;
  });
  const pass = (): Promise<void> => {
    enter();
    return opened;
  };
  return { open, entered, pass };
}

const misconfigured = (error: unknown) => isProblem(error, 'misconfigured');

describe('one Slack workspace', () => {
  const current = useSlackWorld();
  const own = { team: TEAM, enterprise: null };

  it('is asked for nothing before it is needed, and once then', async () => {
    const { installations } = slackParts(current());
    assert.deepEqual(current().state.calls, []);
    await Promise.all([installations.of(own), installations.of(own), installations.isAllowed(own)]);
    assert.equal(current().state.calls.length, 1);
  });

  it('is found out when Slack is back after the start', async () => {
    const { installations } = slackParts(current());
    current().state.faults.plan('*', { drop: 'before' }, 1);
    await assert.rejects(installations.of(own), (error) => isProblem(error, 'unavailable'));
    assert.equal((await installations.of(own)).botUserId, `UBOT${TEAM}`);
  });

  it('is remembered over a restart while Slack is down', async () => {
    const store = memoryAdapterStore();
    await slackParts(current(), { store }).installations.of(own);
    current().state.faults.plan('*', { drop: 'before' });
    assert.equal(await slackParts(current(), { store }).installations.isAllowed(own), true);
    assert.doesNotMatch(JSON.stringify(await store.list('', '', 10)), /xoxb/);
  });

  it('lets in nobody else', async () => {
    const { installations } = slackParts(current());
    assert.equal(await installations.isAllowed(own), true);
    assert.equal(await installations.isAllowed(OTHER), false);
    assert.equal(await installations.isAllowed({ team: null, enterprise: 'E1' }), false);
    await assert.rejects(installations.of(OTHER), misconfigured);
  });

  it('has to be on the list where there is one', async () => {
    const { installations } = slackParts(current(), { teams: ['T1'] });
    assert.equal(await installations.isAllowed(own), false);
    await assert.rejects(installations.of(own), misconfigured);
  });

  it('is reached through its organisation on Enterprise Grid', async () => {
    current().allow('xoxb-one', { enterprise: 'E1' });
    const { installations } = slackParts(current());
    assert.equal((await installations.of({ team: null, enterprise: 'E1' })).token, 'xoxb-one');
    await assert.rejects(installations.of({ team: null, enterprise: 'E2' }), misconfigured);
    assert.equal(await installations.isAllowed({ team: 'T9', enterprise: 'E1' }), false);
  });

  it('lets in nobody who names another organisation beside it', async () => {
    const foreign = { ...own, enterprise: 'E9' };
    const { installations } = slackParts(current());
    assert.equal(await installations.isAllowed(foreign), false);
    await assert.rejects(installations.of(foreign), misconfigured);
  });
});

describe('many Slack workspaces', () => {
  const current = useSlackWorld();

  it('never share a token', async () => {
    const { installations, web } = slackParts(current(), many());
    await installations.storeInstallation(installed('T1', 'xoxb-of-one'));
    await installations.storeInstallation(installed('T2', 'xoxb-of-two'));
    current().allow('xoxb-of-one', { team: 'T1' });
    current().allow('xoxb-of-two', { team: 'T2' });
    const user = current().users.alice;
    await Promise.all([ONE, TWO, ONE, TWO].map((team) => web.call(team, 'users.info', { user })));
    assert.deepEqual(
      current()
        .state.calls.map(({ token }) => token)
        .sort(),
      ['xoxb-of-one', 'xoxb-of-one', 'xoxb-of-two', 'xoxb-of-two'],
    );
    for (const [team, token] of [
      [ONE, 'xoxb-of-one'],
      [TWO, 'xoxb-of-two'],
    ] as const)
      assert.equal((await installations.of(team)).token, token);
  });

  it('are kept sealed, without what belongs to a person', async () => {
    const store = memoryAdapterStore();
    const { installations } = slackParts(current(), many({ store }));
    await installations.storeInstallation(installed('T1', 'xoxb-of-one'));
    assert.doesNotMatch(JSON.stringify(await store.list('', '', 10)), /xox|admin/);
    const query = { teamId: 'T1', enterpriseId: undefined, isEnterpriseInstall: false } as const;
    const found = await installations.fetchInstallation(query);
    assert.equal(found.bot?.token, 'xoxb-of-one');
    assert.equal(found.user.token, undefined);
  });

  it('do not open with another key, nor moved to another workspace', async () => {
    const store = memoryAdapterStore();
    await slackParts(current(), many({ store })).installations.storeInstallation(
      installed('T1', 'xoxb-of-one'),
    );
    const oauth = { clientId: '1.2', clientSecret: 'a-client-secret', tokenKey: 'q'.repeat(32) };
    await assert.rejects(slackParts(current(), many({ store, oauth })).installations.of(ONE), (error) => {
      assert.match(JSON.stringify((error as { problem?: unknown }).problem), /Set it back/);
      return misconfigured(error);
    });
    await store.put('installation/T2', (await store.get('installation/T1')) ?? '');
    await assert.rejects(slackParts(current(), many({ store })).installations.of(TWO), misconfigured);
  });

  it('that are not listed are neither stored nor served', async () => {
    const store = memoryAdapterStore();
    const { installations } = slackParts(current(), many({ store }));
    await assert.rejects(installations.storeInstallation(installed('T9', 'xoxb-x')), misconfigured);
    assert.deepEqual(await store.list('', '', 10), []);
    assert.equal(await installations.isAllowed(OTHER), false);
    await installations.storeInstallation(installed('T1', 'xoxb-of-one'));
    const later = slackParts(current(), many({ store, teams: ['T2'] })).installations;
    await assert.rejects(later.of(ONE), misconfigured);
  });

  it('say where to install the app', async () => {
    const { installations } = slackParts(current(), many());
    await assert.rejects(installations.of(ONE), (error) => {
      const told = JSON.stringify((error as { problem?: unknown }).problem);
      assert.match(told, /https:\/\/rollcall\.example\.com\/slack\/install/);
      return misconfigured(error);
    });
  });

  it('are gone once the app was removed', async () => {
    const { installations } = slackParts(current(), many());
    await installations.storeInstallation(installed('T1', 'xoxb-of-one'));
    await installations.remove(ONE);
    await assert.rejects(installations.of(ONE), misconfigured);
    assert.deepEqual(await installations.all(), []);
  });

  it('are reached by nobody who names another organisation beside them', async () => {
    const { installations } = slackParts(current(), many());
    await installations.storeInstallation(installed('T1', 'xoxb-of-one'));
    await installations.storeInstallation(installed('T3', 'xoxb-of-three', { enterprise: { id: 'E1' } }));
    await assert.rejects(installations.of({ ...ONE, enterprise: 'E9' }), misconfigured);
    await assert.rejects(installations.of({ ...GRID, enterprise: 'E9' }), misconfigured);
    assert.equal((await installations.of(GRID)).token, 'xoxb-of-three');
  });

  it('of an organisation are reached by its id, whether all of it or one workspace installed the app', async () => {
    const { installations, web } = slackParts(current(), many());
    const whole = { team: null, enterprise: 'E1' };
    await installations.storeInstallation(installed('T3', 'xoxb-of-three', { enterprise: { id: 'E1' } }));
    assert.equal((await installations.of(whole)).token, 'xoxb-of-three');
    assert.deepEqual(await installations.all(), [GRID]);
    const organisation = { team: undefined, enterprise: { id: 'E1' }, isEnterpriseInstall: true } as const;
    await installations.storeInstallation({ ...installed('', 'xoxb-of-all'), ...organisation });
    assert.equal((await installations.of(whole)).token, 'xoxb-of-all');
    assert.equal((await installations.of(GRID)).token, 'xoxb-of-three');
    const other = await installations.of({ team: 'T4', enterprise: 'E1' });
    assert.deepEqual([other.token, other.isOrganisationWide], ['xoxb-of-all', true]);
    current().allow('xoxb-of-all', { team: 'T4', enterprise: 'E1' });
    await web.call({ team: 'T4', enterprise: 'E1' }, 'users.info', { user: current().users.alice });
    assert.equal(current().state.calls.at(-1)?.args.team_id, 'T4');
    await installations.remove(GRID);
    assert.equal((await installations.of(GRID)).token, 'xoxb-of-all');
  });

  it('have their tokens renewed once before they expire, and stored', async () => {
    const store = memoryAdapterStore();
    const { installations } = slackParts(current(), many({ store }));
    const fresh = { access_token: 'xoxe-new', refresh_token: 'refresh-2', expires_in: 43_200 };
    current().state.grants.set('refresh-1', { ...fresh, token_type: 'bot' });
    const rotating = installed('T1', 'xoxe-old');
    const bot = { ...rotating.bot, refreshToken: 'refresh-1', expiresAt: 1 };
    await installations.storeInstallation({ ...rotating, bot } as Installation);
    const both = await Promise.all([installations.of(ONE), installations.of(ONE)]);
    assert.deepEqual(
      both.map(({ token }) => token),
      ['xoxe-new', 'xoxe-new'],
    );
    const again = slackParts(current(), many({ store })).installations;
    assert.equal((await again.of(ONE)).token, 'xoxe-new');
    assert.equal(renewals(), 1);
  });

  it('have their tokens renewed by one of two instances; the other waits for it', async () => {
    const { first, second, clock, gate } = await twoInstances();
    const one = first.of(ONE);
    await gate.entered;
    const two = second.of(ONE);
    await clock.untilSleepers(1);
    gate.open();
    assert.equal((await one).token, 'xoxe-new');
    await clock.advance(1_000);
    assert.equal((await two).token, 'xoxe-new');
    assert.equal(renewals(), 1);
  });

  it('have their tokens renewed by the other instance where the first one fails', async () => {
    const { first, second, clock, gate } = await twoInstances();
    current().state.faults.plan('oauth.v2.access', { status: 503 }, 1);
    const one = first.of(ONE);
    await gate.entered;
    const two = second.of(ONE);
    await clock.untilSleepers(1);
    gate.open();
    assert.equal((await one).token, 'xoxe-old');
    await clock.advance(1_000);
    assert.equal((await two).token, 'xoxe-new');
  });

  it('say that it takes too long when the other instance never ends', async () => {
    const { first, second, clock, gate } = await twoInstances();
    const one = first.of(ONE);
    await gate.entered;
    const two = assert.rejects(second.of(ONE), (error) => isProblem(error, 'unavailable'));
    for (let looks = 0; looks < 40; looks += 1) {
      await clock.untilSleepers(1);
      await clock.advance(250);
    }
    await two;
    gate.open();
    assert.equal((await one).token, 'xoxe-new');
  });

  const renewals = () => current().state.calls.filter(({ method }) => method === 'oauth.v2.access').length;

  /** Two instances on one store with a token that is about to expire; the first to renew it waits at the gate. */
  async function twoInstances() {
    const clock = new FakeClock(Date.now());
    const store = memoryAdapterStore();
    const gate = gateOnce();
    const taken = new Set<string>();
    const alone: Alone = async (name, work) => {
      if (taken.has(name)) return undefined;
      taken.add(name);
      await gate.pass();
      return work()
        .then((value) => ({ value }))
        .finally(() => taken.delete(name));
    };
    const changes = many({ store, clock, alone });
    const first = slackParts(current(), changes).installations;
    const second = slackParts(current(), changes).installations;
    const fresh = { access_token: 'xoxe-new', refresh_token: 'refresh-2', expires_in: 43_200 };
    current().state.grants.set('refresh-1', { ...fresh, token_type: 'bot' });
    const rotating = installed('T1', 'xoxe-old');
    const bot = { ...rotating.bot, refreshToken: 'refresh-1', expiresAt: 1 };
    await first.storeInstallation({ ...rotating, bot } as Installation);
    return { first, second, clock, gate };
  }
});
