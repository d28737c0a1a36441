import assert from 'node:assert/strict';
import type { UserRef } from '../../src/domain/ids.ts';
import { connectionOf } from '../../src/domain/ids.ts';
import type { Step } from '../../src/domain/operation.ts';
import { isProblem } from '../../src/domain/problem.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import type { DirectoryRead, UserDirectory } from '../../src/ports/user-directory.ts';

/** A directory to be held to its contract, with a way to bring each fault about where it can have one. */
export interface DirectoryHarness {
  readonly directory: UserDirectory;
  /** How many users a complete read gives. */
  readonly size: number;
  /** A user that exists. */
  readonly known: UserRef;
  /** A user that does not. */
  readonly unknown: UserRef;
  /** Makes complete reads break off half-way. */
  readonly truncate: () => Promise<void>;
  /** Changes the source behind the connection's back. */
  readonly changeOutside: () => Promise<void>;
}

/** A step of each kind. */
const EVERY_STEP: readonly Step[] = [
  { kind: 'activate' },
  { kind: 'deactivate' },
  { kind: 'rename', to: 'somebody-else' },
  { kind: 'delete' },
  { kind: 'join', group: 'some-group' },
  { kind: 'leave', group: 'some-group' },
];
const calm = () => new AbortController().signal;

/** What every user directory promises, see src/ports/user-directory.ts. */
export function userDirectoryContract(name: string, make: () => Promise<DirectoryHarness>): void {
  describe(`${name} keeps the user directory contract: reading`, () => {
    it('gives each user exactly once, in batches that are not empty', async () => {
      const { directory, size } = await make();
      const refs = new Set<UserRef>();
      let rows = 0;
      for await (const batch of (await directory.read(calm())).users) {
        assert.ok(batch.length > 0);
        rows += batch.length;
        for (const user of batch) refs.add(user.ref);
      }
      assert.equal(rows, size);
      assert.equal(refs.size, size);
    });

    it('describes users by directories and groups that the header names', async () => {
      const { directory } = await make();
      const read = await directory.read(calm());
      const directories = new Set(read.header.directories.map((entry) => entry.name));
      const groups = new Set(read.header.groups.map((entry) => entry.name));
      assert.equal(directories.size, read.header.directories.length);
      assert.equal(groups.size, read.header.groups.length);
      for (const user of await all(read)) {
        assert.ok(directories.has(user.directory), user.directory);
        assert.equal(connectionOf(user.ref), directory.connection);
        assert.deepEqual(user.groups, [...user.groups].sort());
        for (const group of user.groups) assert.ok(groups.has(group), group);
      }
    });

    it("says of what is inherited which of the user's own groups brings it", async () => {
      const { directory } = await make();
      for (const { username, groups, inherited = {} } of await all(await directory.read(calm()))) {
        for (const [group, through] of Object.entries(inherited)) {
          assert.ok(groups.includes(group), `${username} is not in ${group}`);
          assert.ok(
            groups.includes(through) && !(through in inherited),
            `${through} is not ${username}'s own`,
          );
        }
      }
    });

    it('dates the deactivation of nobody who is enabled', async () => {
      const { directory } = await make();
      for (const { username, active, deactivatedAt = null } of await all(await directory.read(calm()))) {
        assert.ok(!active || deactivatedAt === null, username);
      }
    });

    it('knows login counts exactly when it says so', async () => {
      const { directory } = await make();
      const users = await all(await directory.read(calm()));
      assert.equal(
        users.some((user) => user.loginCount !== null),
        directory.capabilities.knowsLoginCount,
      );
    });

    it('gives plain data that survives being stored', async () => {
      const { directory } = await make();
      const users = await all(await directory.read(calm()));
      assert.deepEqual(JSON.parse(JSON.stringify(users)), users);
    });

    it('gives the same user alone as in a complete read', async () => {
      const { directory, known } = await make();
      const users = await all(await directory.read(calm()));
      const alone = await directory.user(known, calm());
      assert.ok(alone);
      assert.deepEqual(
        users.find((user) => user.ref === known),
        alone,
      );
    });

    it('says undefined for a user that does not exist', async () => {
      const { directory, unknown } = await make();
      assert.equal(await directory.user(unknown, calm()), undefined);
      assert.equal(await directory.user('nonsense' as UserRef, calm()), undefined);
    });

    it('fails a read that broke off instead of ending it early', async () => {
      const { directory, truncate } = await make();
      await truncate();
      await assert.rejects(
        async () => all(await directory.read(calm())),
        (error) => isProblem(error, 'unavailable') || isProblem(error, 'rejected'),
      );
    });

    it('changes its revision when the source changes and not otherwise', async () => {
      const { directory, changeOutside } = await make();
      const before = await directory.revision();
      await all(await directory.read(calm()));
      assert.equal(await directory.revision(), before);
      await changeOutside();
      assert.notEqual(await directory.revision(), before);
    });

    it('gives up with the reason when it is aborted before or during a read', async () => {
      const { directory, known } = await make();
      const reason = new Error('drained');
      const aborted = AbortSignal.abort(reason);
      await assert.rejects(async () => all(await directory.read(aborted)), reason);
      await assert.rejects(directory.user(known, aborted), reason);
      const abort = new AbortController();
      const read = await directory.read(abort.signal);
      abort.abort(reason);
      await assert.rejects(all(read), reason);
    });

    it('refuses every step that it does not declare', async () => {
      const { directory, known } = await make();
      for (const step of EVERY_STEP) {
        if (directory.capabilities.writes.includes(step.kind)) continue;
        await assert.rejects(directory.apply(known, step, calm()), (error) => isProblem(error, 'rejected'));
      }
    });

    it('checks itself with a remedy for everything that is not well', async () => {
      const { directory } = await make();
      const findings = await directory.check(calm());
      assert.ok(findings.length > 0);
      for (const finding of findings) {
        assert.equal(finding.remedy === null, finding.state === 'ok', finding.message);
      }
    });
  });
}

async function all(read: DirectoryRead): Promise<readonly DirectoryUser[]> {
  const users: DirectoryUser[] = [];
  for await (const batch of read.users) users.push(...batch);
  return users;
}
