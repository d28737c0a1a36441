import assert from 'node:assert/strict';
import { leftOutOf, outcomesOf, planOf, problemIn, targetsOf, wordsOf } from '../support/look.ts';
import { only, World } from '../support/world.ts';

describe('the guardrails together', () => {
  let world: World;
  const start = async (users: number) => {
    const sandbox = { users };
    world = await World.create({ sandbox, protectedUsers: ['leo'], protectedGroups: ['team-hardware'] });
    await world.say('priya', 'exempt dmitri until 2026-12-31 "abroad"');
  };
  beforeEach(() => start(300));
  afterEach(() => world.end());

  /** Never used, and created within the last fortnight. */
  async function newcomer(): Promise<string> {
    const list = only(
      (await world.say('priya', 'users never created:2026-11-11.. dir:internal,crowd')).notices,
      'list',
    );
    return list.rows.find(({ service }) => !service)?.username ?? assert.fail('nobody is new');
  }

  it('leave out everybody they hold for, each with the particular, and the card counts them', async () => {
    // Few accounts are new.
    await world.end();
    await start(4_000);
    const fresh = await newcomer();

    const answer = await world.say(
      'priya',
      `deactivate user:ada,bo,chen,dmitri,frida,leo,tom,svc-backup,svc-rollcall,${fresh}`,
    );

    const notice = only(answer.posted, 'approval');
    assert.deepEqual(await targetsOf(world, notice.approval.id), ['ada', 'bo']);
    assert.deepEqual(await leftOutOf(world, notice.plan), {
      chen: 'protected, member of protected group team-hardware',
      dmitri: 'exempt, exempt until 2026-12-31: abroad',
      [fresh]: 'too-new, never used and newer than 14 days',
      frida: 'read-only-directory, Corporate LDAP is read-only',
      leo: 'protected, protected user',
      'svc-backup': 'service-account, service account',
      'svc-rollcall': 'own-account, the account Rollcall works with',
      tom: 'admin, member of confluence-administrators',
    });
    assert.match(
      wordsOf(notice),
      /Left out +8: 2 protected · 1 administrator · 1 exempt · 1 account Rollcall works with · 1 in a read-only directory · 1 service account · 1 never used, but too new to tell/,
    );
  });

  it('are told of one person by why, the first that counts first', async () => {
    const reasons = async (name: string) =>
      only((await world.say('priya', `why ${name}`)).notices, 'why').holds.map(({ reason }) => reason);

    assert.deepEqual(await reasons('svc-rollcall'), ['own-account', 'admin', 'service-account']);
    assert.deepEqual(await reasons('dmitri'), ['exempt']);
    assert.deepEqual(await reasons('ada'), []);
  });

  it('do not keep anybody from being given something', async () => {
    const answer = await world.say(
      'priya',
      'group add to:review-required user:chen,dmitri,leo,tom,svc-backup',
    );

    assert.equal(only(answer.posted, 'approval').plan.targets, 5);
  });

  it('hold for a deletion and for the loss of a group as for a deactivation', async () => {
    for (const text of [
      'group remove from:confluence-users,team-it user:leo,tom,chen',
      'users delete user:leo,tom,chen status:any',
    ]) {
      const { plan } = only((await world.say('priya', text)).notices, 'nothing');
      assert.deepEqual(Object.keys(await leftOutOf(world, plan)).sort(), ['chen', 'leo', 'tom'], text);
    }
  });

  it('are lifted by no approval and no list picked by hand', async () => {
    const { view, rows } = only((await world.say('priya', 'users user:leo,ada')).notices, 'list');
    const selection = rows.map(({ ref }) => ref).join(',');
    const { posted } = await world.click('priya', 'propose-deactivate', view, { inputs: { selection } });
    const { id } = only(posted, 'approval').approval;
    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), { ada: 'done' });
  });

  it('are not all there is: a change that narrows nothing is refused', async () => {
    const problem = problemIn(await world.say('priya', 'deactivate status:active'));

    assert.equal(problem.kind, 'guarded');
    assert.equal(await world.storage.approvals.count(), 0);
  });

  it('skip nobody for a filter who was picked by hand: they need not match it any more', async () => {
    const { view, rows } = only(
      (await world.say('priya', 'users user:ada,bo -group:support-staff')).notices,
      'list',
    );
    const selection = rows.map(({ ref }) => ref).join(',');
    const { posted } = await world.click('priya', 'propose-deactivate', view, { inputs: { selection } });
    const { id } = only(posted, 'approval').approval;
    await world.sandbox.addToGroup(world.user('bo'), 'support-staff');
    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), { ada: 'done', bo: 'done' });
    assert.equal((await planOf(world, id)).filterWords, 'picked by hand');
  });
});

describe('names', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  it('are shown to who asked, approvers and auditors, by button, and to nobody else', async () => {
    const id = await world.propose('deactivate user:bo');

    const outcomes: Record<string, readonly string[]> = {};
    for (const person of ['priya', 'tom', 'noor', 'leo']) {
      const shown = await world.click(person, 'show-names', id);
      const list = await world.click(person, 'download-plan', id);
      outcomes[person] = [shown.outcome, list.outcome];
      if (shown.outcome === 'done') assert.match(wordsOf(only(shown.notices, 'approval')), /First +bo/);
    }

    const both = ['done', 'done'];
    assert.deepEqual(outcomes, { priya: both, tom: both, noor: both, leo: ['refused', 'refused'] });
  });

  it('of a plan that is not the one asked about are not decided on', async () => {
    const id = await world.propose('deactivate user:bo');
    const plan = await planOf(world, id);
    await world.storage.plans.replace({ ...plan, version: plan.version + 1, fingerprint: 'another' });

    const problem = problemIn(await world.say('tom', `approve ${id}`));

    assert.match(JSON.stringify(problem), /is not the one that was asked about\. Nothing was changed/);
  });
});
