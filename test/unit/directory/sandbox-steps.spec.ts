import assert from 'node:assert/strict';
import { castRef } from '../../../adapters/directory/sandbox/cast.ts';
import { ADMIN_GROUP, GROUPS, SEAT_GROUP } from '../../../adapters/directory/sandbox/organisation.ts';
import { isProblem, problemOf } from '../../../src/domain/problem.ts';
import { isLicensed } from '../../../src/domain/user.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { calm, connection, everybody, sandbox } from './made-up.ts';
import { memoryAdapterStore } from './memory-adapter-store.ts';

const DAY_MS = 86_400_000;
const [bo, leo, esra] = ['bo', 'leo', 'esra'].map((name) => castRef(connection, name)) as [
  ReturnType<typeof castRef>,
  ReturnType<typeof castRef>,
  ReturnType<typeof castRef>,
];

describe('The groups of the sandbox', () => {
  it('bring some people their seat and `all hands` through team and office', async () => {
    const user = await sandbox().user(esra, calm);
    assert.deepEqual(user?.groups, [
      'all hands',
      'confluence-users',
      'marketing-users',
      'office-lisbon',
      'team-lisbon',
    ]);
    assert.deepEqual(user?.inherited, {
      'all hands': 'team-lisbon',
      'confluence-users': 'team-lisbon',
      'office-lisbon': 'team-lisbon',
    });
    assert.deepEqual(user?.seat, { kind: 'group', group: SEAT_GROUP });
    const through = (group: string, by: string) => (one: { inherited?: Readonly<Record<string, string>> }) =>
      one.inherited?.[group] === by;
    const users = await everybody(sandbox());
    assert.ok(users.filter(through(SEAT_GROUP, 'team-lisbon')).filter(isLicensed).length > 8);
    assert.ok(users.some(through('all hands', 'office-lisbon')));
    assert.ok(users.some((one) => one.groups.includes('all hands') && one.inherited === undefined));
  });

  it('are nested as the header says, and one that is nested in the group with seats grants them', () => {
    const nested = GROUPS.filter(({ memberOf }) => memberOf !== undefined);
    assert.deepEqual(nested, [
      { name: 'office-lisbon', grantsAdmin: false, grantsSeat: false, memberOf: ['all hands'] },
      {
        name: 'team-lisbon',
        grantsAdmin: false,
        grantsSeat: true,
        memberOf: ['confluence-users', 'office-lisbon'],
      },
    ]);
  });
});

describe('Deactivation in the sandbox', () => {
  it('happened to leavers some days after they were last seen, the same for the same seed', async () => {
    const now = new FakeClock().now();
    const [first, again] = [await everybody(sandbox()), await everybody(sandbox())];
    const left = first.filter(({ active }) => !active);
    assert.ok(left.length > 300);
    for (const { username, lastLogin, createdAt, deactivatedAt } of left) {
      const used = lastLogin.kind === 'at' ? lastLogin.at : createdAt;
      assert.ok(used !== null && deactivatedAt && deactivatedAt > used && deactivatedAt < now, username);
      assert.ok(deactivatedAt - used <= 42 * DAY_MS, username);
    }
    const isRecent = ({ deactivatedAt }: (typeof left)[number]) => now - (deactivatedAt ?? 0) < 30 * DAY_MS;
    assert.ok(left.some(isRecent) && left.some((user) => !isRecent(user)), 'younger and older than 30 days');
    assert.deepEqual(again, first);
  });

  it('is dated now by a write, lies further back when the clock is moved, and is undone by activation', async () => {
    const clock = new FakeClock();
    const directory = sandbox({ clock });
    await directory.moveClock(10 * DAY_MS);
    await directory.apply(bo, { kind: 'deactivate' }, calm);
    const since = async () => (await directory.user(bo, calm))?.deactivatedAt;
    assert.equal(await since(), clock.now());
    await directory.moveClock(30 * DAY_MS);
    assert.equal(await since(), clock.now() - 30 * DAY_MS);
    await directory.apply(bo, { kind: 'deactivate' }, calm);
    assert.equal(await since(), clock.now() - 30 * DAY_MS, 'already so: nothing is dated anew');
    await directory.apply(bo, { kind: 'activate' }, calm);
    assert.equal(await since(), undefined);
  });

  it('is of unknown date where an older version kept it', async () => {
    const store = memoryAdapterStore();
    await store.put('1/epoch', String(new FakeClock().now()));
    await store.put('1/user/u7', JSON.stringify({ active: false, groups: ['all hands'], writes: 2 }));
    await store.put(
      '1/write/u7/000001',
      JSON.stringify({ id: 'u7', step: 'deactivate', applied: 'done', at: 5 }),
    );
    const directory = sandbox({ store });
    const user = await directory.user(bo, calm);
    assert.equal(user?.active, false);
    assert.equal(user?.deactivatedAt, undefined);
    assert.deepEqual(user?.groups, ['all hands']);
    assert.deepEqual(await directory.writes(bo), [{ id: 'u7', step: 'deactivate', applied: 'done', at: 5 }]);
  });
});

describe('Writes to the sandbox', () => {
  it('are logged with the group or name they were about', async () => {
    const clock = new FakeClock();
    const directory = sandbox({ clock, instance: 'here' });
    await directory.apply(bo, { kind: 'rename', to: 'bo_old' }, calm);
    await directory.apply(bo, { kind: 'join', group: 'TEAM-IT' }, calm);
    await directory.apply(bo, { kind: 'leave', group: 'team-qa' }, calm);
    await directory.apply(bo, { kind: 'delete' }, calm);
    await directory.apply(bo, { kind: 'delete' }, calm);
    await assert.rejects(directory.apply(esra, { kind: 'leave', group: SEAT_GROUP }, calm));
    const [id, at, by] = ['u7', clock.now(), 'here'];
    assert.deepEqual(await directory.writes(), [
      { id, step: 'rename', what: 'bo_old', applied: 'done', at, by },
      { id, step: 'join', what: 'team-it', applied: 'done', at, by },
      { id, step: 'leave', what: 'team-qa', applied: 'already-so', at, by },
      { id, step: 'delete', applied: 'done', at, by },
      { id, step: 'delete', applied: 'already-so', at, by },
    ]);
  });

  it('survive a restart: names, memberships of their own, the date and who is gone', async () => {
    const [store, clock] = [memoryAdapterStore(), new FakeClock()];
    const before = sandbox({ store, clock });
    await before.apply(bo, { kind: 'rename', to: 'bo_old' }, calm);
    await before.apply(bo, { kind: 'deactivate' }, calm);
    await before.apply(esra, { kind: 'join', group: SEAT_GROUP }, calm);
    await before.apply(castRef(connection, 'chen'), { kind: 'delete' }, calm);
    const wanted = [await before.user(bo, calm), await before.user(esra, calm)];
    await clock.advance(DAY_MS);

    const after = sandbox({ store, clock });
    assert.deepEqual([await after.user(bo, calm), await after.user(esra, calm)], wanted);
    assert.equal(await after.user(castRef(connection, 'chen'), calm), undefined);
    assert.equal(await after.apply(castRef(connection, 'chen'), { kind: 'delete' }, calm), 'already-so');
    const conflict = await problemFrom(after.apply(leo, { kind: 'rename', to: 'BO_OLD' }, calm));
    assert.ok(conflict?.kind === 'conflict' && conflict.message.includes('Bo Lindqvist'));
  });

  it('give a name that two want at once to one of them', async () => {
    const directory = sandbox();
    const results = await Promise.all(
      [bo, leo].map((ref) =>
        directory
          .apply(ref, { kind: 'rename', to: 'the-one' }, calm)
          .catch((error) => problemOf(error)?.kind),
      ),
    );
    assert.deepEqual(results.sort(), ['conflict', 'done']);
  });

  it('free the name of whoever is renamed or deleted, and keep the reference through a rename', async () => {
    const directory = sandbox();
    await directory.apply(bo, { kind: 'rename', to: 'bo_old' }, calm);
    assert.equal((await directory.user(bo, calm))?.username, 'bo_old');
    assert.equal(await directory.apply(leo, { kind: 'rename', to: 'bo' }, calm), 'done');
    await directory.apply(bo, { kind: 'delete' }, calm);
    assert.equal(await directory.apply(esra, { kind: 'rename', to: 'bo_old' }, calm), 'done');
    // The log of a second deletion must not free the name again.
    await directory.apply(bo, { kind: 'delete' }, calm);
    const conflict = await problemFrom(directory.apply(leo, { kind: 'rename', to: 'bo_old' }, calm));
    assert.equal(conflict?.kind, 'conflict');
  });

  it('are refused where they were not declared', async () => {
    const directory = sandbox({ writes: ['activate', 'deactivate'] });
    assert.deepEqual(directory.capabilities.writes, ['activate', 'deactivate']);
    const refused = await problemFrom(directory.apply(bo, { kind: 'rename', to: 'bo_old' }, calm));
    assert.ok(refused?.kind === 'rejected' && refused.message.includes('"rename"'));
    assert.deepEqual(await directory.writes(), []);
  });

  it('are made with an account of its own, which the header names', async () => {
    const directory = sandbox();
    const { ownAccount } = (await directory.read(calm)).header;
    assert.ok(ownAccount);
    assert.equal((await directory.user(ownAccount, calm))?.username, 'svc-rollcall');
  });
});

describe('Somebody else in the sandbox', () => {
  it('changes groups, names and status, also where we cannot write, and every time the revision', async () => {
    const directory = sandbox();
    const frida = castRef(connection, 'frida');
    const revisions = [await directory.revision()];
    const noted = async (change: Promise<void>) => {
      await change;
      revisions.push(await directory.revision());
    };
    await noted(directory.addToGroup(frida, ADMIN_GROUP));
    await noted(directory.leaveGroup(frida, SEAT_GROUP));
    await noted(directory.rename(frida, 'fritz'));
    await noted(directory.setActive(frida, false));
    const user = await directory.user(frida, calm);
    assert.deepEqual(user?.groups, ['confluence-administrators', 'équipe-bordeaux']);
    assert.deepEqual([user?.username, user?.active, user?.seat], ['fritz', false, { kind: 'none' }]);
    await noted(directory.setActive(frida, true));
    assert.equal((await directory.user(frida, calm))?.active, true);
    assert.equal(new Set(revisions).size, revisions.length);
    assert.deepEqual(await directory.writes(), []);
  });

  it('meets the same refusals as we do', async () => {
    const directory = sandbox();
    const kinds = await Promise.all(
      [
        directory.leaveGroup(esra, SEAT_GROUP),
        directory.rename(esra, 'Priya'),
        directory.addToGroup(esra, 'no such group'),
        directory.leaveGroup(esra, 'no such group'),
      ].map(async (change) => (await problemFrom(change))?.kind),
    );
    assert.deepEqual(kinds, ['rejected', 'conflict', 'not-found', 'not-found']);
    await directory.remove(esra);
    await assert.rejects(directory.setActive(esra, true), (error) => isProblem(error, 'not-found'));
  });
});

async function problemFrom(work: Promise<unknown>) {
  return problemOf(await work.catch((error: unknown) => error));
}
