import assert from 'node:assert/strict';
import type { PlanId } from '../../src/domain/ids.ts';
import type { PlanExclusion } from '../../src/domain/plan.ts';
import type { JobRequest } from '../../src/ports/scheduler.ts';
import { aDirectoryUser, anApproval, aTarget, NOW } from '../support/builders.ts';
import { aDraft, assertConflict, type OpenHarness, onFreshStorage, people } from './stores-harness.ts';

const PLAN = 'P-aaaa1' as PlanId;

function aJob(key: string): JobRequest {
  return { name: 'refresh-cards', key, payload: { subject: key } };
}

/** What every storage promises of effects, rows of plans, and small values, see src/ports/storage.ts. */
export function rowsContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of effects, rows and values`, () => {
    effectTests(open);
    planRowTests(open);
    adapterValueTests(open);
    userValueTests(open);
  });
}

/** What every storage promises of effects alone. */
export function effectsContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of effects`, () => effectTests(open));
}

function effectTests(open: OpenHarness): void {
  describe('effects', () => {
    onFreshStorage(open, (harness) => {
      it('are written with a removal too, also when there was nothing to remove', async () => {
        const { storage } = harness();
        await storage.runs.remove('R-none' as never, { audit: [aDraft('removed')], jobs: [aJob('1')] });
        assert.equal(await storage.audit.count({}), 1);
        assert.equal(await storage.deliverEffects(async () => {}), 1);
      });

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

/** What every storage promises of the rows of plans alone. */
export function planRowsContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of the rows of plans`, () => planRowTests(open));
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

      it('finds the targets among many references', async () => {
        const { planRows } = harness().storage;
        const refs = people(1500).map(({ ref }) => ref);
        const [first, last] = [refs[3], refs[1400]];
        assert.ok(first && last);
        const users = people(1500);
        await planRows.addTargets(PLAN, [aTarget(users[3], { n: 0 }), aTarget(users[1400], { n: 1 })]);
        assert.deepEqual(await planRows.targetsAmong(PLAN, refs), new Set([first, last]));
        assert.deepEqual(await planRows.targetsAmong(PLAN, refs.slice(4, 1400)), new Set());
        assert.deepEqual(await planRows.targetsAmong(PLAN, []), new Set());
        assert.deepEqual(await planRows.targetsAmong('P-other' as PlanId, refs), new Set());
      });

      it('takes no rows at all and says so by doing nothing', async () => {
        await harness().storage.planRows.addTargets(PLAN, []);
        assert.deepEqual(await harness().storage.planRows.targets(PLAN, 0, 10), []);
      });
    });
  });
}

/** What every storage promises of the values of adapters alone. */
export function adapterValuesContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of the values of adapters`, () => adapterValueTests(open));
}

function adapterValueTests(open: OpenHarness): void {
  describe('values of adapters', () => {
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

      it('proves that it can be written', async () => {
        await harness().storage.check();
        await harness().storage.check();
      });
    });
  });
}

/** What every storage promises of the small facts it keeps about single users. */
export function userValuesContract(name: string, open: OpenHarness): void {
  describe(`${name} keeps the contract of what is kept about users`, () => userValueTests(open));
}

function userValueTests(open: OpenHarness): void {
  describe('clock starts and former names', () => {
    onFreshStorage(open, (harness) => {
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

      it('remembers the latest former name of each user until it is removed', async () => {
        const all = people(1200).map(({ ref }) => ref);
        const [ada, bob] = all;
        const last = all.at(-1);
        assert.ok(ada && bob && last);
        const { formerNames } = harness().storage;
        await formerNames.set(ada, { name: 'ada', now: 'ada_old' });
        await formerNames.set(ada, { name: 'ada', now: 'ada_older' });
        await formerNames.set(bob, { name: 'bob', now: 'bob_old' });
        await formerNames.set(last, { name: 'zoë', now: 'zoë_old' });
        const names = new Map([
          [ada, { name: 'ada', now: 'ada_older' }],
          [bob, { name: 'bob', now: 'bob_old' }],
          [last, { name: 'zoë', now: 'zoë_old' }],
        ]);
        const reopened = (await harness().reopen()).formerNames;
        assert.deepEqual(await reopened.of(all), names);
        assert.deepEqual(await reopened.of([]), new Map());
        await reopened.remove(ada);
        await reopened.remove(ada);
        assert.deepEqual([...(await reopened.of([ada, bob])).keys()], [bob]);
      });
    });
  });
}
