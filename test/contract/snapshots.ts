import assert from 'node:assert/strict';
import type { ConnectionName } from '../../src/domain/ids.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import type { Snapshot } from '../../src/ports/snapshots.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { aDirectoryUser, NOW } from '../support/builders.ts';
import { followingTests } from './snapshots-following.ts';
import { assertConflict, type OpenHarness, onFreshStorage, people, SANDBOX } from './stores-harness.ts';

export const READ: Omit<Snapshot, 'users'> = {
  header: {
    directories: [{ name: 'Internal Directory', kind: 'internal', writable: true }],
    groups: [{ name: 'site-admins', grantsAdmin: true, grantsSeat: false }],
    seats: 500,
  },
  readAt: NOW,
  revision: 'r1',
};

/** Stores a complete read. */
export async function keep(
  storage: Storage,
  users: readonly DirectoryUser[],
  connection = SANDBOX,
): Promise<void> {
  const writer = await storage.snapshots.begin(connection);
  await writer.add(users);
  await writer.commit(READ);
}

/** Every user of the current read as it is now. */
async function usersIn(storage: Storage, connection = SANDBOX): Promise<readonly DirectoryUser[]> {
  const found: DirectoryUser[] = [];
  for await (const batch of (await storage.snapshots.open(connection)).users()) found.push(...batch);
  return found;
}

/** The names of {@link usersIn}, in order. */
export async function namesIn(storage: Storage, connection = SANDBOX): Promise<readonly string[]> {
  return (await usersIn(storage, connection)).map((user) => user.username).sort();
}

async function snapshotIn(storage: Storage, connection = SANDBOX): Promise<Snapshot | undefined> {
  return (await storage.snapshots.open(connection)).snapshot;
}

const byRef = (a: DirectoryUser, b: DirectoryUser) => (a.ref < b.ref ? -1 : 1);

/** What every snapshot store promises. */
export function snapshotsContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of snapshots`, () => {
    versionTests(open);
    changeTests(open);
    followingTests(open);
  });
}

function versionTests(open: OpenHarness): void {
  describe('versions', () => {
    onFreshStorage(open, (harness) => {
      it('has nothing before the first complete read', async () => {
        assert.equal(await snapshotIn(harness().storage), undefined);
        assert.deepEqual(await namesIn(harness().storage), []);
      });

      it('gives back a read with every user, also after a restart', async () => {
        const all = people(2345);
        await keep(harness().storage, all);
        const storage = await harness().reopen();
        assert.deepEqual(await snapshotIn(storage), { ...READ, users: 2345 });
        assert.deepEqual((await usersIn(storage)).toSorted(byRef), all.toSorted(byRef));
      });

      it('shows nothing of a read before it is committed, and the old one until then', async () => {
        const { storage } = harness();
        await keep(storage, people(3));
        const writer = await storage.snapshots.begin(SANDBOX);
        await writer.add([aDirectoryUser({ username: 'new' })]);
        assert.deepEqual(await namesIn(storage), ['user0', 'user1', 'user2']);
        await writer.commit({ ...READ, revision: null });
        assert.deepEqual(await namesIn(storage), ['new']);
        assert.deepEqual(await snapshotIn(storage), { ...READ, revision: null, users: 1 });
      });

      it('leaves the current read as it is when one is abandoned or lost in a crash', async () => {
        const { storage } = harness();
        await keep(storage, people(2));
        const writer = await storage.snapshots.begin(SANDBOX);
        await writer.add(people(1));
        await writer.abandon();
        await writer.abandon();
        await (await storage.snapshots.begin(SANDBOX)).add(people(1));
        assert.deepEqual(await namesIn(await harness().reopen()), ['user0', 'user1']);
      });

      it('keeps what changed while a read was under way, over its commit', async () => {
        const { storage } = harness();
        const [first, second, third] = people(3);
        assert.ok(first && second && third);
        await keep(storage, [first, second]);
        await storage.snapshots.put({ ...first, username: 'before' }, null);
        const writer = await storage.snapshots.begin(SANDBOX);
        await storage.snapshots.remove(second.ref);
        await writer.add([first, second]);
        await storage.snapshots.put(third, null);
        await writer.commit(READ);
        assert.deepEqual(await namesIn(storage), ['user0', 'user2']);
        assert.deepEqual(await namesIn(await harness().reopen()), ['user0', 'user2']);
      });

      it('refuses a read that began before the one in force was committed', async () => {
        const { storage } = harness();
        const late = await storage.snapshots.begin(SANDBOX);
        await late.add(people(3));
        await keep(storage, people(1));
        await assertConflict(late.commit(READ));
        await late.abandon();
        assert.deepEqual(await namesIn(storage), ['user0']);
      });

      it('takes nothing more after a commit or an abandonment', async () => {
        const { storage } = harness();
        const writer = await storage.snapshots.begin(SANDBOX);
        await writer.commit(READ);
        await assertConflict(writer.add(people(1)));
        await assertConflict(writer.commit(READ));
      });

      it('finishes a reader with the version it began with while a newer one is committed', async () => {
        const { storage } = harness();
        await keep(storage, people(2500));
        let seen = 0;
        for await (const batch of (await storage.snapshots.open(SANDBOX)).users()) {
          if (seen === 0) await keep(storage, people(1));
          seen += batch.length;
        }
        assert.equal(seen, 2500);
        assert.deepEqual(await namesIn(storage), ['user0']);
      });

      it('keeps connections apart', async () => {
        const { storage } = harness();
        const other = 'hr' as ConnectionName;
        await keep(storage, people(2));
        await keep(storage, people(1), other);
        assert.equal((await snapshotIn(storage))?.users, 2);
        assert.deepEqual(await namesIn(storage, other), ['user0']);
      });

      it('lets other work through while it writes, reads and removes', async () => {
        const { storage } = harness();
        await keep(storage, people(3000));
        let turns = 0;
        let isOver = false;
        const count = () => {
          turns += 1;
          if (!isOver) setImmediate(count);
        };
        setImmediate(count);
        await keep(storage, people(3000));
        const afterWriting = turns;
        await namesIn(storage);
        isOver = true;
        assert.ok(afterWriting >= 5, `${afterWriting} turns while writing and removing`);
        assert.ok(turns - afterWriting >= 2, `${turns - afterWriting} turns while reading`);
      });
    });
  });
}

function changeTests(open: OpenHarness): void {
  describe('changes between reads', () => {
    onFreshStorage(open, (harness) => {
      it('replaces, adds and removes single users', async () => {
        const { storage } = harness();
        const [first, second] = people(2);
        assert.ok(first && second);
        await keep(storage, [first, second]);
        await storage.snapshots.put({ ...first, username: 'renamed' }, null);
        await storage.snapshots.put(aDirectoryUser({ username: 'newcomer' }), null);
        assert.deepEqual(await namesIn(storage), ['newcomer', 'renamed', 'user1']);
        await storage.snapshots.remove(second.ref);
        await storage.snapshots.remove(second.ref);
        assert.deepEqual(await namesIn(storage), ['newcomer', 'renamed']);
        assert.equal((await snapshotIn(storage))?.users, 2, 'the read itself stays what it was');
        assert.deepEqual(await namesIn(await harness().reopen()), ['newcomer', 'renamed']);
      });

      it('gives every change its number, and back what it said', async () => {
        const { snapshots } = harness().storage;
        const user = aDirectoryUser();
        const put = await snapshots.put(user, NOW);
        assert.deepEqual(put, { number: 1, ref: user.ref, user, restartedAt: NOW });
        const removed = await snapshots.remove(user.ref);
        assert.deepEqual(removed, { number: 2, ref: user.ref, user: null, restartedAt: null });
      });

      it('changes nothing when there is no read to change', async () => {
        const { storage } = harness();
        await storage.snapshots.put(aDirectoryUser(), null);
        await storage.snapshots.remove(aDirectoryUser().ref);
        assert.equal(await snapshotIn(storage), undefined);
      });

      it('hands out copies', async () => {
        const { storage } = harness();
        await keep(storage, people(1));
        for await (const [user] of (await storage.snapshots.open(SANDBOX)).users())
          Object.assign(user ?? {}, { username: 'forged' });
        assert.deepEqual(await namesIn(storage), ['user0']);
      });
    });
  });
}
