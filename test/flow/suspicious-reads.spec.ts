import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCsvDirectory } from '../../adapters/directory/csv/csv-directory.ts';
import type { ConnectionName } from '../../src/domain/ids.ts';
import type { DirectoryUser } from '../../src/domain/user.ts';
import { audited, outcomesOf, problemIn, reread, runOf, wordsOf } from '../support/look.ts';
import { only, World } from '../support/world.ts';

const HOUR_MS = 3_600_000;

describe('a complete read that cannot be right', () => {
  let world: World;
  /** What the next reads make of each batch; all as it is when null. */
  let distort: ((users: readonly DirectoryUser[]) => readonly DirectoryUser[]) | null;
  let total: number;
  beforeEach(async () => {
    distort = null;
    world = await World.create();
    const { sandbox } = world;
    const read = sandbox.read.bind(sandbox);
    sandbox.read = async (signal) => {
      const { header, users } = await read(signal);
      return { header, users: distorted(users) };
    };
    total = await listed();
  });
  afterEach(() => world.end());

  async function* distorted(batches: AsyncIterable<readonly DirectoryUser[]>) {
    for await (const users of batches) yield distort === null ? users : distort(users);
  }

  const smaller = (users: readonly DirectoryUser[]) => users.slice(0, 200);
  const without = (users: readonly DirectoryUser[]) =>
    users.map((user): DirectoryUser => ({ ...user, lastLogin: { kind: 'unknown' } }));

  async function listed(): Promise<number> {
    return only((await world.say('priya', 'users status:any')).notices, 'list').total;
  }

  /** An hour later, so that a read is due; true when it was taken over. */
  async function readLater(): Promise<boolean> {
    await world.clock.advance(HOUR_MS);
    return reread(world).then(
      () => true,
      () => false,
    );
  }

  const status = async () => only((await world.say('noor', 'status')).notices, 'status');
  const finding = async () => {
    const { findings } = only((await world.say('noor', 'doctor')).notices, 'doctor');
    return findings.find(({ subject }) => subject === 'Read of Sandbox');
  };

  for (const [title, how, words] of [
    ['is suddenly much smaller', smaller, /Only 200 users were read, where the read before had 300/],
    ['lost its logins', without, /A login is known of only 0 users, where the read before knew one of \d+/],
  ] as const) {
    describe(`because it ${title}`, () => {
      it('is not used, stops everything and says why wherever somebody looks', async () => {
        distort = how;

        assert.equal(await readLater(), false);
        await world.settle();

        assert.equal(await listed(), total, 'lists show the last complete read');
        const { stopped } = await status();
        assert.equal(stopped?.by, null);
        assert.match(stopped?.reason ?? '', words);
        assert.match(wordsOf(await status()), words);
        const { state, message, remedy } = (await finding()) ?? {};
        assert.equal(state, 'broken');
        assert.match(`${message} ${remedy}`, words);
        const [stop] = (await audited(world, 'Service Stopped')).slice(-1);
        assert.deepEqual([stop?.actor.person, stop?.status], [null, 'done']);
        assert.match(stop?.description ?? '', words);
        assert.match((await audited(world, 'Directory Read')).at(-1)?.description ?? '', words);
        const refused = problemIn(await world.say('priya', 'deactivate user:ada'));
        assert.equal(refused.kind, 'guarded');
        assert.match(JSON.stringify(refused), words);
      });

      it('is taken over after a person said resume, from the next read on', async () => {
        distort = how;
        await readLater();
        const said = only((await world.say('tom', 'resume')).notices, 'said');
        assert.match(said.detail, /next read of sandbox is taken over as it is/);

        assert.equal(await readLater(), true);

        assert.equal((await finding())?.state, 'ok');
        assert.equal((await status()).stopped, null);
        if (how === smaller) assert.equal(await listed(), 200);
        assert.equal((await world.say('priya', 'deactivate user:bo')).outcome, 'done');
      });
    });
  }

  it('is taken over after a resume also when another read ended at that very moment', async () => {
    distort = smaller;
    await readLater();
    const { readWatches } = world.storage;
    const list = readWatches.list.bind(readWatches);
    readWatches.list = async (query) => {
      const listed = await list(query);
      readWatches.list = list;
      for (const watch of listed) await readWatches.replace({ ...watch, version: watch.version + 1 });
      return listed;
    };

    const answer = await world.say('tom', 'resume');

    assert.equal(answer.outcome, 'done');
    assert.equal(await readLater(), true);
    assert.equal((await status()).stopped, null);
  });

  it('stops a run at its next user, and resume lets it go on', async () => {
    await world.end();
    world = await World.create({ concurrency: 1 });
    const { sandbox } = world;
    const [real, read] = [sandbox.apply.bind(sandbox), sandbox.read.bind(sandbox)];
    sandbox.read = async (signal) => {
      const { header, users } = await read(signal);
      return { header, users: distorted(users) };
    };
    let writes = 0;
    sandbox.apply = async (...args) => {
      const applied = await real(...args);
      writes += 1;
      if (writes === 1) {
        distort = smaller;
        await readLater();
      }
      return applied;
    };
    const run = await world.carryOut('deactivate user:ada,bo,dmitri');
    assert.equal((await runOf(world, run)).state, 'halted');
    assert.equal(writes, 1);

    await world.say('tom', 'resume');
    await world.settle();

    assert.deepEqual(await outcomesOf(world, run), { ada: 'done', bo: 'done', dmitri: 'done' });
  });

  it('that comes again is recorded once, and one that is right again ends it without a word from anybody', async () => {
    distort = smaller;
    for (let hour = 0; hour < 3; hour += 1) assert.equal(await readLater(), false);
    assert.equal((await audited(world, 'Service Stopped')).length, 1);
    assert.equal(
      (await audited(world, 'Directory Read')).filter(({ status: s }) => s === 'failed').length,
      1,
    );
    distort = null;

    assert.equal(await readLater(), true);

    assert.equal((await finding())?.state, 'ok');
    assert.notEqual((await status()).stopped, null, 'only a person lifts a stop');
  });

  it('is measured again by what was accepted: a further fall stops everything anew', async () => {
    distort = smaller;
    await readLater();
    await world.say('tom', 'resume');
    distort = (users) => users.slice(0, 100);

    assert.equal(await readLater(), false);

    assert.match(
      (await status()).stopped?.reason ?? '',
      /Only 100 users were read, where the read before had 200/,
    );
  });

  it('is none where a fifth or less went', async () => {
    distort = (users) => users.slice(0, 240);

    assert.equal(await readLater(), true);
    assert.equal((await status()).stopped, null);
  });

  it('while a person’s stop holds is told beside it, so that nobody resumes past it unknowing', async () => {
    await world.say('priya', 'stop');
    distort = smaller;
    await readLater();

    const { stopped } = await status();

    assert.equal(stopped?.by, 'Priya Nair');
    assert.match(stopped?.reason ?? '', /Only 200 users were read/);
  });
});

describe('a file that is suddenly much smaller', () => {
  it('stops nothing, since nothing can be written there anyway', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-csv-'));
    const path = join(folder, 'hr.csv');
    const write = (users: number, at: number) => {
      const rows = Array.from({ length: users }, (_, n) => `user${n},user${n}@example.com,User ${n},active`);
      writeFileSync(path, ['username,email,display name,status', ...rows].join('\n'));
      utimesSync(path, at, at);
    };
    write(100, 1_790_000_000);
    const directory = createCsvDirectory({ connection: 'hr' as ConnectionName, path, zone: 'UTC' });
    const world = await World.create({ directory });
    write(10, 1_790_000_100);

    await reread(world);

    assert.equal(only((await world.say('priya', 'users')).notices, 'list').total, 10);
    assert.equal(only((await world.say('noor', 'status')).notices, 'status').stopped, null);
    await world.end();
    rmSync(folder, { recursive: true });
  });
});
