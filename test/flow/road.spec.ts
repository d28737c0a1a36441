import assert from 'node:assert/strict';
import type { PlanId } from '../../src/domain/ids.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { CHANNEL, only, World } from '../support/world.ts';

describe('the road from a list to a result', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  it('lists, asks, waits for a second person, writes, reads back and reports', async () => {
    const list = only((await world.say('priya', 'users inactive:90d dir:internal')).notices, 'list');
    assert.ok(list.total > 0);

    const id = await world.propose('deactivate inactive:90d dir:internal');
    await world.settle();
    assert.deepEqual(await world.sandbox.writes(), [], 'nothing is written before the approval');
    const asked = noticeIn(world, CHANNEL.id);
    assert.equal(asked.kind === 'approval' && asked.audience, 'counts');

    await world.click('tom', 'approve', id);
    await world.settle();

    const run = await world.storage.runs.load(`R-${id.slice(2)}` as never);
    assert.equal(run?.state, 'done');
    const counts = await world.storage.ledger.counts(run?.id as never);
    assert.equal(counts.done, run?.total);
    assert.equal((await world.sandbox.writes()).length, run?.total);
    assert.deepEqual(run?.readBack?.unexpected, 0);
    assert.equal(run?.readBack?.seatsReal, run?.readBack?.seatsExpected);
  });

  it('shows every step on every copy of the card', async () => {
    const id = await world.propose('deactivate user:bo');
    await world.settle();
    const waiting = world.chat.all.map(({ notice }) => stateOf(notice));
    assert.deepEqual(
      waiting,
      ['waiting', 'waiting', 'waiting', 'waiting'],
      'channel, requester, two approvers',
    );

    await world.say('ines', `approve ${id}`);
    await world.settle();

    const states = world.chat.all.map(({ notice }) => stateOf(notice));
    assert.deepEqual(states, ['approved', 'approved', 'approved', 'approved', 'done', 'done', 'done']);
  });

  it('keeps names out of the channel', async () => {
    const run = await world.carryOut('deactivate inactive:90d dir:internal');
    const targets = await world.storage.planRows.targets(`P-${run.slice(2)}` as PlanId, 0, 1000);
    assert.ok(targets.length > 10);

    const channel = JSON.stringify(world.chat.in(CHANNEL.id));

    const told = targets.filter(
      ({ email, displayName }) => channel.includes(email) || channel.includes(displayName),
    );
    assert.deepEqual(told, []);
    assert.ok(
      JSON.stringify(world.chat.in('dm-priya')).includes(targets[0]?.email ?? '?'),
      'who asked sees names',
    );
  });

  it('shows the change in the next list at once', async () => {
    const before = only((await world.say('priya', 'users user:bo')).notices, 'list');
    await world.carryOut('deactivate user:bo');
    const after = only((await world.say('priya', 'users user:bo')).notices, 'list');
    const any = only((await world.say('priya', 'users user:bo status:any')).notices, 'list');

    assert.deepEqual([before.total, after.total, any.total], [1, 0, 1]);
    assert.equal(any.rows[0]?.active, false);
  });

  it('brings a user back, whose idle clock then starts again', async () => {
    await world.carryOut('deactivate user:bo');
    await world.carryOut('activate user:bo');

    const list = only((await world.say('priya', 'users user:bo inactive:90d')).notices, 'list');

    assert.equal(list.total, 0);
    assert.equal((await world.sandbox.user(world.user('bo'), new AbortController().signal))?.active, true);
  });

  it('records who did what in order', async () => {
    await world.carryOut('deactivate user:bo');

    assert.deepEqual(await world.audit(), [
      'Directory Read: done',
      'Change Requested: done',
      'Approval Approved: done',
      'Run Started: done',
      'User Deactivated: done',
      'Run Finished: done',
    ]);
    const [event] = await world.storage.audit.read({ action: 'User Deactivated', limit: 1 });
    assert.deepEqual(
      [event?.actor.person, event?.target, event?.before, event?.after],
      ['priya', 'bo', 'active', 'deactivated'],
    );
  });
});

function noticeIn(world: World, place: string): Notice {
  const message = world.chat.in(place).at(-1);
  if (message === undefined || !('kind' in message.notice)) throw new Error(`nothing in ${place}`);
  return message.notice;
}

function stateOf(notice: object): string {
  if ('approval' in notice) return (notice.approval as { readonly state: string }).state;
  return 'run' in notice ? (notice.run as { readonly state: string }).state : 'none';
}
