import assert from 'node:assert/strict';
import type { AuditAction } from '../../src/domain/audit-event.ts';
import { sweep } from '../../src/flows/entry/sweep.ts';
import { audited, carryOutByTwo, lastFileOf, problemIn, reread } from '../support/look.ts';
import { CHANNEL, only, World } from '../support/world.ts';

const DAY_MS = 86_400_000;

describe('the record of what Rollcall does and refuses', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const shown = async (text: string) => only((await world.say('noor', text)).notices, 'audit');

  it('says who asked, from which account and where, of every request, verdict and write', async () => {
    const id = await world.propose('group move from:team-logistics to:team-sales user:bo');
    await world.click('tom', 'approve', id, {
      place: { ...CHANNEL, id: 'dm-tom', name: 'Tom', kind: 'direct' },
    });
    await world.settle();

    const rows: Partial<Record<AuditAction, readonly [string | null, string | null, string | null]>> = {};
    for (const action of [
      'Change Requested',
      'Approval Approved',
      'Added to Group',
      'Removed from Group',
    ] as const) {
      const [entry] = await audited(world, action);
      rows[action] = [
        entry?.actor.person ?? null,
        entry?.actor.account?.id ?? null,
        entry?.place?.name ?? null,
      ];
    }
    assert.deepEqual(rows, {
      'Change Requested': ['priya', 'priya', '#admins'],
      'Approval Approved': ['tom', 'tom', 'Tom'],
      'Added to Group': ['priya', null, '#admins'],
      'Removed from Group': ['priya', null, '#admins'],
    });
  });

  it('has every way a target ends: done, already so, skipped, failed', async () => {
    const twice = await world.propose('deactivate user:ada,bo,dmitri,leo suffix:_old');
    await world.sandbox.setActive(world.user('ada'), false);
    await world.sandbox.rename(world.user('ada'), 'ada_old');
    await world.sandbox.login(world.user('bo'));
    await world.sandbox.rename(world.user('priya'), 'dmitri_old');
    await world.say('tom', `approve ${twice}`);
    await world.settle();

    const told = (await audited(world, 'User Deactivated')).map(({ target, status, description }) => [
      target,
      status,
      description.replace(/^R-\w+: /, ''),
    ]);
    assert.deepEqual(told.sort(), [
      ['ada', 'skipped', 'already so'],
      ['bo', 'skipped', 'skipped, logged in since the plan was made'],
      ['dmitri', 'failed', 'failed, conflict'],
      ['leo', 'done', 'done'],
    ]);
  });

  it('is found by action, person, target and date, together and apart', async () => {
    await world.carryOut('group remove from:confluence-users user:ada,bo');
    await world.clock.advance(8 * DAY_MS);
    await reread(world);
    await world.carryOut('deactivate user:ada');

    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['audit action:"Removed from Group" target:ada date:2026-11', ['Removed from Group']],
      ['audit action:"removed from group" target:ada date:2026-12', []],
      ['audit target:ada', ['User Deactivated', 'Removed from Group']],
      ['audit target:ada date:2026-12-02', ['User Deactivated']],
      ['audit person:tom', ['Approval Approved', 'Approval Approved']],
      ['audit person:"Priya Nair" action:"Change Requested" date:2026-11-24', ['Change Requested']],
    ];
    for (const [text, actions] of cases) {
      const { events, total } = await shown(text);
      assert.deepEqual(
        events.map(({ action }) => action),
        actions,
        text,
      );
      assert.equal(total, actions.length);
    }
  });

  it('has what was refused, with the words of the refusal and who tried from where', async () => {
    await world.say('leo', 'deactivate user:bo');
    await world.click('mallory', 'approve', 'A-nope0');

    const [refused] = await audited(world, 'Command Refused');
    assert.deepEqual(
      [refused?.actor.person, refused?.status, refused?.place?.name],
      ['leo', 'refused', '#admins'],
    );
    assert.match(refused?.description ?? '', /^not-allowed: .*needs the role operator or admin/);
    const [stranger] = await audited(world, 'Stranger Refused');
    assert.deepEqual([stranger?.actor.person, stranger?.actor.account?.id], [null, 'mallory']);
  });

  it('is exported to who asked alone, and the export is an entry as well', async () => {
    await carryOutByTwo(world, 'deactivate user:bo');
    await world.say('noor', 'audit export target:bo');

    const [header, ...rows] = await lastFileOf(world, 'noor');
    assert.match(
      header ?? '',
      /^seq,at,action,status,person,account,place,target,description,before,after,hash$/,
    );
    assert.equal(rows.length, 1);
    assert.match(
      rows[0] ?? '',
      /,User Deactivated,done,priya,,fake\/test\/#admins,bo,R-\w+: done,active,deactivated,/,
    );
    assert.equal((await audited(world, 'Audit Exported'))[0]?.actor.person, 'noor');
    assert.equal(
      world.chat.in(CHANNEL.id).some(({ notice }) => 'mime' in notice),
      false,
    );
  });

  it('is for auditors and admins', async () => {
    for (const text of ['audit', 'audit export', 'audit verify']) {
      assert.equal(problemIn(await world.say('priya', text)).kind, 'not-allowed');
      assert.equal((await world.say('tom', text)).outcome, 'done');
    }
  });

  it('verifies, also after the old of it was deleted by what two people agreed on', async () => {
    await world.carryOut('deactivate user:ada');
    const id = only((await world.say('tom', 'audit retention 90d')).posted, 'setting-approval').approval.id;
    await world.say('ines', `approve ${id}`);
    await world.settle();
    await sweep(world.services);
    const before = await world.storage.audit.count({});
    await world.clock.advance(92 * DAY_MS);

    await sweep(world.services);

    const [tombstone] = await audited(world, 'Audit Entries Deleted');
    assert.match(tombstone?.description ?? '', /kept for 90 days/);
    const left = await world.storage.audit.count({});
    assert.ok(left < before);
    const { verdict } = only((await world.say('noor', 'audit verify')).notices, 'audit-verdict');
    assert.ok(verdict.ok);
    assert.equal(verdict.from, before - left + 2, 'the tombstone is one more');
  });
});
