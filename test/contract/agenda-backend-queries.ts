import assert from 'node:assert/strict';
import type { JobLogEntry, JobLogger, JobLogQuery, JobParameters, JobsQueryOptions } from 'agenda';
import { aJob, type OpenBackend, onFreshBackend } from './agenda-harness.ts';

/** What Agenda's published interface asks of a backend's queries and of its log. */
export function agendaQueriesContract(name: string, open: OpenBackend): void {
  describe(`${name} answers the queries of an Agenda backend`, () => {
    queryTests(open);
    logTests(open);
  });
}

function queryTests(open: OpenBackend): void {
  describe('jobs', () => {
    onFreshBackend(open, (harness) => {
      const at = (ms: number) => new Date(harness().clock.now() + ms);
      /** One job in each state, each of a name that says so. */
      const states = (): readonly Partial<JobParameters>[] => [
        { name: 'running', lockedAt: at(-1), priority: 1 },
        { name: 'failed', failedAt: at(-5), lastFinishedAt: at(-5), nextRunAt: at(-4), priority: 2 },
        { name: 'repeating', repeatInterval: 1000, nextRunAt: at(10), priority: 3 },
        { name: 'scheduled', nextRunAt: at(20), priority: 4 },
        { name: 'queued', nextRunAt: at(-30), priority: 5 },
        { name: 'completed', nextRunAt: null, lastRunAt: at(-9), lastFinishedAt: at(-8), priority: 6 },
        { name: 'off', nextRunAt: at(-40), disabled: true, priority: 7 },
      ];
      beforeEach(async () => {
        for (const changes of states()) {
          await harness().backend.repository.saveJob(
            aJob({ data: { of: changes.name }, ...changes }),
            undefined,
          );
        }
      });
      const names = async (options?: JobsQueryOptions) =>
        (await harness().backend.repository.queryJobs(options)).jobs.map((job) => job.name);

      it('are found by state, each with its state', async () => {
        const { repository } = harness().backend;
        for (const state of ['running', 'failed', 'repeating', 'scheduled', 'completed'] as const) {
          const { jobs, total } = await repository.queryJobs({ state });
          assert.deepEqual(
            jobs.map((job) => [job.name, job.state]),
            [[state, state]],
          );
          assert.equal(total, 1);
        }
        assert.deepEqual(await names({ state: 'paused' }), ['off']);
        assert.deepEqual(await names({ state: 'queued' }), ['queued', 'off']);
        assert.deepEqual(await names({ state: 'queued', includeDisabled: false }), ['queued']);
      });

      it('are found by name, id, part of a name, and data', async () => {
        const { repository } = harness().backend;
        const { jobs } = await repository.queryJobs({
          names: ['off', 'failed', 'none'],
          sort: { name: 'asc' },
        });
        assert.deepEqual(
          jobs.map((job) => job.name),
          ['failed', 'off'],
        );
        const [failed, off] = jobs.map((job) => job._id);
        assert.ok(failed && off);
        assert.deepEqual(await names({ name: 'queued' }), ['queued']);
        assert.deepEqual(await names({ id: failed }), ['failed']);
        assert.deepEqual(await names({ ids: [failed, off], sort: { name: 'desc' } }), ['off', 'failed']);
        assert.deepEqual(await names({ id: 'nonsense' }), []);
        assert.deepEqual(await names({ search: 'UE' }), ['queued']);
        assert.deepEqual(await names({ search: '%' }), []);
        assert.deepEqual(await names({ search: '_' }), []);
        assert.deepEqual(await names({ data: { of: 'running' } }), ['running']);
        assert.deepEqual(await names({ data: { of: 'running' }, name: 'queued' }), []);
      });

      it('are sorted by any field in either direction, those without a value last', async () => {
        assert.deepEqual(
          await names({ sort: { priority: 'desc' } }),
          states()
            .map((job) => job.name)
            .reverse(),
        );
        assert.equal((await names({ sort: { nextRunAt: 'asc' } })).at(-1), 'completed');
        assert.equal((await names({ sort: { nextRunAt: 'desc' } })).at(-1), 'completed');
        assert.equal((await names({ sort: { lastRunAt: 'asc' } }))[0], 'completed');
        assert.deepEqual((await names({ sort: { lastFinishedAt: 'desc' } })).slice(0, 2), [
          'failed',
          'completed',
        ]);
        assert.deepEqual((await names()).slice(0, 2), ['scheduled', 'repeating']);
        assert.equal((await names({ sort: { data: 'asc' } }))[0], 'completed');
      });

      it('are paged, with the total of all pages', async () => {
        const { repository } = harness().backend;
        const page = await repository.queryJobs({ sort: { priority: 'asc' }, skip: 2, limit: 3 });
        assert.deepEqual(
          page.jobs.map((job) => job.name),
          ['repeating', 'scheduled', 'queued'],
        );
        assert.equal(page.total, 7);
        assert.equal((await repository.queryJobs({ skip: 5 })).jobs.length, 2);
      });

      it('are summed up by name and state', async () => {
        const { repository } = harness().backend;
        await repository.saveJob(aJob({ name: 'off', nextRunAt: at(99) }), undefined);
        const overview = await repository.getJobsOverview();
        assert.deepEqual(
          overview.map(({ name }) => name),
          await repository.getDistinctJobNames(),
        );
        const none = {
          running: 0,
          scheduled: 0,
          queued: 0,
          completed: 0,
          failed: 0,
          repeating: 0,
          paused: 0,
        };
        const of = (name: string) => overview.find((one) => one.name === name);
        assert.deepEqual(of('off'), { ...none, name: 'off', total: 2, queued: 1, scheduled: 1, paused: 1 });
        assert.deepEqual(of('failed'), { ...none, name: 'failed', total: 1, failed: 1 });
      });

      it('are counted as waiting once their time has come', async () => {
        const { repository } = harness().backend;
        const before = await repository.getQueueSize();
        await harness().clock.advance(15);
        assert.equal(await repository.getQueueSize(), before + 1);
      });
    });
  });
}

function logTests(open: OpenBackend): void {
  describe('the log', () => {
    onFreshBackend(open, (harness) => {
      const logger = (): JobLogger => {
        const { logger: found } = harness().backend;
        assert.ok(found);
        return found;
      };
      const entry = (ms: number, changes: Partial<JobLogEntry> = {}): Omit<JobLogEntry, '_id'> => ({
        timestamp: new Date(ms),
        level: 'info',
        event: 'start',
        jobId: '1',
        jobName: 'job',
        message: `at ${ms}`,
        ...changes,
      });
      const full: Omit<JobLogEntry, '_id'> = entry(30, {
        level: 'error',
        event: 'fail',
        jobId: '2',
        jobName: 'other',
        duration: 5,
        error: 'no',
        failCount: 2,
        retryDelay: 100,
        retryAttempt: 1,
        agendaName: 'me',
        meta: { a: [1] },
      });
      beforeEach(async () => {
        for (const one of [entry(10), full, entry(20, { level: 'warn', event: 'retry' })])
          await logger().log(one);
      });
      const times = async (query?: JobLogQuery) =>
        (await logger().getLogs(query)).entries.map(({ timestamp }) => timestamp.getTime());

      it('gives back entries whole, newest first', async () => {
        const { entries, total } = await logger().getLogs();
        const [newest] = entries;
        assert.ok(newest?._id);
        assert.deepEqual(newest, { ...full, _id: newest._id });
        assert.equal(total, 3);
        assert.deepEqual(await times(), [30, 20, 10]);
        assert.deepEqual(await times({ sort: 'asc' }), [10, 20, 30]);
      });

      it('finds by job, name, level, event and time', async () => {
        assert.deepEqual(await times({ jobId: '1' }), [20, 10]);
        assert.deepEqual(await times({ jobName: 'other' }), [30]);
        assert.deepEqual(await times({ level: 'warn' }), [20]);
        assert.deepEqual(await times({ level: ['warn', 'error'] }), [30, 20]);
        assert.deepEqual(await times({ event: 'start' }), [10]);
        assert.deepEqual(await times({ event: ['start', 'fail'] }), [30, 10]);
        assert.deepEqual(await times({ from: new Date(20), to: new Date(30) }), [30, 20]);
      });

      it('pages with the total of all pages', async () => {
        assert.deepEqual(await times({ limit: 1, offset: 1 }), [20]);
        assert.equal((await logger().getLogs({ limit: 1 })).total, 3);
      });

      it('clears what a query selects, or all', async () => {
        assert.equal(await logger().clearLogs({ level: 'error' }), 1);
        assert.deepEqual(await times(), [20, 10]);
        assert.equal(await logger().clearLogs(), 2);
        assert.deepEqual(await times(), []);
      });
    });
  });
}
