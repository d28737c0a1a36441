import assert from 'node:assert/strict';
import { castRef } from '../../../adapters/directory/sandbox/cast.ts';
import { SEAT_GROUP } from '../../../adapters/directory/sandbox/organisation.ts';
import type { SandboxDirectory } from '../../../adapters/directory/sandbox/sandbox-directory.ts';
import { problemOf } from '../../../src/domain/problem.ts';
import type { AdapterStore } from '../../../src/ports/storage.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { calm, connection, everybody, sandbox } from './made-up.ts';
import { memoryAdapterStore } from './memory-adapter-store.ts';

const DAY_MS = 86_400_000;
const [bo, leo] = [castRef(connection, 'bo'), castRef(connection, 'leo')];

describe('Two sandboxes on one store', () => {
  let store: AdapterStore;
  let clock: FakeClock;
  let here: SandboxDirectory;
  let there: SandboxDirectory;
  beforeEach(async () => {
    store = memoryAdapterStore();
    clock = new FakeClock();
    [here, there] = ['here', 'there'].map((instance) => sandbox({ store, clock, instance })) as [
      SandboxDirectory,
      SandboxDirectory,
    ];
    for (const one of [here, there]) await one.user(bo, calm);
  });

  it('see each other’s writes at the next request, in lists, by name and by reference', async () => {
    await here.apply(bo, { kind: 'rename', to: 'bo_old' }, calm);
    await here.apply(bo, { kind: 'deactivate' }, calm);
    await here.apply(leo, { kind: 'delete' }, calm);

    assert.deepEqual(await there.user(bo, calm), await here.user(bo, calm));
    assert.equal((await there.user(bo, calm))?.username, 'bo_old');
    assert.equal(await there.user(leo, calm), undefined);
    assert.deepEqual(await everybody(there), await everybody(here));
    const taken = await there
      .apply(castRef(connection, 'esra'), { kind: 'rename', to: 'BO_OLD' }, calm)
      .catch((error) => problemOf(error)?.kind);
    assert.equal(taken, 'conflict');
  });

  it('see what somebody else did, and change their revision by it', async () => {
    const revisions = new Set([await there.revision()]);
    for (const change of [
      () => here.login(leo),
      () => here.setActive(bo, false),
      () => here.moveClock(DAY_MS),
      () => there.login(leo),
    ]) {
      await change();
      assert.equal(await here.revision(), await there.revision());
      revisions.add(await there.revision());
    }
    assert.equal(revisions.size, 5);
    assert.deepEqual(await there.user(leo, calm), await here.user(leo, calm));
    assert.equal((await there.user(bo, calm))?.active, false);
  });

  it('behave as either was told', async () => {
    await here.setControls({ faultRate: 1 });
    const failed = await there.user(bo, calm).catch((error) => problemOf(error)?.kind);
    assert.equal(failed, 'unavailable');
    await there.setControls({ faultRate: 0 });
    assert.ok(await here.user(bo, calm));
  });

  it('lose no write to different users, and log each once with who and when', async () => {
    const refs = (await everybody(here)).filter(({ active, directory }) => active && directory === 'Crowd');
    const crowd = refs.slice(0, 40).map(({ ref }) => ref);
    await Promise.all(
      crowd.map((ref, n) => (n % 2 === 0 ? here : there).apply(ref, { kind: 'deactivate' }, calm)),
    );
    for (const ref of crowd) {
      assert.equal((await here.user(ref, calm))?.active, false);
      assert.equal((await there.user(ref, calm))?.active, false);
    }
    const writes = await here.writes();
    assert.deepEqual(await there.writes(), writes);
    assert.equal(new Set(writes.map(({ id }) => id)).size, crowd.length);
    const by = (name: string) => writes.filter((write) => write.by === name).length;
    assert.deepEqual([writes.length, by('here'), by('there')], [40, 20, 20]);
    assert.ok(writes.every(({ applied, at }) => applied === 'done' && at === clock.now()));
  });

  it('carry out a change once that both write to one user, and keep both of two different ones', async () => {
    const twice = await Promise.all([here, there].map((one) => one.apply(bo, { kind: 'deactivate' }, calm)));
    assert.deepEqual(twice.sort(), ['already-so', 'done']);
    await Promise.all([
      here.apply(bo, { kind: 'activate' }, calm),
      there.apply(bo, { kind: 'leave', group: SEAT_GROUP }, calm),
      here.login(bo).catch(() => undefined),
      there.addToGroup(bo, 'team-lisbon'),
    ]);
    for (const one of [here, there, sandbox({ store, clock })]) {
      const user = await one.user(bo, calm);
      assert.equal(user?.active, true);
      assert.ok(!Object.keys(user.inherited ?? {}).includes('team-lisbon'));
      assert.ok(user.groups.includes('team-lisbon'));
    }
    assert.equal((await here.writes(bo)).length, 4, 'four requests, the change from outside not among them');
  });

  it('find what a process stored and died before it told anybody', async () => {
    const dying: AdapterStore = {
      ...store,
      put: (key, value) =>
        key.includes('/journal/') ? Promise.reject(new Error('killed')) : store.put(key, value),
    };
    const dead = sandbox({ store: dying, clock });
    await assert.rejects(dead.apply(bo, { kind: 'deactivate' }, calm), /killed/);

    assert.equal((await here.user(bo, calm))?.active, false);
    assert.equal(await there.apply(bo, { kind: 'deactivate' }, calm), 'already-so');
  });

  it('catch up with any number of changes at once', async () => {
    const refs = (await everybody(here)).filter(({ active, directory }) => active && directory === 'Crowd');
    for (const { ref } of refs) await here.apply(ref, { kind: 'deactivate' }, calm);
    assert.ok(refs.length > 200, `${refs.length}`);
    assert.deepEqual(await everybody(there), await everybody(here));
  });

  it('miss nothing that was told while the store did not answer', async () => {
    let isDown = false;
    const get: AdapterStore['get'] = (key) => (isDown ? Promise.reject(new Error('away')) : store.get(key));
    const other = sandbox({ store: { ...store, get }, clock });
    await other.user(leo, calm);
    await here.login(bo);
    isDown = true;
    await assert.rejects(other.user(leo, calm), /away/);
    isDown = false;
    assert.deepEqual(await other.user(bo, calm), await here.user(bo, calm));
  });

  it('go on counting under a name that comes back', async () => {
    await here.login(leo);
    await here.login(bo);
    await there.user(bo, calm);
    const again = sandbox({ store, clock, instance: 'here' });
    assert.equal(await again.revision(), await there.revision());
    await again.login(leo);
    assert.equal(await again.revision(), await there.revision());
    assert.deepEqual(await there.user(leo, calm), await again.user(leo, calm));
  });

  it('ask the store for little, however large the organisation is', async () => {
    const asked: string[] = [];
    const counting: AdapterStore = {
      ...store,
      get: (key) => {
        asked.push(key);
        return store.get(key);
      },
      list: (prefix, ...rest) => {
        asked.push(prefix);
        return store.list(prefix, ...rest);
      },
    };
    const large = sandbox({ store: counting, clock, users: 1_000_000 });
    await large.user(bo, calm);
    await here.apply(leo, { kind: 'deactivate' }, calm);
    asked.length = 0;
    await large.user(bo, calm);
    assert.deepEqual(asked, ['1/journal/', '1/write/u5/000001', '1/write/u5/000002', '1/write/u7/000001']);
    asked.length = 0;
    await large.user(bo, calm);
    assert.deepEqual(asked, ['1/journal/', '1/write/u7/000001']);
  });

  it('fold the pages of processes that are long gone, and still agree on the revision', async () => {
    await here.login(leo);
    await clock.advance(2 * DAY_MS);
    const third = sandbox({ store, clock, instance: 'third' });
    const revision = await third.revision();
    assert.equal((await store.list('1/journal/', '', 9)).length, 1);
    assert.equal(await here.revision(), revision);
    assert.equal(await there.revision(), revision);
    await here.login(bo);
    assert.notEqual(await third.revision(), revision);
    assert.equal(await here.revision(), await third.revision());
    assert.deepEqual(await third.user(bo, calm), await here.user(bo, calm));
  });
});
