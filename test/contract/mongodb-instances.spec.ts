import assert from 'node:assert/strict';
import type { MongoStorage } from '../../adapters/storage/mongodb/open-mongodb.ts';
import type { RecordRow } from '../../adapters/storage/mongodb/records.ts';
import type { UserRef } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import type { AuditLog } from '../../src/ports/audit-log.ts';
import type { JobRequest } from '../../src/ports/scheduler.ts';
import { anAccount, anApproval, aPerson, aRun } from '../support/builders.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { openInstance } from './mongodb-harness.ts';
import { aDraft, assertConflict } from './stores-harness.ts';

const A_RUN = aRun().id;

function aJob(key: string): JobRequest {
  return { name: 'refresh-cards', key, payload: { subject: key } };
}

/** An audit log that is away. */
async function away(): Promise<never> {
  throw new ProblemError({ kind: 'unavailable', source: 'database', message: 'away' });
}

describe('Several instances on one MongoDB database', () => {
  let server: string;
  let url: string;
  let opened: MongoStorage[];
  before(async function () {
    server = await requireMongo(this);
  });
  beforeEach(() => {
    url = freshDatabase(server);
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((storage) => storage.close()));
    await dropDatabase(url);
  });

  async function open(append?: AuditLog['append']): Promise<MongoStorage> {
    const storage = await openInstance(url);
    opened.push(storage);
    if (append !== undefined) Object.assign(storage.audit, { append });
    return storage;
  }

  const keysOf = async (storage: MongoStorage) =>
    (await storage.audit.read({ limit: 99 })).map(({ key }) => key).sort();
  const deliver = async (storage: MongoStorage) => {
    const keys: string[] = [];
    await storage.deliverEffects(async ({ key }) => void keys.push(key));
    return keys;
  };
  const rowsOf = ({ ground }: MongoStorage) =>
    ground.db.rows<RecordRow>('records').all({}, { sort: { _id: 1 }, limit: 99 });

  it('start at once on a database that is not there yet', async () => {
    const storages = await Promise.all(Array.from({ length: 6 }, () => open()));
    await Promise.all(storages.map((storage) => storage.check()));
  });

  it('let one create and one replace win, with what follows from those alone', async () => {
    const [one, two] = [await open(), await open()];
    const won = async (write: (storage: MongoStorage, n: number) => Promise<void>) => {
      const tries = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => write(n % 2 ? one : two, n)),
      );
      const winners = tries.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
      assert.equal(winners.length, 1);
      return winners[0];
    };
    const created = await won((storage, n) =>
      storage.runs.create(aRun(), { audit: [aDraft(`created/${n}`)], jobs: [aJob(`created/${n}`)] }),
    );
    const replaced = await won((storage, n) =>
      storage.runs.replace(aRun({ version: 2 }), { audit: [aDraft(`replaced/${n}`)] }),
    );
    assert.deepEqual(await keysOf(one), [`created/${created}`, `replaced/${replaced}`]);
    assert.deepEqual(await deliver(two), [`created/${created}`]);
  });

  it('list by creation, whoever created', async () => {
    const [one, two] = [await open(), await open()];
    for (const [n, id] of ['R-2', 'R-9', 'R-1', 'R-5'].entries()) {
      await (n % 2 ? one : two).runs.create(aRun({ id: id as never }));
    }
    const listed = await one.runs.list({ limit: 9, newestFirst: false });
    assert.deepEqual(
      listed.map(({ id }) => id),
      ['R-2', 'R-9', 'R-1', 'R-5'],
    );
  });

  it('link an account and a directory user to one person, and none to any number', async () => {
    const [one, two] = [await open(), await open()];
    const ada = 'sandbox/1/ada' as UserRef;
    const without = { accounts: [], users: [] };
    await one.people.create(aPerson('priya', { accounts: [anAccount('a')], users: [ada] }));
    await assertConflict(two.people.create(aPerson('tom', { accounts: [anAccount('a')] })));
    await assertConflict(two.people.create(aPerson('tom', { accounts: [], users: [ada] })));
    await two.people.create(aPerson('tom', without));
    await two.people.create(aPerson('ines', without));
    await assertConflict(one.people.replace(aPerson('tom', { ...without, version: 2, users: [ada] })));
    await two.people.replace(aPerson('priya', { ...without, version: 2 }));
    await one.people.replace(aPerson('tom', { version: 2, accounts: [anAccount('a')], users: [ada] }));
    assert.equal((await two.people.byAccount(anAccount('a')))?.id, 'tom');
  });

  describe('after a crash between a write and what follows', () => {
    it('deliver for one another, audit before jobs', async () => {
      // Stands still at its first append, as a process that is killed there.
      const dead = await open(() => new Promise(() => {}));
      const alive = await open();
      void dead.approvals.create(anApproval(), { audit: [aDraft('made')], jobs: [aJob('1'), aJob('2')] });
      while ((await alive.approvals.load(anApproval().id)) === undefined);
      assert.deepEqual(await keysOf(alive), []);
      const seen: string[] = [];
      await alive.deliverEffects(async ({ key }) => void seen.push(`${await keysOf(alive)} then ${key}`));
      assert.deepEqual(seen, ['made then 1', 'made then 2']);
      assert.deepEqual(await deliver(alive), []);
      const [row] = await rowsOf(alive);
      assert.deepEqual([row?.pending, row?.due], [undefined, undefined]);
    });

    it('keep a change whose audit entries could not be appended, and bring those later', async () => {
      const failing = await open(away);
      await failing.approvals.create(anApproval(), { audit: [aDraft('made')], jobs: [aJob('1')] });
      await assert.rejects(
        failing.deliverEffects(async () => assert.fail('a job before its entry')),
        {
          name: 'ProblemError',
        },
      );
      const alive = await open();
      assert.deepEqual(await deliver(alive), ['1']);
      assert.deepEqual(await keysOf(alive), ['made']);
    });

    it('deliver all others when the entries of one row are kept out for good', async () => {
      let isAway = true;
      const storage = await open(async (drafts) => {
        if (isAway || drafts.some(({ key }) => key === 'forged')) {
          throw new ProblemError({ kind: 'guarded', message: 'forged', remedy: 'look' });
        }
      });
      await storage.approvals.create(anApproval(), { audit: [aDraft('forged')], jobs: [aJob('never')] });
      await storage.runs.create(aRun(), { audit: [aDraft('fine')], jobs: [aJob('1')] });
      isAway = false;
      const keys: string[] = [];
      await assert.rejects(
        storage.deliverEffects(async ({ key }) => void keys.push(key)),
        (error) => error instanceof ProblemError && error.problem.kind === 'guarded',
      );
      assert.deepEqual(keys, ['1']);
    });

    it('deliver more rows than are read at a time', async () => {
      const failing = await open(away);
      const ids = Array.from({ length: 230 }, (_, n) => `R-${n}`);
      await Promise.all(
        ids.map((id) =>
          failing.runs.create(aRun({ id: id as never }), { audit: [aDraft(id)], jobs: [aJob(id)] }),
        ),
      );
      const alive = await open();
      assert.deepEqual((await deliver(alive)).sort(), [...ids].sort());
      assert.equal((await rowsOf(alive)).filter(({ due }) => due !== undefined).length, 0);
    });
  });

  describe('removing', () => {
    it('leave nothing of a record once what follows is delivered', async () => {
      const storage = await open();
      await storage.runs.create(aRun());
      await storage.runs.remove(A_RUN, { audit: [aDraft('removed')], jobs: [aJob('1')] });
      assert.equal(await storage.runs.load(A_RUN), undefined);
      assert.deepEqual([await storage.runs.count(), await storage.runs.list({ limit: 9 })], [0, []]);
      assert.deepEqual(await deliver(storage), ['1']);
      assert.deepEqual(await rowsOf(storage), []);
      await storage.runs.create(aRun());
      await storage.runs.remove(A_RUN, { audit: [aDraft('removed again')] });
      await storage.runs.remove(A_RUN);
      await storage.close();
      assert.deepEqual(await rowsOf(await open()), []);
    });

    it('frees the account and lets the record come back, and loses none of what is pending', async () => {
      const failing = await open(away);
      const person = aPerson('priya', { accounts: [anAccount('a')] });
      await failing.people.create(person, { audit: [aDraft('1 created')] });
      await failing.people.remove(person.id);
      assert.equal(await failing.people.byAccount(anAccount('a')), undefined);
      await assertConflict(failing.people.replace({ ...person, version: 2 }));
      await failing.people.create(person, { audit: [aDraft('2 created')] });
      await assertConflict(failing.people.create(person));
      await failing.people.remove(person.id, { audit: [aDraft('3 removed')] });
      await failing.people.create(aPerson('tom', { accounts: [anAccount('a')] }));
      await failing.people.create({ ...person, accounts: [] }, { audit: [aDraft('4 created')] });
      const alive = await open();
      assert.deepEqual(await deliver(alive), []);
      assert.deepEqual(await keysOf(alive), ['1 created', '2 created', '3 removed', '4 created']);
      assert.deepEqual(await alive.people.load(person.id), { ...person, accounts: [] });
    });

    it('at once in two instances what was never there, with what follows from both', async () => {
      const [one, two] = [await open(), await open()];
      const removals = Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? one : two).runs.remove(A_RUN, { audit: [aDraft(`${n}`)], jobs: [aJob(`${n}`)] }),
      );
      await Promise.all(removals);
      assert.equal((await keysOf(one)).length, 20);
      assert.equal((await deliver(two)).length, 20);
      await one.close();
      assert.deepEqual(await rowsOf(two), []);
    });
  });

  describe('with values of an adapter that a crash left half stored', () => {
    const half = async (storage: MongoStorage) => {
      const rows = storage.ground.db.rows('adapter_values');
      const entries = ['a', 'c', 'x'].map((key) => [key, 'new']);
      await rows.insert({ _id: 'left', open: 'one', entries });
      await rows.update({ _id: 'one/c' }, { $set: { value: 'new' } }, true);
    };

    it('read all of them, and none in the corner of another adapter', async () => {
      const storage = await open();
      const values = storage.adapter('one');
      await values.put('a', 'old');
      await values.put('b', 'old');
      await half(storage);
      const got = await Promise.all(['a', 'b', 'c', 'x'].map((key) => values.get(key)));
      assert.deepEqual(got, ['new', 'old', 'new', 'new']);
      const three = [
        ['a', 'new'],
        ['b', 'old'],
        ['c', 'new'],
      ];
      assert.deepEqual(await values.list('', '', 3), three);
      assert.deepEqual(await values.list('', 'c', 3), [['x', 'new']]);
      assert.equal(await storage.adapter('two').get('a'), undefined);
      assert.deepEqual(await storage.adapter('two').list('', '', 9), []);
    });

    it('let a later write stand, and a removal', async () => {
      const storage = await open();
      const values = storage.adapter('one');
      await half(storage);
      await values.put('a', 'newest');
      await values.remove('x');
      await values.putAll([
        ['c', 'newest'],
        ['d', 'newest'],
      ]);
      assert.deepEqual(await values.list('', '', 9), [
        ['a', 'newest'],
        ['c', 'newest'],
        ['d', 'newest'],
      ]);
      const left = await storage.ground.db.rows('adapter_values').count({ open: { $exists: true } });
      assert.equal(left, 0);
    });
  });
});
