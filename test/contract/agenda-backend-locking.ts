import assert from 'node:assert/strict';
import type { AgendaBackend, JobNotification, JobParameters, JobRepository } from 'agenda';
import {
  aJob,
  type BackendHarness,
  ids,
  lockNext,
  type OpenBackend,
  onFreshBackend,
} from './agenda-harness.ts';

/** What Agenda's published interface asks of a backend's locks, removals and notices. */
export function agendaLockingContract(name: string, open: OpenBackend): void {
  describe(`${name} locks and changes jobs as an Agenda backend`, () => {
    lockingTests(open);
    changingTests(open);
    channelTests(open);
  });
}

function lockingTests(open: OpenBackend): void {
  describe('locking', () => {
    onFreshBackend(open, (harness) => {
      const at = (ms: number) => new Date(harness().clock.now() + ms);
      const save = (changes: Partial<JobParameters>) =>
        harness().backend.repository.saveJob(aJob(changes), undefined);

      it('gives a due job to one of many, stamped with time and owner', async () => {
        const saved = await save({ nextRunAt: at(-1) });
        const all = await Promise.all(Array.from({ length: 200 }, () => lockNext(harness(), 'worker')));
        const won = all.filter((job) => job !== undefined);
        assert.deepEqual(won, [{ ...saved, lockedAt: at(0), lastModifiedBy: 'worker' }]);
      });

      it('takes the earliest first, then the most urgent, then the oldest', async () => {
        await save({ nextRunAt: at(-5), priority: 0, data: 'c' });
        await save({ nextRunAt: at(-5), priority: 10, data: 'b' });
        await save({ nextRunAt: at(-9), priority: -10, data: 'a' });
        await save({ nextRunAt: at(-5), priority: 0, data: 'd' });
        const order: unknown[] = [];
        for (let n = 0; n < 4; n += 1) order.push((await lockNext(harness()))?.data);
        assert.deepEqual(order, ['a', 'b', 'c', 'd']);
      });

      it('looks ahead to the next scan and no further, and at no other name', async () => {
        const soon = await save({ nextRunAt: at(1000) });
        await save({ nextRunAt: at(1001) });
        await save({ name: 'other', nextRunAt: at(-1) });
        await save({ nextRunAt: null });
        assert.equal((await lockNext(harness()))?._id, soon._id);
        assert.equal(await lockNext(harness()), undefined);
      });

      it('takes a job over whose lock has expired, whatever its next time, and not a moment before', async () => {
        const saved = await save({ nextRunAt: null, lockedAt: at(-10_000) });
        assert.equal(await lockNext(harness(), 'x', at(-10_001)), undefined);
        assert.equal((await lockNext(harness(), 'x', at(-10_000)))?._id, saved._id);
      });

      it('passes over disabled jobs, locked or not', async () => {
        await save({ nextRunAt: at(-1), disabled: true });
        await save({ nextRunAt: null, lockedAt: at(-99_999), disabled: true });
        assert.equal(await lockNext(harness()), undefined);
      });

      it('uses the time it is given', async () => {
        await save({ nextRunAt: at(-1) });
        const { repository } = harness().backend;
        const job = await repository.getNextJobToRun('job', at(0), at(-9), new Date(123), undefined);
        assert.deepEqual(job?.lockedAt, new Date(123));
      });

      it('locks one given job while nobody has it and its time is the same', async () => {
        const { repository } = harness().backend;
        const saved = await save({ nextRunAt: at(5000) });
        assert.equal(await repository.lockJob({ ...saved, nextRunAt: at(1) }, undefined), undefined);
        const locked = await repository.lockJob(saved, { lastModifiedBy: 'me' });
        assert.deepEqual([locked?.lockedAt, locked?.lastModifiedBy], [at(0), 'me']);
        assert.equal(await repository.lockJob(saved, undefined), undefined);
        const disabled = await save({ name: 'off', disabled: true });
        assert.equal(await repository.lockJob(disabled, undefined), undefined);
      });

      it('unlocks what waits and not what is at work', async () => {
        const { repository } = harness().backend;
        const one = await save({ lockedAt: at(0), nextRunAt: at(0) });
        const two = await save({ lockedAt: at(0), nextRunAt: at(0) });
        const three = await save({ lockedAt: at(0), nextRunAt: at(0) });
        const running = await save({ lockedAt: at(0), nextRunAt: null });
        await repository.unlockJob(one);
        await repository.unlockJob(running);
        await repository.unlockJobs([String(two._id), String(running._id)]);
        await repository.unlockJobs([]);
        const lockedAt = async (job: JobParameters) =>
          (await repository.getJobById(String(job._id)))?.lockedAt;
        assert.deepEqual(await Promise.all([one, two].map(lockedAt)), [undefined, undefined]);
        assert.deepEqual(await Promise.all([three, running].map(lockedAt)), [at(0), at(0)]);
      });

      it('saves the state of a job and touches nothing else', async () => {
        const { repository } = harness().backend;
        const saved = await save({ data: { a: 1 }, failReason: 'old', priority: 5 });
        const state = {
          lockedAt: at(1),
          lastRunAt: at(2),
          nextRunAt: null,
          progress: 50,
          failCount: 1,
          failedAt: at(3),
        };
        await repository.saveJobState({ ...saved, ...state, data: { a: 2 }, failReason: 'new' }, undefined);
        const stored = await repository.getJobById(String(saved._id));
        assert.deepEqual(stored, { ...saved, ...state, failReason: 'new' });
        await repository.saveJobState(saved, undefined);
        assert.deepEqual(await repository.getJobById(String(saved._id)), saved);
      });

      it('fails to save the state of a job that is gone', async () => {
        const { repository } = harness().backend;
        const saved = await save({});
        await repository.purgeAllJobs();
        await assert.rejects(repository.saveJobState(saved, undefined));
      });
    });
  });
}

function changingTests(open: OpenBackend): void {
  describe('removing, disabling and enabling', () => {
    onFreshBackend(open, (harness) => {
      let saved: Readonly<Record<string, JobParameters>>;
      beforeEach(async () => {
        const { repository } = harness().backend;
        const names = ['a', 'b', 'c'];
        const jobs = names.map((name) =>
          repository.saveJob(aJob({ name, data: { of: name, more: { n: 1 } } }), undefined),
        );
        saved = Object.fromEntries((await Promise.all(jobs)).map((job) => [job.name, job]));
      });
      const idOf = (name: string) => String(saved[name]?._id);
      const selections = () =>
        [
          ['an id', { id: idOf('a') }, ['a']],
          ['ids', { ids: [idOf('a'), idOf('c')] }, ['a', 'c']],
          ['a name', { name: 'b' }, ['b']],
          ['names', { names: ['b', 'c', 'x'] }, ['b', 'c']],
          ['all names but some', { notNames: ['a'] }, ['b', 'c']],
          ['part of the data', { data: { more: { n: 1 }, of: 'c' } }, ['c']],
          ['name and data', { name: 'a', data: { of: 'b' } }, []],
          ['an id that is none', { id: 'nonsense' }, []],
          ['no criterion', {}, []],
          ['empty lists', { ids: [], names: [], notNames: [] }, []],
        ] as const;

      it('select by id, name, or data, and nothing without a criterion', async () => {
        const { repository } = harness().backend;
        const disabled = async () =>
          (await repository.queryJobs({ state: 'paused', sort: { name: 'asc' } })).jobs;
        for (const [what, options, expected] of selections()) {
          const selection = structuredClone(options) as Parameters<JobRepository['disableJobs']>[0];
          assert.equal(await repository.disableJobs(selection), expected.length, what);
          assert.deepEqual(
            (await disabled()).map((job) => job.name),
            expected,
            what,
          );
          assert.equal(await repository.enableJobs(selection), expected.length, what);
          assert.deepEqual(await disabled(), [], what);
        }
      });

      it('remove what is selected and say how many', async () => {
        const { repository } = harness().backend;
        assert.equal(await repository.removeJobs({}), 0);
        assert.equal(await repository.removeJobs({ id: idOf('a'), data: { of: 'other' } }), 0);
        assert.equal(await repository.removeJobs({ id: idOf('a'), data: { of: 'a' } }), 1);
        assert.equal(await repository.removeJobs({ names: ['a', 'b'] }), 1);
        assert.deepEqual(await repository.getDistinctJobNames(), ['c']);
        assert.equal(await repository.purgeAllJobs(), 1);
        assert.deepEqual(await repository.getDistinctJobNames(), []);
      });
    });
  });
}

function channelTests(open: OpenBackend): void {
  describe('the whole', () => {
    onFreshBackend(open, (harness: () => BackendHarness) => {
      const channelOf = ({ notificationChannel }: AgendaBackend) => {
        assert.ok(notificationChannel);
        return notificationChannel;
      };

      it('has a name, does not own its connection, and outlives connect and disconnect', async () => {
        const { backend } = harness();
        assert.ok(backend.name);
        assert.equal(backend.ownsConnection, false);
        await backend.connect();
        await backend.repository.connect();
        await backend.disconnect();
        await backend.repository.saveJob(aJob(), undefined);
        assert.deepEqual(ids(await backend.repository.queryJobs()).length, 1);
      });

      it('tells subscribers of jobs until they leave', async () => {
        const channel = channelOf(harness().backend);
        const told: JobNotification[] = [];
        await channel.connect();
        assert.equal(channel.state, 'connected');
        const leave = channel.subscribe((notification) => void told.push(notification));
        const saved = await harness().backend.repository.saveJob(aJob(), undefined);
        assert.ok(saved._id);
        const notice = {
          jobId: saved._id,
          jobName: 'job',
          nextRunAt: null,
          priority: 0,
          timestamp: new Date(0),
        };
        await channel.publish(notice);
        leave();
        await channel.publish(notice);
        assert.deepEqual(told, [notice]);
        await channel.disconnect();
        assert.equal(channel.state, 'disconnected');
      });
    });
  });
}
