import assert from 'node:assert/strict';
import type { UserRef } from '../../src/domain/ids.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import type { FailedRead, SnapshotChange, SnapshotStore } from '../../src/ports/snapshots.ts';
import { aDirectoryUser, NOW } from '../support/builders.ts';
import { keep, namesIn } from './snapshots.ts';
import { type OpenHarness, onFreshStorage, people, SANDBOX } from './stores-harness.ts';

const PAGE = 3;
const FAILED: FailedRead = {
  problem: { kind: 'unavailable', source: 'the directory', message: 'It broke off.' },
  at: NOW,
  revision: 'r2',
};

/** Somebody who knows the users of a connection by following it, as another instance does. */
class Follower {
  readonly #snapshots: SnapshotStore;
  readonly users = new Map<UserRef, DirectoryUser>();
  readonly changes: SnapshotChange[] = [];
  failed: FailedRead | null = null;
  #mark = 0;
  #read = 0;
  builds = 0;

  constructor(snapshots: SnapshotStore) {
    this.#snapshots = snapshots;
  }

  get names(): readonly string[] {
    return [...this.users.values()].map(({ username }) => username).sort();
  }

  async catchUp(): Promise<void> {
    for (let isMore = true; isMore; ) {
      const news = await this.#snapshots.since(SANDBOX, this.#mark, PAGE);
      ({ isMore } = news);
      this.#mark = news.mark;
      this.changes.push(...news.changes);
      for (const { ref, user } of news.changes) {
        if (user === null) this.users.delete(ref);
        else this.users.set(ref, user);
      }
      if (news.failed !== undefined) this.failed = news.failed;
      if (news.read !== null && news.read > this.#read) await this.#build();
    }
  }

  async #build(): Promise<void> {
    const opened = await this.#snapshots.open(SANDBOX);
    this.users.clear();
    for await (const batch of opened.users()) for (const user of batch) this.users.set(user.ref, user);
    [this.#mark, this.#read, this.failed] = [opened.mark, opened.read, opened.failed];
    this.builds += 1;
  }
}

/** What the store promises those who follow it. */
export function followingTests(open: OpenHarness): void {
  describe('following', () => {
    onFreshStorage(open, (harness) => {
      it('shows two followers every change of a writer, once and in order, over a new read too', async () => {
        const { storage } = harness();
        const { snapshots } = storage;
        const [often, seldom] = [new Follower(snapshots), new Follower(snapshots)];
        await keep(storage, people(5));
        const numbers: number[] = [];
        for (let n = 0; n < 20; n += 1) {
          const name = `user${n % 7}`;
          const { ref } = aDirectoryUser({ username: name });
          const change =
            n % 4 === 3
              ? await snapshots.remove(ref)
              : await snapshots.put({ ...aDirectoryUser({ username: name }), displayName: `turn ${n}` }, n);
          numbers.push(change.number);
          if (n === 9) await keep(storage, people(6));
          await often.catchUp();
        }
        await seldom.catchUp();

        const names = await namesIn(storage);
        assert.deepEqual([often.names, seldom.names], [names, names]);
        assert.deepEqual([...often.users].sort(), [...seldom.users].sort());
        assert.deepEqual(
          often.changes.map(({ number }) => number),
          numbers,
        );
        assert.deepEqual([often.builds, seldom.builds], [2, 1]);
      });

      it('has nothing new for who has seen it all, and nothing before the first thing happens', async () => {
        const { storage } = harness();
        const { snapshots } = storage;
        const nothing = { read: null, failed: undefined, changes: [], isMore: false };
        assert.deepEqual(await snapshots.since(SANDBOX, 0, PAGE), { mark: 0, ...nothing });
        await keep(storage, people(1));
        await snapshots.put(aDirectoryUser(), null);
        const { mark } = await snapshots.open(SANDBOX);
        assert.deepEqual(await snapshots.since(SANDBOX, mark, PAGE), { mark, ...nothing });
      });

      it('sends who was away too long to the current read', async () => {
        const { storage } = harness();
        const { snapshots } = storage;
        await keep(storage, people(1));
        for (const user of people(4)) await snapshots.put(user, null);
        const { mark, read } = await snapshots.since(SANDBOX, 0, 1);
        assert.deepEqual([mark, read], [1, 1]);
        await keep(storage, people(2));
        await harness().forgetOldReads();
        for (const user of people(4)) await snapshots.put(user, null);
        const late = await snapshots.since(SANDBOX, mark, PAGE);
        // By its own number: whoever was told a larger one would take every build for too old.
        assert.equal(late.read, (await snapshots.open(SANDBOX)).read);
        const follower = new Follower(snapshots);
        await follower.catchUp();
        assert.deepEqual([follower.names, follower.builds], [['user0', 'user1', 'user2', 'user3'], 1]);
      });

      it('numbers on after what was forgotten', async () => {
        const { storage } = harness();
        for (let read = 0; read < 3; read += 1) {
          for (const user of people(3)) await storage.snapshots.put(user, null);
          await keep(storage, people(1));
          await harness().forgetOldReads();
        }
        assert.equal((await storage.snapshots.put(aDirectoryUser(), null)).number, 13);
        assert.equal((await (await harness().reopen()).snapshots.remove(aDirectoryUser().ref)).number, 14);
      });

      it('gives one number to each of many changes at once', async () => {
        const { snapshots } = harness().storage;
        const changes = await Promise.all(people(150).map((user) => snapshots.put(user, null)));
        assert.deepEqual(
          changes.map(({ number }) => number).toSorted((a, b) => a - b),
          changes.map((_, index) => index + 1),
        );
        const news = await snapshots.since(SANDBOX, 0, 1000);
        assert.deepEqual(
          news.changes,
          changes.toSorted((a, b) => a.number - b.number),
        );
      });

      it('knows why the newest read broke off until one is complete or it is said not to count', async () => {
        const { storage } = harness();
        const follower = new Follower(storage.snapshots);
        await keep(storage, people(1));
        await storage.snapshots.note(SANDBOX, FAILED);
        await follower.catchUp();
        assert.deepEqual(follower.failed, FAILED);
        assert.deepEqual((await (await harness().reopen()).snapshots.open(SANDBOX)).failed, FAILED);
        const { snapshots } = harness().storage;
        await snapshots.note(SANDBOX, null);
        assert.equal((await snapshots.open(SANDBOX)).failed, null);
        await snapshots.note(SANDBOX, FAILED);
        await keep(harness().storage, people(1));
        assert.equal((await snapshots.open(SANDBOX)).failed, null);
        const again = new Follower(snapshots);
        await again.catchUp();
        assert.equal(again.failed, null);
      });
    });
  });
}
