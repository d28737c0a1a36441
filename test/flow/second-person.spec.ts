import assert from 'node:assert/strict';
import type { ConnectionName } from '../../src/domain/ids.ts';
import type { DirectoryRead, UserDirectory } from '../../src/ports/user-directory.ts';
import {
  approvalOf,
  audited,
  changePerson,
  leftOutOf,
  outcomesOf,
  planOf,
  problemIn,
  reread,
  runOf,
  targetsOf,
  userNow,
} from '../support/look.ts';
import { only, World, type WorldOptions } from '../support/world.ts';

const ADMINS = 'confluence-administrators';
const FIVE = 'user:ada,bo,chen,dmitri,esra';
const HOUR_MS = 3_600_000;

describe('the second person', () => {
  let world: World;
  const start = async (options: WorldOptions = {}) => {
    world = await World.create(options);
  };
  afterEach(() => world.end());

  /** From now on the group gives administration, as the next read finds out. */
  async function makeAdmin(group: string): Promise<void> {
    const [connection] = world.services.connections.values();
    assert.ok(connection);
    const real = connection.directory;
    const read = async (signal: AbortSignal): Promise<DirectoryRead> => {
      const { header, users } = await real.read(signal);
      const groups = header.groups.map((entry) =>
        entry.name === group ? { ...entry, grantsAdmin: true } : entry,
      );
      return { header: { ...header, groups }, users };
    };
    const directory: UserDirectory = new Proxy(real, {
      get: (target, key) => {
        if (key === 'read') return read;
        const value = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    Object.assign(connection, { directory });
    await world.clock.advance(HOUR_MS);
    await reread(world);
  }

  async function approve(id: string, ...people: readonly string[]): Promise<void> {
    for (const person of people) assert.equal((await world.say(person, `approve ${id}`)).outcome, 'done');
    await world.settle();
  }

  it('is needed at the write too, when a group began to grant administration after the plan', async () => {
    await start();
    const id = await world.propose('group add to:review-required user:esra');
    await makeAdmin('review-required');
    await approve(id, 'tom');

    assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), { esra: 'skipped: changed-since' });
    assert.deepEqual((await approvalOf(world, id)).moved, [{ reason: 'changed-since', count: 1 }]);
    assert.deepEqual(await world.sandbox.writes(), []);
    const [entry] = await audited(world, 'Added to Group');
    assert.match(entry?.description ?? '', /needs two approvals by now/);
  });

  it('is needed of fewer users as well, when a group began to grant administration meanwhile', async () => {
    await start({ cap: 2 });
    const id = await world.propose(`group move from:confluence-users to:review-required ${FIVE}`);
    assert.deepEqual(
      [(await approvalOf(world, id)).state, (await approvalOf(world, id)).quorum],
      ['held', 1],
    );
    await makeAdmin('review-required');
    await world.say('priya', `take ${id}`);

    assert.equal((await approvalOf(world, id)).quorum, 2);
    await approve(id, 'tom');
    assert.equal((await approvalOf(world, id)).state, 'waiting');
  });

  it('is needed to wake a member of a group that grants administration, and never for oneself', async () => {
    await start();
    for (const name of ['bo', 'priya']) {
      await world.sandbox.addToGroup(world.user(name), ADMINS);
      await world.sandbox.setActive(world.user(name), false);
    }
    await reread(world);
    const id = await world.propose('activate user:bo,priya');

    assert.deepEqual(await targetsOf(world, id), ['bo']);
    assert.match((await leftOutOf(world, await planOf(world, id))).priya ?? '', /^not-for-oneself/);
    await approve(id, 'tom');
    assert.equal((await userNow(world, 'bo'))?.active, false);
    await approve(id, 'ines');
    assert.equal((await userNow(world, 'bo'))?.active, true);
  });

  it('is needed to undo a deactivation of somebody who was put among the administrators since', async () => {
    await start();
    const run = await world.carryOut('deactivate user:bo');
    await world.sandbox.addToGroup(world.user('bo'), ADMINS);
    await reread(world);

    assert.equal((await planOf(world, await world.propose(`undo ${run}`))).quorum, 2);
  });

  it('has to be one still: the approval of somebody who lost the role counts no more', async () => {
    await start();
    const id = await world.propose(`group add to:${ADMINS} user:bo`);
    await approve(id, 'ines');
    await changePerson(world, 'ines', { roles: [] });
    await approve(id, 'tom');

    assert.equal((await approvalOf(world, id)).state, 'waiting');
    assert.deepEqual(await world.sandbox.writes(), []);

    await changePerson(world, 'ines', { roles: ['approver'] });
    await approve(id, 'ines');
    assert.deepEqual((await runOf(world, `R-${id.slice(2)}`)).approvedBy, ['tom', 'ines']);
    assert.deepEqual(await outcomesOf(world, `R-${id.slice(2)}`), { bo: 'done' });
  });

  it('is nobody whose every directory user is deactivated', async () => {
    await start();
    const id = await world.propose('deactivate user:bo');
    await world.sandbox.setActive(world.user('ines'), false);
    await reread(world);

    const problem = problemIn(await world.say('ines', `approve ${id}`));
    assert.match(JSON.stringify(problem), /account in the directory is deactivated/);

    await changePerson(world, 'ines', { users: [world.user('ines'), world.user('ada')] });
    await approve(id, 'ines');
  });

  it('is somebody without a directory user as before', async () => {
    await start();
    await changePerson(world, 'ines', { users: [] });

    await approve(await world.propose('deactivate user:bo'), 'ines');
  });

  it('is no target of the change that a higher cap would let pass', async () => {
    await start({ cap: 2 });
    await changePerson(world, 'leo', { users: [] });
    await changePerson(world, 'ines', { users: [world.user('leo'), world.user('bo')] });
    const held = await world.propose(`deactivate ${FIVE}`);
    const answer = await world.say('priya', `cap ${held} 5 "all of them left"`);
    const { id } = only(answer.posted, 'setting-approval').approval;

    assert.match(
      JSON.stringify(problemIn(await world.say('ines', `approve ${id}`))),
      /one of the users this would change/,
    );
    await approve(id, 'tom');
  });

  it('is no member of the group that would be protected no more', async () => {
    await start();
    const ines = world.services.census.roster.user(world.user('ines'));
    const group = ines?.groups[0] ?? assert.fail();
    await world.say('tom', `protect group:"${group}"`);
    await changePerson(world, 'max', { roles: ['approver'] });
    const answer = await world.say('tom', `protect remove group:"${group}"`);
    const { id } = only(answer.posted, 'setting-approval').approval;

    assert.match(
      JSON.stringify(problemIn(await world.say('ines', `approve ${id}`))),
      /one of the users this would change/,
    );
    await approve(id, 'max');
  });

  it('allows no more than the cap of now, where it was made smaller after the plan', async () => {
    await start({ cap: 5, concurrency: 1 });
    const id = await world.propose(`deactivate ${FIVE}`);
    Object.assign(world.services.rules, { cap: { users: 2, percentOfActive: 0 } });
    await approve(id, 'tom');

    const outcomes = Object.values(await outcomesOf(world, `R-${id.slice(2)}`));
    assert.equal(outcomes.filter((outcome) => outcome === 'done').length, 2);
    const used = await world.storage.ledger.taken('sandbox' as ConnectionName, 0);
    assert.equal(used, 2);
  });
});
