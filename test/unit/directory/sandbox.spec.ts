import assert from 'node:assert/strict';
import { castRef, SANDBOX_PERSONAS } from '../../../adapters/directory/sandbox/cast.ts';
import { CALM } from '../../../adapters/directory/sandbox/controls.ts';
import { Memory } from '../../../adapters/directory/sandbox/memory.ts';
import { nameOf } from '../../../adapters/directory/sandbox/names.ts';
import { ADMIN_GROUP, GROUPS } from '../../../adapters/directory/sandbox/organisation.ts';
import { hash } from '../../../adapters/directory/sandbox/prng.ts';
import {
  createSandbox,
  type SandboxDirectory,
} from '../../../adapters/directory/sandbox/sandbox-directory.ts';
import type { UserRef } from '../../../src/domain/ids.ts';
import { isProblem } from '../../../src/domain/problem.ts';
import { type DirectoryUser, isLicensed } from '../../../src/domain/user.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { calm, connection, everybody, sandbox } from './made-up.ts';
import { memoryAdapterStore } from './memory-adapter-store.ts';

const DAY_MS = 86_400_000;
const bo = castRef(connection, 'bo');
const leo = castRef(connection, 'leo');

describe('The population of the sandbox', () => {
  it('is the same for the same seed and another for another', async () => {
    const [first, again, other] = await Promise.all([1, 1, 2].map((seed) => everybody(sandbox({ seed }))));
    assert.deepEqual(first, again);
    assert.notDeepEqual(first, other);
  });

  it('draws from a fixed sequence, so that an update never reshuffles anybody', () => {
    assert.deepEqual(
      [hash(1, 0), hash(1, 1), hash(2, 0), hash(1, 0, 1), hash(123, 456_789, 42)],
      [2546423260, 4149942370, 3410679408, 3716332365, 3688799134],
    );
  });

  it('looks like an organisation of 1,200 with a licence that fits', async () => {
    const directory = sandbox();
    const users = await everybody(directory);
    const { header } = await directory.read(calm);
    const now = new FakeClock().now();
    const licensed = users.filter(isLicensed);
    const idle = licensed.filter(
      ({ lastLogin }) => lastLogin.kind === 'never' || isBefore(lastLogin, now - 90 * DAY_MS),
    );
    assert.equal(users.length, 1_200);
    assert.equal(header.groups.length, 62);
    assert.deepEqual(
      header.directories.map(({ writable }) => writable),
      [true, true, false],
    );
    assert.equal(header.seats, 500);
    assert.ok(licensed.length > 430 && licensed.length < 490, `${licensed.length} licensed`);
    assert.ok(idle.length > 100 && idle.length < 170, `${idle.length} idle or never used`);
  });

  it('has every kind of account that filters have to tell apart', async () => {
    const users = await everybody(sandbox());
    const some = (test: (user: DirectoryUser) => boolean) => assert.ok(users.some(test), test.toString());
    some((user) => !user.active && user.lastLogin.kind === 'at');
    some((user) => user.active && user.lastLogin.kind === 'never');
    some((user) => user.loginCount === 1);
    some((user) => user.service);
    some((user) => user.email === '');
    some((user) => user.groups.length === 0);
    some((user) => user.groups.includes(ADMIN_GROUP) && user.directory === 'Corporate LDAP');
    some((user) => user.displayName.startsWith('='));
    some((user) => user.displayName.includes('<!channel>'));
    some((user) => user.displayName.includes('**'));
    some((user) => user.displayName.length > 150);
    for (const script of ['Cyrl', 'Grek', 'Arab', 'Hebr', 'Hani', 'Hang', 'Deva', 'Thai', 'Hira']) {
      const inScript = new RegExp(`\\p{Script=${script}}`, 'u');
      some((user) => inScript.test(user.displayName));
    }
    const mails = users.map(({ email }) => email).filter((email) => email !== '');
    assert.ok(new Set(mails).size < mails.length, 'some share an address');
  });

  it('never gives a username twice, however large it is', () => {
    const names = new Set<string>();
    for (let index = 0; index < 20_000; index += 1) names.add(nameOf(index, 77).username);
    assert.equal(names.size, 20_000);
  });

  it('seats everyone it licenses, whatever its size', async () => {
    for (const users of [15, 50, 200, 3_000]) {
      const directory = sandbox({ users });
      const licensed = (await everybody(directory)).filter(isLicensed).length;
      const { seats } = (await directory.read(calm)).header;
      assert.ok(seats !== null && seats >= licensed, `${users} users: ${licensed} of ${seats}`);
    }
  });

  it('holds the personas of the console, all of them enabled and recently seen', async () => {
    const directory = sandbox();
    const now = new FakeClock().now();
    for (const { username, name } of SANDBOX_PERSONAS) {
      const user = await directory.user(castRef(connection, username), calm);
      assert.equal(user?.displayName, name);
      assert.equal(user?.username, username);
      assert.equal(user?.active, true);
      assert.ok(user?.lastLogin.kind === 'at' && user.lastLogin.at > now - 7 * DAY_MS);
    }
  });

  it('names sixty-two different groups', () => {
    assert.equal(new Set(GROUPS.map(({ name }) => name)).size, 62);
  });
});

describe('What happens in the sandbox', () => {
  it('survives a restart: changes, logins, removals, controls and the write log', async () => {
    const store = memoryAdapterStore();
    const clock = new FakeClock();
    const before = createSandbox({ connection, store, clock });
    await before.apply(bo, { kind: 'deactivate' }, calm);
    await before.login(leo);
    await before.addToGroup(leo, ADMIN_GROUP);
    await before.remove(castRef(connection, 'esra'));
    await before.setControls({ latencyMs: 5 });
    await before.moveClock(DAY_MS);
    await before.setControls({ latencyMs: 0, faultRate: 0.25 });
    const [wasBo, wasLeo] = [await settled(before, bo), await settled(before, leo)];
    const revision = await before.revision();

    const after = createSandbox({ connection, store, clock });
    assert.deepEqual(await settled(after, bo), wasBo);
    assert.deepEqual(await settled(after, leo), wasLeo);
    assert.equal(wasBo?.active, false);
    assert.ok(wasLeo?.groups.includes(ADMIN_GROUP));
    assert.equal(await settled(after, castRef(connection, 'esra')), undefined);
    assert.equal(await after.revision(), revision);
    assert.deepEqual(await after.controls(), { ...CALM, faultRate: 0.25 });
    assert.equal((await after.writes(bo)).length, 1);
  });

  it('dates everything from its first start, not from the latest', async () => {
    const store = memoryAdapterStore();
    const clock = new FakeClock();
    const before = await settled(createSandbox({ connection, store, clock }), bo);
    await clock.advance(40 * DAY_MS);
    assert.deepEqual(await settled(createSandbox({ connection, store, clock }), bo), before);
  });

  it('makes everyone idle for longer when its clock is moved on, and dates a new login now', async () => {
    const clock = new FakeClock();
    const directory = sandbox({ clock });
    const before = await settled(directory, bo);
    await directory.moveClock(30 * DAY_MS);
    const after = await settled(directory, bo);
    assert.ok(before?.lastLogin.kind === 'at' && after?.lastLogin.kind === 'at');
    assert.equal(after.lastLogin.at, before.lastLogin.at - 30 * DAY_MS);
    await directory.login(bo);
    assert.deepEqual((await settled(directory, bo))?.lastLogin, { kind: 'at', at: clock.now() });
  });

  it('counts a login and changes the revision', async () => {
    const directory = sandbox();
    const [revision, before] = [await directory.revision(), await settled(directory, leo)];
    await directory.login(leo);
    assert.equal((await settled(directory, leo))?.loginCount, (before?.loginCount ?? 0) + 1);
    assert.notEqual(await directory.revision(), revision);
  });

  it('lets nobody in who is deactivated or not there', async () => {
    const directory = sandbox();
    await directory.apply(bo, { kind: 'deactivate' }, calm);
    await assert.rejects(directory.login(bo), (error) => isProblem(error, 'rejected'));
    await assert.rejects(directory.login('sandbox/Crowd/u0' as UserRef), (error) =>
      isProblem(error, 'not-found'),
    );
  });

  it('logs every write request with what came of it, and no request that failed', async () => {
    const directory = sandbox();
    await directory.apply(bo, { kind: 'deactivate' }, calm);
    await directory.apply(bo, { kind: 'deactivate' }, calm);
    await directory.apply(leo, { kind: 'deactivate' }, calm);
    await directory.setControls({ faultRate: 1 });
    await assert.rejects(directory.apply(bo, { kind: 'activate' }, calm), (error) =>
      isProblem(error, 'unavailable'),
    );
    const writes = (await directory.writes(bo)).map(({ step, applied }) => [step, applied]);
    assert.deepEqual(writes, [
      ['deactivate', 'done'],
      ['deactivate', 'already-so'],
    ]);
    assert.equal((await directory.writes()).length, 3);
  });

  it('keeps a write and its log entry together or not at all', async () => {
    const store = memoryAdapterStore();
    const directory = createSandbox({ connection, store, clock: new FakeClock() });
    await directory.user(bo, calm);
    const add: typeof store.add = (key, ...rest) =>
      key.includes('/write/') ? Promise.reject(new Error('disk full')) : store.add(key, ...rest);
    const broken = { ...store, add };
    const memory = await Memory.open(broken, { seed: 1, now: 0, controls: CALM, instance: 'here' });
    const write = { id: 'u7', step: 'deactivate', applied: 'done', at: 0 } as const;
    await assert.rejects(memory.keepWrite({ active: false }, write), /disk full/);
    assert.deepEqual(memory.change('u7'), {});
    assert.equal((await directory.user(bo, calm))?.active, true);
  });

  it('never keeps a change of one seed for another', async () => {
    const store = memoryAdapterStore();
    const one = createSandbox({ connection, store, clock: new FakeClock(), seed: 1 });
    await one.apply(bo, { kind: 'deactivate' }, calm);
    const two = createSandbox({ connection, store, clock: new FakeClock(), seed: 2 });
    assert.equal((await two.user(bo, calm))?.active, true);
  });
});

/** A user as it is, asked again when the sandbox was told to fail now and then. */
async function settled(directory: SandboxDirectory, ref: UserRef): Promise<DirectoryUser | undefined> {
  const controls = await directory.controls();
  await directory.setControls({ faultRate: 0 });
  const user = await directory.user(ref, calm);
  await directory.setControls({ faultRate: controls.faultRate });
  return user;
}

function isBefore(lastLogin: DirectoryUser['lastLogin'], at: number): boolean {
  return lastLogin.kind === 'at' && lastLogin.at <= at;
}
