import assert from 'node:assert/strict';
import type { PersonId } from '../../src/domain/ids.ts';
import { suggest } from '../../src/main/suggest.ts';
import { approvalOf, audited, changePerson, problemIn, reread } from '../support/look.ts';
import { only, World } from '../support/world.ts';

describe('roles', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const ask = async (text: string, person = 'tom') =>
    only((await world.say(person, text)).posted, 'setting-approval').approval.id;

  async function give(words: string): Promise<void> {
    await world.say('ines', `approve ${await ask(`roles give ${words}`)}`);
    await world.settle();
  }

  async function join(username: string, group = 'review-required'): Promise<void> {
    await world.sandbox.addToGroup(world.user(username), group);
    await reread(world);
  }

  const mayList = async (person: string) => (await world.say(person, 'users user:bo')).outcome === 'done';
  const namesFor = async (person: string, text: string) =>
    (await suggest(world.services, text, text.length, person as PersonId)).suggestions.map(({ insert }) =>
      insert.trim(),
    );

  it('of a person hold from the second person’s word on, and are recorded', async () => {
    const id = await ask('roles give leo operator');
    assert.equal(await mayList('leo'), false);

    await world.say('ines', `approve ${id}`);
    await world.settle();

    assert.equal(await mayList('leo'), true);
    const [entry] = await audited(world, 'Setting Changed');
    assert.deepEqual(
      [entry?.actor.person, entry?.target, entry?.description],
      ['tom', 'leo', `${id}: give Leo Fischer the role operator`],
    );
    await world.say('tom', 'roles take leo operator');
    assert.equal(await mayList('leo'), false);
  });

  it('are listed of everybody, however many there are', async () => {
    const { people } = world.storage;
    const [someone] = await people.list({ limit: 1 });
    assert.ok(someone);
    for (let n = 0; n < 1_000; n += 1) {
      const id = `person-${n}` as PersonId;
      await people.create({ ...someone, id, version: 1, roles: ['auditor'], accounts: [], users: [] });
    }
    const notice = only((await world.say('tom', 'roles')).notices, 'roles');
    assert.equal(notice.people.length, 1_005);
  });

  it('of a group are rights of its members, in commands, help and suggestions', async () => {
    await give('group:REVIEW-required operator');
    assert.equal(await mayList('leo'), false);
    assert.deepEqual(await namesFor('leo', 'deact'), []);
    await join('leo');

    assert.equal(await mayList('leo'), true);
    const help = only((await world.say('leo', 'help')).notices, 'help');
    assert.ok(help.entries.some(({ name }) => name === 'deactivate'));
    assert.deepEqual(await namesFor('leo', 'deact'), ['deactivate']);
    assert.ok((await namesFor('leo', 'users group:review')).includes('review-required'));
    assert.deepEqual(only((await world.say('leo', 'whoami')).notices, 'whoami').roles, ['operator']);
    const roles = only((await world.say('noor', 'roles')).notices, 'roles');
    assert.deepEqual(roles.people.find(({ id }) => id === 'leo')?.through, [
      { role: 'operator', group: 'review-required' },
    ]);
  });

  it('of a group let its members decide, and are named on the card', async () => {
    await give('group:review-required approver');
    await join('leo');
    const asked = only((await world.say('priya', 'deactivate user:bo')).posted, 'approval');
    assert.ok(asked.deciders.some(({ name }) => name === 'Leo Fischer'));

    await world.click('leo', 'approve', asked.approval.id);

    assert.equal((await approvalOf(world, asked.approval.id)).state, 'approved');
  });

  for (const [title, lose] of [
    ['leaves the group', () => world.sandbox.leaveGroup(world.user('leo'), 'review-required')],
    ['is deactivated', () => world.sandbox.setActive(world.user('leo'), false)],
    ['is deleted', () => world.sandbox.remove(world.user('leo'))],
  ] as const) {
    it(`of a group are gone from who ${title}`, async () => {
      await give('group:review-required approver');
      await join('leo');
      const id = await world.propose('deactivate user:bo');
      await lose();
      await reread(world);

      assert.equal(problemIn(await world.click('leo', 'approve', id)).kind, 'not-allowed');
    });
  }

  it('of a group end at once when they are taken', async () => {
    await give('group:review-required operator');
    await join('leo');
    await world.say('tom', 'roles take group:review-required operator');

    assert.equal(await mayList('leo'), false);
    assert.match(
      JSON.stringify(problemIn(await world.say('tom', 'roles take group:review-required operator'))),
      /The group review-required does not have the role operator/,
    );
  });

  it('of the last admin cannot be taken, from the person or from the group', async () => {
    const own = problemIn(await world.say('tom', 'roles take tom admin'));
    assert.match(JSON.stringify(own), /leave nobody who is an admin/);
    await give('group:review-required admin');
    await join('leo');
    await changePerson(world, 'tom', { roles: ['approver'] });

    const last = problemIn(await world.say('leo', 'roles take group:review-required admin'));

    assert.match(JSON.stringify(last), /leave nobody who is an admin/);
    assert.equal((await world.say('leo', 'roles')).outcome, 'done');
  });

  it('of the last admin who has an account cannot be taken either', async () => {
    await changePerson(world, 'noor', { roles: ['admin'], accounts: [] });
    const own = problemIn(await world.say('tom', 'roles take tom admin'));
    assert.match(JSON.stringify(own), /leave nobody who is an admin and has an account to write from/);
  });

  it('of an admin can be taken while another is left', async () => {
    await give('leo admin');
    await world.say('leo', 'roles take tom admin');

    assert.equal(problemIn(await world.say('tom', 'protect user:bo')).kind, 'not-allowed');
  });

  it('are not taken when fewer than two who can decide would be left, unless there were fewer already', async () => {
    const own = JSON.stringify(problemIn(await world.say('tom', 'roles take ines approver')));
    assert.match(own, /leave only Tom Weiss who can decide.*roles give NAME approver/);
    await give('leo approver');
    assert.equal((await world.say('tom', 'roles take ines approver')).outcome, 'done');
    await changePerson(world, 'leo', { roles: ['auditor'] });
    assert.equal((await world.say('tom', 'roles take tom approver')).outcome, 'done', 'he is admin still');
  });

  it('of a group are not taken either when its members are who can decide', async () => {
    await give('group:review-required approver');
    await join('leo');
    await changePerson(world, 'ines', { roles: [] });

    const taken = problemIn(await world.say('tom', 'roles take group:review-required approver'));
    assert.match(JSON.stringify(taken), /leave only Tom Weiss who can decide/);
  });

  it('are for known people, groups and roles, and given once', async () => {
    assert.equal(problemIn(await world.say('tom', 'roles give mallory admin')).kind, 'not-found');
    assert.match(
      JSON.stringify(problemIn(await world.say('tom', 'roles give group:suport-staff admin'))),
      /support-staff/,
    );
    assert.match(JSON.stringify(problemIn(await world.say('tom', 'roles give ines approver'))), /already/);
    assert.equal(problemIn(await world.say('priya', 'roles give priya admin')).kind, 'not-allowed');
  });
});
