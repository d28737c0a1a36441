import assert from 'node:assert/strict';
import { MongoServerError } from 'mongodb';
import { Database } from '../../adapters/storage/mongodb/database.ts';
import { isUnanswered, mapError } from '../../adapters/storage/mongodb/errors.ts';
import type { MongoStorage } from '../../adapters/storage/mongodb/open-mongodb.ts';
import type { RecordRow } from '../../adapters/storage/mongodb/records.ts';
import { type Problem, problemOf } from '../../src/domain/problem.ts';
import { anApproval } from '../support/builders.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { openInstance } from './mongodb-harness.ts';
import { aDraft, assertConflict } from './stores-harness.ts';

const EFFECTS = {
  audit: [aDraft('1')],
  jobs: [{ name: 'refresh-cards', key: 'A-1', payload: {} }],
} as const;

describe('Faults of MongoDB', () => {
  let direct: string;
  let proxy: TcpProxy;
  let url: string;
  const opened: { close(): Promise<void> }[] = [];
  before(async function () {
    const server = await requireMongo(this);
    direct = freshDatabase(server);
    proxy = await TcpProxy.start(direct);
    url = proxy.through(direct);
  });
  afterEach(async () => {
    proxy.release();
    await Promise.all(opened.splice(0).map((each) => each.close()));
    await proxy.close();
    await dropDatabase(direct);
    await proxy.mend();
  });
  after(() => proxy?.close());

  async function open(): Promise<MongoStorage> {
    const storage = await openInstance(url);
    opened.push(storage);
    return storage;
  }

  async function deliver(storage: MongoStorage): Promise<readonly string[]> {
    const keys: string[] = [];
    await storage.deliverEffects(async ({ key }) => void keys.push(key));
    return keys;
  }

  const onlyRow = async ({ ground }: MongoStorage) => ground.db.rows<RecordRow>('records').one({});

  describe('say what to do', () => {
    it('when nobody answers at the start', async () => {
      await proxy.cut();
      await assert.rejects(open(), unavailable(/cannot be reached.*ROLLCALL_STORAGE/));
      await proxy.mend();
    });

    it('when the server goes while it is open, and go on by themselves when it is back', async () => {
      const storage = await open();
      await proxy.cut();
      await assert.rejects(storage.check(), unavailable(/cannot be reached/));
      await assert.rejects(storage.approvals.create(anApproval()), unavailable(/cannot be reached/));
      await proxy.mend();
      await storage.check();
      await storage.approvals.create(anApproval());
    });

    it('when the server is silent', async () => {
      const db = await Database.open(url, 200);
      opened.push(db);
      const rows = db.rows('meta');
      await rows.update({ _id: 'x' }, { $set: { n: 1 } }, true);
      proxy.hold();
      // The driver's own look is silent too: on a busy machine that shows first.
      await assert.rejects(rows.one({}), unavailable(/did not answer in time|cannot be reached/));
      proxy.release();
      assert.equal((await rows.one({ _id: 'x' }))?.n, 1);
    });

    it('when it was closed', async () => {
      const storage = await openInstance(url);
      await storage.close();
      await assert.rejects(storage.check(), unavailable(/closed/));
    });

    it('when the user or the password is wrong', () => {
      const refused = mapError(new MongoServerError({ message: 'Authentication failed.', code: 18 }));
      assert.ok(unavailable(/name and password/)(refused));
    });

    it('when a socket fails in a way that the driver lets through', () => {
      const ended = Object.assign(new Error('This socket has been ended by the other party'), {
        code: 'EPIPE',
      });
      const mapped = mapError(ended);
      assert.ok(unavailable(/cannot be reached/)(mapped));
      assert.ok(isUnanswered(mapped), 'looked for again');
    });

    const MALFORMED = [
      'mongodb://',
      'mongodb://rollcall:p@ssword@127.0.0.1/x',
      'mongodb://127.0.0.1:99999/',
      'mongodb://127.0.0.1/?password=p%zz',
      'mongodb://127.0.0.1/?replicaSet=',
    ];
    for (const malformed of MALFORMED) {
      it(`when ${malformed} is no address`, async () => {
        await assert.rejects(Database.open(malformed), (error) => {
          const problem = problemOf(error);
          assert.equal(problem?.kind, 'misconfigured', String(error));
          return JSON.stringify(problem).includes('ssword@127') === false;
        });
      });
    }
  });

  describe('that lose the answer to a write', () => {
    const tried: readonly (readonly [what: string, prepare: Step, write: Step])[] = [
      ['a create', async () => {}, ({ approvals }) => approvals.create(anApproval(), EFFECTS)],
      [
        'a replace',
        ({ approvals }) => approvals.create(anApproval()),
        ({ approvals }) => approvals.replace(anApproval({ version: 2 }), EFFECTS),
      ],
      [
        'a removal',
        ({ approvals }) => approvals.create(anApproval()),
        ({ approvals }) => approvals.remove(anApproval().id, EFFECTS),
      ],
    ];
    for (const [what, prepare, write] of tried) {
      it(`do not make a failure of ${what} that was carried out`, async () => {
        const storage = await open();
        await prepare(storage);
        const lost = proxy.loseAnswerTo('"name":"refresh-cards"');
        await write(storage);
        await lost;
        assert.equal(await storage.audit.count({}), 1);
        assert.deepEqual(await deliver(storage), ['A-1']);
      });
    }

    it('do not hide that somebody else was faster', async () => {
      const storage = await open();
      const other = await openInstance(direct);
      opened.push(other);
      await other.approvals.create(anApproval());
      const lost = proxy.loseAnswerTo('"name":"refresh-cards"');
      await assertConflict(storage.approvals.create(anApproval({ quorum: 2 }), EFFECTS));
      await lost;
      assert.equal((await storage.approvals.load(anApproval().id))?.quorum, anApproval().quorum);
      assert.deepEqual(await deliver(storage), []);
    });

    it('know their own write again after others have written over it', async () => {
      const storage = await open();
      const other = await openInstance(direct);
      opened.push(other);
      await other.approvals.create(anApproval());
      proxy.delay(50);
      const lost = proxy.loseAnswerTo('"name":"refresh-cards"');
      const mine = storage.approvals.replace(anApproval({ version: 2 }), EFFECTS);
      await lost;
      await other.approvals.replace(anApproval({ version: 3 }));
      await mine;
      assert.equal((await storage.approvals.load(anApproval().id))?.version, 3);
    });

    it('tell a failure while nobody answers, and what was stored is delivered by whoever comes', async () => {
      const storage = await open();
      const lost = proxy.loseAnswerTo('"name":"refresh-cards"').then(() => proxy.cut());
      await assert.rejects(storage.approvals.create(anApproval(), EFFECTS), unavailable(/cannot be reached/));
      await lost;
      const other = await openInstance(direct);
      opened.push(other);
      assert.equal(await other.audit.count({}), 0);
      assert.deepEqual(await deliver(other), ['A-1']);
      assert.equal(await other.audit.count({}), 1);
      assert.equal((await onlyRow(other))?.due, undefined);
      await proxy.mend();
    });
  });
});

type Step = (storage: MongoStorage) => Promise<void>;

function unavailable(pattern: RegExp): (error: unknown) => boolean {
  return (error) => {
    const problem: Problem | undefined = problemOf(error);
    assert.equal(problem?.kind, 'unavailable', String(error));
    return problem?.kind === 'unavailable' && pattern.test(problem.message);
  };
}
