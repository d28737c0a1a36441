import assert from 'node:assert/strict';
import type { UserRef } from '../../src/domain/ids.ts';
import { connectionOf } from '../../src/domain/ids.ts';
import type { Step } from '../../src/domain/operation.ts';
import { isProblem, problemOf } from '../../src/domain/problem.ts';
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

/** What a connection that can write needs on top of it. */
export interface WritableHarness extends DirectoryHarness {
  /** An enabled user in a directory that takes writes. */
  readonly writable: UserRef;
  /** A user whose directory is read-only. */
  readonly readOnly: UserRef;
  /** Makes the next request one too many. */
  readonly exhaust: () => Promise<void>;
}

const EVERY_STEP: readonly Step[] = [{ kind: 'activate' }, { kind: 'deactivate' }];
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

/** What a directory that writes and has a rate limit promises on top of it. */
export function writableDirectoryContract(name: string, make: () => Promise<WritableHarness>): void {
  describe(`${name} keeps the user directory contract: writing`, () => {
    it('is typed when it is asked too often, with a waiting time in milliseconds', async () => {
      const { directory, known, exhaust } = await make();
      await exhaust();
      await assert.rejects(directory.user(known, calm()), (error) => {
        const problem = problemOf(error);
        return (
          problem?.kind === 'rate-limited' &&
          Number.isInteger(problem.retryAfterMs) &&
          problem.retryAfterMs > 0
        );
      });
    });

    it('says already-so the second time and leaves the same state', async () => {
      const { directory, writable } = await make();
      assert.equal(await directory.apply(writable, { kind: 'deactivate' }, calm()), 'done');
      const once = await directory.user(writable, calm());
      assert.equal(await directory.apply(writable, { kind: 'deactivate' }, calm()), 'already-so');
      assert.deepEqual(await directory.user(writable, calm()), once);
      assert.equal(once?.active, false);
    });

    it('brings a user back exactly as it was', async () => {
      const { directory, writable } = await make();
      const before = await directory.user(writable, calm());
      await directory.apply(writable, { kind: 'deactivate' }, calm());
      assert.equal(await directory.apply(writable, { kind: 'activate' }, calm()), 'done');
      assert.deepEqual(await directory.user(writable, calm()), before);
    });

    it('lets exactly one of two writes at once be the one that did it', async () => {
      const { directory, writable } = await make();
      const step: Step = { kind: 'deactivate' };
      const applied = await Promise.all([
        directory.apply(writable, step, calm()),
        directory.apply(writable, step, calm()),
      ]);
      assert.deepEqual(applied.sort(), ['already-so', 'done']);
    });

    it('does not count a write of ours as a change from outside', async () => {
      const { directory, writable } = await make();
      const before = await directory.revision();
      await directory.apply(writable, { kind: 'deactivate' }, calm());
      assert.equal(await directory.revision(), before);
    });

    it('refuses to write to a read-only directory', async () => {
      const { directory, readOnly } = await make();
      await assert.rejects(directory.apply(readOnly, { kind: 'deactivate' }, calm()), (error) =>
        isProblem(error, 'rejected'),
      );
    });

    it('says not-found for a user that does not exist', async () => {
      const { directory, unknown } = await make();
      await assert.rejects(directory.apply(unknown, { kind: 'deactivate' }, calm()), (error) =>
        isProblem(error, 'not-found'),
      );
    });

    it('writes nothing when it is aborted before', async () => {
      const { directory, writable } = await make();
      const reason = new Error('stopped');
      await assert.rejects(
        directory.apply(writable, { kind: 'deactivate' }, AbortSignal.abort(reason)),
        reason,
      );
      assert.equal((await directory.user(writable, calm()))?.active, true);
    });
  });
}

async function all(read: DirectoryRead): Promise<readonly DirectoryUser[]> {
  const users: DirectoryUser[] = [];
  for await (const batch of read.users) users.push(...batch);
  return users;
}
