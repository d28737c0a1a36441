import assert from 'node:assert/strict';
import type { ConnectionName, PlanId, RunId } from '../../src/domain/ids.ts';
import {
  type ArchiveKind,
  type ArchivePage,
  type ArchiveRows,
  COPY_CORNER,
  PLAIN_KINDS,
  type PlainKind,
} from '../../src/ports/archive.ts';
import type { JobRequest } from '../../src/ports/scheduler.ts';
import type { Storage } from '../../src/ports/storage.ts';
import { aDirectoryUser, anApproval, aPerson, aPlan, aRun, aTarget, NOW } from '../support/builders.ts';
import {
  aDraft,
  assertConflict,
  type OpenHarness,
  onFreshStorage,
  people,
  SANDBOX,
} from './stores-harness.ts';

const PLAN = 'P-aaaa1' as PlanId;
const RUN = 'R-aaaa1' as RunId;
const LEASE = `write/${SANDBOX}`;
const TARGETS = 7;

/** What every archive promises: all a store keeps as rows, which make another store the same. */
export function archiveContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of archives`, () => {
    onFreshStorage(open, (source) => {
      onFreshStorage(open, (target) => {
        const copy = async (limit = 3): Promise<void> => {
          const { archive } = target().storage;
          for (const kind of PLAIN_KINDS) await copyKind(source().storage, target().storage, kind, limit);
          for (const file of await everything(source().storage, 'file', limit)) {
            await archive.putFile(file, source().storage.archive.bytes(file.id));
          }
        };

        beforeEach(() => fill(source().storage, source().clock.now()));

        it('gives every row once, whatever the size of a page', async () => {
          const { storage } = source();
          for (const kind of [...PLAIN_KINDS, 'file'] as const) {
            const rows = await everything(storage, kind, 1000);
            assert.deepEqual(await everything(storage, kind, 1), rows, kind);
            assert.deepEqual(await everything(storage, kind, 3), rows, kind);
            assert.equal(await storage.archive.count(kind), rows.length, kind);
            if (kind !== 'audit-draft') assert.ok(rows.length > 0, `nothing of ${kind} was tried`);
          }
        });

        it('has no more pages after the last', async () => {
          const { archive } = source().storage;
          const count = await archive.count('plan-target');
          const { rows, next } = await archive.page('plan-target', null, count + 1);
          assert.deepEqual([rows.length, next], [count, null]);
        });

        it('makes a store with the same rows, also when each is put twice', async () => {
          await copy();
          await copy(1000);
          await assertSame(source().storage, target().storage);
        });

        it('goes on with records as if nothing had happened', async () => {
          await copy();
          const { storage } = target();
          const run = await storage.runs.load(RUN);
          assert.ok(run);
          await storage.runs.replace({ ...run, version: run.version + 1 });
          await storage.approvals.create(anApproval({ id: 'A-zzzz9' as never, version: 1 }));
          const ids = (await storage.approvals.list({ limit: 9 })).map(({ id }) => id);
          assert.deepEqual(ids, ['A-zzzz9', 'A-aaaa2', 'A-aaaa1']);
          assert.equal((await storage.people.byAccount(aPerson('ines').accounts[0] as never))?.id, 'ines');
          assert.deepEqual(
            (await storage.postings.ofSubject('A-aaaa1')).map(({ id }) => id),
            ['posting-1'],
          );
          assert.equal((await storage.protections.concerning([], aDirectoryUser().ref)).length, 1);
          const waiting = await storage.approvals.list({ limit: 9, states: ['waiting'] });
          assert.ok(waiting.length > 0);
        });

        it('keeps an account and a directory user with whoever had it', async () => {
          await copy();
          const { people: store } = target().storage;
          const [user] = people(1);
          assert.ok(user);
          const { accounts } = aPerson('ines');
          await assertConflict(store.create(aPerson('sam', { users: [user.ref] })));
          await assertConflict(store.create(aPerson('sam', { accounts })));
          await store.remove('ines' as never);
          await store.create(aPerson('sam', { accounts, users: [user.ref] }));
        });

        it('goes on with a run where it was, also when its rows are put twice', async () => {
          await copy();
          await copy();
          const [from, to] = [source().storage.ledger, target().storage.ledger];
          assert.deepEqual(await to.counts(RUN), await from.counts(RUN));
          assert.deepEqual(await to.reasons(RUN), await from.reasons(RUN));
          assert.deepEqual(await to.remaining(RUN, PLAN, 0, 99), await from.remaining(RUN, PLAN, 0, 99));
          assert.deepEqual(await to.outcomes(RUN, PLAN, 0, 99), await from.outcomes(RUN, PLAN, 0, 99));
          assert.deepEqual(await to.begun(RUN, PLAN), await from.begun(RUN, PLAN));
          assert.equal(await to.taken(SANDBOX, 0), await from.taken(SANDBOX, 0));
          assert.equal(await to.countedSince(RUN, 0), await from.countedSince(RUN, 0));
        });

        it('frees every lease and lets its fence go on growing', async () => {
          const now = source().clock.now();
          const before = await source().storage.leases.acquire('one', 'a', 60_000, now);
          await copy();
          const after = await target().storage.leases.acquire('one', 'b', 60_000, now);
          assert.ok(before && after && after.fence > before.fence, JSON.stringify({ before, after }));
        });

        it('continues the audit log on the same chain', async () => {
          await copy();
          const { audit } = target().storage;
          assert.deepEqual(await audit.head(), await source().storage.audit.head());
          await audit.append([aDraft('after'), aDraft('first')]);
          const verdict = await audit.verify();
          assert.deepEqual([verdict.ok, verdict.head?.seq], [true, 3]);
        });

        it('hands over the work that was waiting, each once and at its time', async () => {
          await copy();
          const jobs: JobRequest[] = [];
          await target().storage.deliverEffects(async (job) => void jobs.push(job));
          assert.deepEqual(
            jobs.sort((a, b) => a.key.localeCompare(b.key)),
            [aJob('1'), { ...aJob('2'), runAt: NOW }],
          );
        });

        it('names the connections that were read, or tried to be', async () => {
          assert.deepEqual(await source().storage.archive.connections(), ['hr', SANDBOX]);
          assert.deepEqual(await target().storage.archive.connections(), []);
        });

        it('takes a file with its bytes, under its own id', async () => {
          await copy();
          const [file] = await everything(source().storage, 'file', 9);
          assert.ok(file);
          const opened = await target().storage.files.open(file.id);
          assert.deepEqual(opened?.info, file);
          const parts: Uint8Array[] = [];
          for await (const part of opened?.chunks ?? []) parts.push(part);
          assert.equal(Buffer.concat(parts).toString(), 'name\nada\n');
        });

        it('keeps a delivery that was taken', async () => {
          await copy();
          assert.equal(await target().storage.deliveries.claim('d-1', source().clock.now(), 9), false);
        });

        it('leaves out what a copy notes about itself', async () => {
          const { storage } = source();
          const count = await storage.archive.count('adapter-value');
          await storage.adapter(COPY_CORNER).put('note', 'x');
          assert.equal(await storage.archive.count('adapter-value'), count);
          const rows = await everything(storage, 'adapter-value', 99);
          assert.deepEqual(
            rows.filter(({ adapter }) => adapter === COPY_CORNER),
            [],
          );
        });

        it('appends drafts that were kept out of the log, each once', async () => {
          const { archive, audit } = target().storage;
          for (let n = 0; n < 2; n += 1) await archive.put('audit-draft', [aDraft('late')]);
          assert.deepEqual([await audit.count({}), await archive.count('audit-draft')], [1, 0]);
        });

        it('has another stamp after anything was done, and the same one when nothing was', async () => {
          const { storage, clock } = source();
          const steps: readonly (() => Promise<unknown>)[] = [
            () => storage.approvals.replace(anApproval({ id: 'A-aaaa1' as never, version: 2 })),
            () => storage.halt.create(aHalt()),
            () => storage.audit.append([aDraft('one more')]),
            () => storage.deliveries.claim('d-2', clock.now(), 9),
            () => storage.leases.acquire('another', 'x', 9, clock.now()),
            () => storage.adapter('console').put('k', 'another value'),
          ];
          let stamp = await storage.archive.stamp();
          assert.equal(await storage.archive.stamp(), stamp);
          for (const [index, step] of steps.entries()) {
            await step();
            const next = await storage.archive.stamp();
            assert.notEqual(next, stamp, `step ${index}`);
            stamp = next;
          }
        });
      });
    });
  });
}

/** Fails unless both hold the same rows of every kind. */
export async function assertSame(a: Storage, b: Storage): Promise<void> {
  for (const kind of [...PLAIN_KINDS, 'file'] as const) {
    const [rows, others] = [await everything(a, kind, 100), await everything(b, kind, 100)];
    assert.deepEqual(sorted(others), sorted(rows), kind);
    assert.equal(await b.archive.count(kind), rows.length, kind);
  }
}

/** Every row of a kind, in pages of `limit`. */
export async function everything<K extends ArchiveKind>(
  { archive }: Pick<Storage, 'archive'>,
  kind: K,
  limit: number,
): Promise<ArchiveRows[K][]> {
  const all: ArchiveRows[K][] = [];
  for (let from: string | null = null; ; ) {
    const page: ArchivePage<K> = await archive.page(kind, from, limit);
    assert.ok(page.rows.length <= limit);
    all.push(...page.rows);
    if (page.next === null) return all;
    from = page.next;
  }
}

async function copyKind<K extends PlainKind>(
  from: Storage,
  to: Storage,
  kind: K,
  limit: number,
): Promise<void> {
  const rows = await everything(from, kind, limit);
  for (let at = 0; at < rows.length; at += limit) await to.archive.put(kind, rows.slice(at, at + limit));
}

/** Stores of different kinds read some rows in different orders. */
function sorted(rows: readonly unknown[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row, orderKeys)).sort();
}

function orderKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Puts something of every kind into a store. */
export async function fill(storage: Storage, now: number): Promise<void> {
  await fillRecords(storage);
  await fillRun(storage, now);
  await storage.audit.append([aDraft('second')]);
  await fillReads(storage);
  await storage.adapter('console').put('k', 'a value');
  await storage.adapter('slack').put('token', 'sealed');
  await storage.deliveries.claim('d-1', now, 60_000);
  async function* chunks() {
    yield 'name\n';
    yield 'ada\n';
  }
  await storage.files.write({ name: 'u.csv', mime: 'text/csv', expiresAt: now + 60_000 }, chunks());
}

async function fillRecords(storage: Storage): Promise<void> {
  await storage.plans.create({ ...aPlan(), id: PLAN, version: 1 });
  await storage.approvals.create(anApproval({ id: 'A-aaaa1' as never, version: 1 }), {
    audit: [aDraft('first')],
    jobs: [aJob('1'), { ...aJob('2'), runAt: NOW }, aJob('1')],
  });
  await storage.approvals.create(anApproval({ id: 'A-aaaa2' as never, version: 1 }));
  await storage.runs.create({ ...aRun(), id: RUN, version: 1 });
  await storage.people.create(aPerson('ines', { users: people(1).map(({ ref }) => ref) }));
  await storage.people.create(aPerson('tom'));
  const posting = { subject: 'A-aaaa1', audience: 'names', reader: null, ref: null, shown: '' } as const;
  await storage.postings.create({ id: 'posting-1', version: 1, ...posting });
  await storage.protections.create({
    id: 'protection-1',
    version: 1,
    user: aDirectoryUser().ref,
  } as never);
}

async function fillRun(storage: Storage, at: number): Promise<void> {
  const users = people(TARGETS);
  await storage.planRows.addTargets(
    PLAN,
    users.map((user, n) => aTarget(user, { n })),
  );
  await storage.planRows.addExclusions(
    PLAN,
    people(2).map(({ ref }, n) => ({ n, ref, reason: 'exempt' }) as never),
  );
  const lease = await storage.leases.acquire(LEASE, 'a', 60_000, at);
  assert.ok(lease);
  for (const [n, before] of users.slice(0, 5).entries()) {
    await storage.ledger.begin({ run: RUN, n, before, at, capOf: n % 2 === 0 ? SANDBOX : null }, lease);
    if (n > 2) continue;
    const outcome = n === 2 ? ({ kind: 'skipped', reason: 'exempt' } as const) : ({ kind: 'done' } as const);
    await storage.ledger.record(RUN, { n, before, after: before, outcome: outcome as never, at }, lease);
  }
  const gone = { n: 5, before: null, after: null, outcome: { kind: 'skipped', reason: 'gone' }, at };
  await storage.ledger.record(RUN, gone as never, lease);
}

async function fillReads(storage: Storage): Promise<void> {
  const other = 'hr' as ConnectionName;
  const header = { directories: [], groups: [] } as never;
  for (const connection of [other, SANDBOX]) {
    const writer = await storage.snapshots.begin(connection);
    await writer.add(connection === SANDBOX ? people(12) : []);
    await writer.commit({ header, readAt: NOW, revision: connection === other ? 'r1' : null });
  }
  const [first, second] = people(2);
  assert.ok(first && second);
  await storage.snapshots.put({ ...first, displayName: 'Renamed' }, null);
  await storage.snapshots.remove(second.ref);
  const problem = { kind: 'unavailable', source: 'hr', message: 'away' } as const;
  await storage.snapshots.note(other, { problem, at: NOW, revision: 'r2' });
  await storage.clockStarts.set(first.ref, NOW);
  await storage.formerNames.set(second.ref, { name: 'user1', now: 'user1.old' });
}

function aJob(key: string): JobRequest {
  return { name: 'refresh-cards', key, payload: { subject: key } };
}

function aHalt() {
  return { id: 'halt', version: 1, stopped: true, by: null, at: NOW, reason: null } as const;
}
