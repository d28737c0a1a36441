import assert from 'node:assert/strict';
import type { PersonId, PlanId } from '../../src/domain/ids.ts';
import type { PlanExclusion } from '../../src/domain/plan.ts';
import type { JobRequest } from '../../src/ports/scheduler.ts';
import type { Posting } from '../../src/ports/stores.ts';
import { aDirectoryUser, anAccount, anApproval, aPerson, aRun, aTarget, NOW } from '../support/builders.ts';
import { aDraft, assertConflict, type OpenHarness, onFreshStorage, people } from './stores-harness.ts';

const PLAN = 'P-aaaa1' as PlanId;

function aJob(key: string): JobRequest {
  return { name: 'refresh-cards', key, payload: { subject: key } };
}

function aPosting(id: string, changes: Partial<Posting> = {}): Posting {
  return { id, version: 1, subject: 'A-1', audience: 'names', ref: null, shown: '', ...changes };
}

/** What every storage promises of its records, see src/ports/stores.ts. */
export function storesContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of stores`, () => {
    recordTests(open);
    relatedRecordTests(open);
    effectTests(open);
    planRowTests(open);
    valueTests(open);
  });
}

function recordTests(open: OpenHarness): void {
  describe('records', () => {
    onFreshStorage(open, (harness) => {
      it('gives back what was created, also after a restart', async () => {
        const approval = anApproval();
        await harness().storage.approvals.create(approval);
        assert.deepEqual(await harness().storage.approvals.load(approval.id), approval);
        assert.deepEqual(await (await harness().reopen()).approvals.load(approval.id), approval);
      });

      it('knows nothing of an id that was never created', async () => {
        assert.equal(await harness().storage.runs.load(aRun().id), undefined);
      });

      it('refuses to create an id twice and keeps the first', async () => {
        const { approvals } = harness().storage;
        await approvals.create(anApproval({ quorum: 1 }));
        await assertConflict(approvals.create(anApproval({ quorum: 2 })));
        assert.equal((await approvals.load(anApproval().id))?.quorum, 1);
      });

      it('replaces the version before, and only that one', async () => {
        const { approvals } = harness().storage;
        await approvals.create(anApproval());
        await approvals.replace(anApproval({ version: 2, state: 'approved' }));
        await assertConflict(approvals.replace(anApproval({ version: 2, state: 'rejected' })));
        await assertConflict(approvals.replace(anApproval({ version: 4, state: 'rejected' })));
        assert.equal((await approvals.load(anApproval().id))?.state, 'approved');
      });

      it('refuses to replace what does not exist', async () => {
        await assertConflict(harness().storage.approvals.replace(anApproval({ version: 2 })));
      });

      it('lets exactly one of many concurrent replaces of a version win', async () => {
        const { approvals } = harness().storage;
        await approvals.create(anApproval());
        const tries = Array.from({ length: 200 }, (_, n) =>
          approvals.replace(anApproval({ version: 2, quorum: n + 1 })),
        );
        const results = await Promise.allSettled(tries);
        assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
      });

      it('hands out nothing that changes what is stored', async () => {
        const { people: store } = harness().storage;
        const created = aPerson('priya');
        await store.create(created);
        (created.roles as string[]).push('admin');
        const loaded = await store.load(created.id);
        const [listed] = await store.list({ limit: 1 });
        assert.ok(loaded && listed);
        (loaded.roles as string[]).push('admin');
        (listed.roles as string[]).push('admin');
        assert.deepEqual((await store.load(created.id))?.roles, []);
      });

      it('lists by creation in either order, whatever was replaced since, and up to the limit', async () => {
        const { runs } = harness().storage;
        const made = ['R-3', 'R-1', 'R-2'].map((id) => aRun({ id: id as never }));
        for (const run of made) await runs.create(run);
        await runs.replace(aRun({ id: 'R-3' as never, version: 2 }));
        const ids = async (newestFirst?: boolean, limit = 9) =>
          (await runs.list({ limit, ...(newestFirst === undefined ? {} : { newestFirst }) })).map(
            ({ id }) => id,
          );
        assert.deepEqual(await ids(), ['R-2', 'R-1', 'R-3']);
        assert.deepEqual(await ids(false), ['R-3', 'R-1', 'R-2']);
        assert.deepEqual(await ids(true, 2), ['R-2', 'R-1']);
      });

      it('lists and counts by the state a record has now', async () => {
        const { runs } = harness().storage;
        for (const [id, state] of [
          ['R-1', 'queued'],
          ['R-2', 'running'],
          ['R-3', 'done'],
        ] as const) {
          await runs.create(aRun({ id: id as never, state }));
        }
        await runs.replace(aRun({ id: 'R-1' as never, version: 2, state: 'running' }));
        const running = await runs.list({ states: ['running', 'queued'], limit: 9, newestFirst: false });
        assert.deepEqual(
          running.map(({ id }) => id),
          ['R-1', 'R-2'],
        );
        assert.equal(await runs.count(['queued']), 0);
        assert.equal(await runs.count(['running', 'done']), 3);
        assert.equal(await runs.count(), 3);
        assert.deepEqual(await runs.list({ states: [], limit: 9 }), []);
      });

      it('keeps kinds apart that share an id, and forgets what is removed', async () => {
        const { runs, approvals } = harness().storage;
        await runs.create(aRun({ id: 'X' as never }));
        await approvals.create(anApproval({ id: 'X' as never }));
        await runs.remove('X' as never);
        await runs.remove('never was' as never);
        assert.equal(await runs.load('X' as never), undefined);
        assert.equal(await approvals.count(), 1);
      });
    });
  });
}

function relatedRecordTests(open: OpenHarness): void {
  describe('postings and people', () => {
    onFreshStorage(open, (harness) => {
      it('finds the postings of a subject and no others', async () => {
        const { postings } = harness().storage;
        await postings.create(aPosting('p1'));
        await postings.create(aPosting('p2', { subject: 'A-2' }));
        await postings.create(aPosting('p3'));
        await postings.replace(aPosting('p3', { version: 2, shown: 'x' }));
        const found = await postings.ofSubject('A-1');
        assert.deepEqual(
          found.map(({ id, shown }) => [id, shown]),
          [
            ['p1', ''],
            ['p3', 'x'],
          ],
        );
        assert.deepEqual(await postings.ofSubject('A-3'), []);
      });

      it('finds a person by any account, and no longer by one that was unlinked', async () => {
        const { people: store } = harness().storage;
        const accounts = [anAccount('one'), anAccount('two')];
        await store.create(aPerson('priya', { accounts }));
        assert.equal((await store.byAccount(anAccount('two')))?.id, 'priya');
        await store.replace(aPerson('priya', { version: 2, accounts: [anAccount('two')] }));
        assert.equal(await store.byAccount(anAccount('one')), undefined);
        assert.equal((await store.byAccount(anAccount('two')))?.version, 2);
        await store.remove('priya' as PersonId);
        assert.equal(await store.byAccount(anAccount('two')), undefined);
      });

      it('links an account to one person at most', async () => {
        const { people: store } = harness().storage;
        await store.create(aPerson('priya', { accounts: [anAccount('one')] }));
        await assertConflict(store.create(aPerson('tom', { accounts: [anAccount('one')] })));
        await store.create(aPerson('tom', { accounts: [] }));
        await assertConflict(store.replace(aPerson('tom', { version: 2, accounts: [anAccount('one')] })));
        assert.equal((await store.byAccount(anAccount('one')))?.id, 'priya');
        assert.equal((await store.load('tom' as PersonId))?.version, 1);
      });
    });
  });
}

function effectTests(open: OpenHarness): void {
  describe('effects', () => {
    onFreshStorage(open, (harness) => {
      it('writes them with the record or, on a conflict, not at all', async () => {
        const { storage } = harness();
        await storage.approvals.create(anApproval(), { audit: [aDraft('made')], jobs: [aJob('A-1')] });
        await assertConflict(
          storage.approvals.create(anApproval(), { audit: [aDraft('again')], jobs: [aJob('A-2')] }),
        );
        const delivered: string[] = [];
        await storage.deliverEffects(async ({ key }) => void delivered.push(key));
        assert.deepEqual(delivered, ['A-1']);
        assert.deepEqual(
          (await storage.audit.read({ limit: 9 })).map(({ key }) => key),
          ['made'],
        );
      });

      it('delivers jobs oldest first, each once, and says how many', async () => {
        const { storage } = harness();
        await storage.approvals.create(anApproval(), { jobs: [aJob('1'), aJob('2')] });
        await storage.approvals.replace(anApproval({ version: 2 }), { jobs: [{ ...aJob('3'), runAt: NOW }] });
        const delivered: JobRequest[] = [];
        assert.equal(await storage.deliverEffects(async (job) => void delivered.push(job)), 3);
        assert.deepEqual(delivered, [aJob('1'), aJob('2'), { ...aJob('3'), runAt: NOW }]);
        assert.equal(await storage.deliverEffects(async () => assert.fail('delivered before')), 0);
      });

      it('keeps a job that could not be handed over, also over a restart', async () => {
        const { storage } = harness();
        await storage.approvals.create(anApproval(), { jobs: [aJob('1'), aJob('2')] });
        const fault = new Error('queue down');
        await assert.rejects(
          storage.deliverEffects((job) => (job.key === '2' ? Promise.reject(fault) : Promise.resolve())),
          fault,
        );
        const delivered: string[] = [];
        await (await harness().reopen()).deliverEffects(async ({ key }) => void delivered.push(key));
        assert.deepEqual(delivered, ['2']);
      });

      it('hands each job over once when several deliver at the same time', async () => {
        const { storage } = harness();
        await storage.approvals.create(anApproval(), { jobs: [aJob('1'), aJob('2'), aJob('3')] });
        const delivered: string[] = [];
        const deliver = () =>
          storage.deliverEffects(async ({ key }) => {
            await Promise.resolve();
            delivered.push(key);
          });
        const counts = await Promise.all([deliver(), deliver(), deliver()]);
        assert.deepEqual(delivered, ['1', '2', '3']);
        assert.equal(
          counts.reduce((sum, count) => sum + count, 0),
          3,
        );
      });

      it('tells listeners after the record is there, and survives one that throws', async () => {
        const { storage } = harness();
        let told = 0;
        storage.onEffects(() => {
          told += 1;
          throw new Error('listener');
        });
        storage.onEffects(() => {
          told += 1;
        });
        await storage.approvals.create(anApproval(), { jobs: [aJob('1')] });
        assert.equal(told, 2);
        await assertConflict(storage.approvals.create(anApproval(), { jobs: [aJob('1')] }));
        assert.equal(told, 2);
      });
    });
  });
}

function planRowTests(open: OpenHarness): void {
  describe('rows of plans', () => {
    onFreshStorage(open, (harness) => {
      it('pages through targets in order, more than fit in one statement', async () => {
        const { planRows } = harness().storage;
        const rows = people(450).map((user, n) => aTarget(user, { n }));
        await planRows.addTargets(PLAN, rows.slice(0, 201));
        await planRows.addTargets(PLAN, rows.slice(201));
        assert.deepEqual(await planRows.targets(PLAN, 0, 1000), rows);
        assert.deepEqual(await planRows.targets(PLAN, 440, 5), rows.slice(440, 445));
        assert.deepEqual(await planRows.targets('P-other' as PlanId, 0, 5), []);
      });

      it('keeps exclusions apart from targets', async () => {
        const { planRows } = harness().storage;
        const { ref, username, displayName } = aDirectoryUser();
        const row: PlanExclusion = {
          n: 0,
          ref,
          username,
          displayName,
          reason: 'admin',
          detail: 'site-admins',
        };
        await planRows.addExclusions(PLAN, [row]);
        assert.deepEqual(await planRows.exclusions(PLAN, 0, 10), [row]);
        assert.deepEqual(await planRows.targets(PLAN, 0, 10), []);
      });

      it('finds a target among many references', async () => {
        const { planRows } = harness().storage;
        const all = people(1500);
        await planRows.addTargets(PLAN, [aTarget(all[1400], { n: 0 })]);
        assert.equal(
          await planRows.hasTarget(
            PLAN,
            all.map(({ ref }) => ref),
          ),
          true,
        );
        assert.equal(
          await planRows.hasTarget(
            PLAN,
            all.slice(0, 1400).map(({ ref }) => ref),
          ),
          false,
        );
        assert.equal(await planRows.hasTarget(PLAN, []), false);
      });

      it('takes no rows at all and says so by doing nothing', async () => {
        await harness().storage.planRows.addTargets(PLAN, []);
        assert.deepEqual(await harness().storage.planRows.targets(PLAN, 0, 10), []);
      });
    });
  });
}

function valueTests(open: OpenHarness): void {
  describe('values of adapters and clock starts', () => {
    onFreshStorage(open, (harness) => {
      it('keeps each adapter to itself', async () => {
        const { storage } = harness();
        await storage.adapter('one').put('key', 'first');
        await storage.adapter('one').put('key', 'second');
        assert.equal(await storage.adapter('one').get('key'), 'second');
        assert.equal(await storage.adapter('two').get('key'), undefined);
        await storage.adapter('two').remove('key');
        assert.equal(await (await harness().reopen()).adapter('one').get('key'), 'second');
      });

      it('lists keys of a prefix in order, page after page', async () => {
        const values = harness().storage.adapter('one');
        const keys = ['a', 'm/1', 'm/2', 'm/3', 'm0', 'm', 'm/%', 'm/_ü'];
        await values.putAll(keys.map((key) => [key, `=${key}`] as const));
        const listed = await values.list('m/', '', 9);
        assert.deepEqual(
          listed.map(([key]) => key),
          ['m/%', 'm/1', 'm/2', 'm/3', 'm/_ü'],
        );
        assert.deepEqual(await values.list('m/', 'm/1', 2), [
          ['m/2', '=m/2'],
          ['m/3', '=m/3'],
        ]);
        assert.equal((await values.list('', '', 99)).length, keys.length);
      });

      it('stores several at once, the last of a key that is named twice', async () => {
        const values = harness().storage.adapter('one');
        const many = Array.from({ length: 450 }, (_, n) => [`k${n}`, 'old'] as const);
        await values.putAll([...many, ['k0', 'new']]);
        assert.equal(await values.get('k0'), 'new');
        assert.equal(await values.get('k449'), 'old');
        await values.remove('k449');
        assert.equal(await values.get('k449'), undefined);
      });

      it('remembers the latest clock start of each user', async () => {
        const { clockStarts } = harness().storage;
        const [ada, bob] = people(2);
        assert.ok(ada && bob);
        await clockStarts.set(ada.ref, 1);
        await clockStarts.set(ada.ref, 2);
        await clockStarts.set(bob.ref, 3);
        assert.deepEqual(
          await clockStarts.all(),
          new Map([
            [ada.ref, 2],
            [bob.ref, 3],
          ]),
        );
      });

      it('proves that it can be written', async () => {
        await harness().storage.check();
        await harness().storage.check();
      });
    });
  });
}
