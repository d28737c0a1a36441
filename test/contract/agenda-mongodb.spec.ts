import assert from 'node:assert/strict';
import type { Document, FindOneAndUpdateOptions } from 'mongodb';
import { storeJob } from '../../adapters/storage/mongodb/agenda/job-saving.ts';
import { Database } from '../../adapters/storage/mongodb/database.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { agendaBackendContract } from './agenda-backend.ts';
import { agendaLockingContract } from './agenda-backend-locking.ts';
import { agendaQueriesContract } from './agenda-backend-queries.ts';
import { aJob, type BackendHarness } from './agenda-harness.ts';
import { type MongoJobs, openMongoJobs } from './mongodb-jobs.ts';

let server: string;

async function openBackend(): Promise<BackendHarness> {
  const url = freshDatabase(server);
  const clock = new FakeClock();
  const open = () => openMongoJobs(url, clock);
  let opened = await open();
  const harness: BackendHarness = {
    clock,
    get backend() {
      return opened.backend;
    },
    async reopen() {
      await opened.close();
      opened = await open();
      return harness;
    },
    async end() {
      await opened.close();
      await dropDatabase(url);
    },
  };
  return harness;
}

describe('Agenda on MongoDB, between instances', () => {
  let url: string;
  let one: MongoJobs;
  let other: MongoJobs;
  const clock = new FakeClock();
  before(async function () {
    server = await requireMongo(this);
  });
  beforeEach(async () => {
    url = freshDatabase(server);
    [one, other] = await Promise.all([openMongoJobs(url, clock), openMongoJobs(url, clock)]);
  });
  afterEach(async () => {
    await one?.close();
    await other?.close();
    if (url !== undefined) await dropDatabase(url);
  });

  const take = (jobs: MongoJobs, lockedAt = new Date(clock.now()), expired = new Date(0)) =>
    jobs.backend.repository.getNextJobToRun('job', new Date(clock.now()), expired, lockedAt, undefined);

  it('makes one job of many that are saved at once under one constraint, or as a single one', async () => {
    const changes = [
      { name: 'unique', unique: { 'data.key': 'k' }, uniqueOpts: { insertOnly: true }, data: { key: 'k' } },
      { name: 'renewed', unique: { 'data.key': 'k' }, data: { key: 'k' } },
      { name: 'single', type: 'single' as const },
    ];
    for (const change of changes) {
      const saving = Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? one : other).backend.repository.saveJob(aJob(change), undefined),
      );
      assert.equal(new Set((await Promise.all(saving)).map((job) => job._id)).size, 1, change.name);
      assert.equal((await one.backend.repository.queryJobs({ name: change.name })).total, 1, change.name);
    }
  });

  it('finds the job of another that was faster, whom the index on its slot lets through alone', async () => {
    const db = await Database.open(url);
    for (const change of [{ unique: { 'data.key': 'k' }, data: { key: 'k' } }, { type: 'single' as const }]) {
      const collection = db.db.collection('jobs');
      let isFirst = true;
      // A server may look for the job of two callers before it inserts for either.
      const racing = new Proxy(collection, {
        get(target, name) {
          if (name !== 'findOneAndUpdate') return Reflect.get(target, name, target);
          return async (_: Document, update: Document, options: FindOneAndUpdateOptions) => {
            if (!isFirst) return await target.findOneAndUpdate(_, update, options);
            isFirst = false;
            await one.backend.repository.saveJob(aJob(change), undefined);
            return await target.findOneAndUpdate({ none: 'such' }, update, options);
          };
        },
      });
      const stored = await storeJob(racing, aJob(change), clock.now());
      const { jobs: found } = await one.backend.repository.queryJobs();
      assert.deepEqual(
        found.map((job) => job._id),
        [stored._id],
      );
      await one.backend.repository.purgeAllJobs();
    }
    await db.close();
  });

  it('leaves a running job locked when it is requested again or set to repeat again', async () => {
    const changes = [{ unique: { 'data.key': 'k' } }, { type: 'single' as const }];
    for (const change of changes) {
      const record = aJob({ ...change, data: { key: 'k' }, nextRunAt: new Date(clock.now()) });
      await one.backend.repository.saveJob(record, undefined);
      const taken = await take(one);
      assert.ok(taken?.lockedAt);
      await one.backend.repository.saveJobState({ ...taken, lastRunAt: taken.lockedAt }, undefined);
      const again = await other.backend.repository.saveJob(record, undefined);
      assert.deepEqual([again.lockedAt, again.lastRunAt], [taken.lockedAt, taken.lockedAt]);
      await one.backend.repository.purgeAllJobs();
    }
  });

  it('lets whoever has lost a lock neither renew nor end nor give back what another has', async () => {
    await one.backend.repository.saveJob(aJob({ data: { key: 'k' } }), undefined);
    const lost = await take(one);
    assert.ok(lost?.lockedAt);
    const later = new Date(clock.now() + 5);
    const taken = await take(other, later, new Date(clock.now()));
    assert.deepEqual(taken?.lockedAt, later);
    const { repository } = one.backend;
    await assert.rejects(
      repository.saveJobState({ ...lost, lockedAt: new Date(clock.now() + 9) }, undefined),
    );
    assert.equal(await repository.removeJobs({ id: String(lost._id), data: { key: 'k' } }), 0);
    await repository.unlockJob(lost);
    const { lockedAt: _, ...ended } = lost;
    assert.deepEqual((await repository.getJobById(String(lost._id)))?.lockedAt, later);
    assert.equal(await other.backend.repository.removeJobs({ id: String(lost._id), data: { key: 'k' } }), 1);
    await assert.rejects(repository.saveJobState(ended, undefined));
  });

  it('ends a run under a lock whose renewal was stored and never answered', async () => {
    const proxy = await TcpProxy.start(server);
    const far = await openMongoJobs(proxy.through(url), clock);
    await far.backend.repository.saveJob(aJob({ data: { key: 'k' } }), undefined);
    const taken = await take(far);
    assert.ok(taken);
    const renewed = new Date(clock.now() + 7);
    const lost = proxy.loseAnswerTo('lastModifiedBy');
    const renewing = far.backend.repository.saveJobState({ ...taken, lockedAt: renewed }, undefined);
    await assert.rejects(renewing);
    await lost;
    const stored = await one.backend.repository.getJobById(String(taken._id));
    assert.deepEqual(stored?.lockedAt, renewed);
    assert.equal(await far.backend.repository.removeJobs({ id: String(taken._id), data: { key: 'k' } }), 1);
    await far.close();
    await proxy.close();
  });
});

describe('Agenda on MongoDB', () => {
  before(async function () {
    server = await requireMongo(this);
  });
  agendaBackendContract('MongoDB', openBackend);
  agendaLockingContract('MongoDB', openBackend);
  agendaQueriesContract('MongoDB', openBackend);
});
