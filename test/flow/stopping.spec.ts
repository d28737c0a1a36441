import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import { wordsOf } from '../support/look.ts';
import { only, World } from '../support/world.ts';
import { wrapApply } from '../support/wrap-directory.ts';

describe('stopping a run', () => {
  let world: World;
  /** What happens right after the nth write of the run. */
  let afterWrite: (n: number) => Promise<void>;
  let writes: number;
  beforeEach(async () => {
    writes = 0;
    afterWrite = async () => {};
    world = await World.create({ concurrency: 1 });
    wrapApply(world, async (real, ...args) => {
      const applied = await real(...args);
      writes += 1;
      await afterWrite(writes);
      return applied;
    });
  });
  afterEach(() => world.end());

  const runOf = (id: string) => world.storage.runs.load(id as RunId);

  it('works for everybody who says it at the same moment, with one record of each', async () => {
    const people = ['priya', 'tom', 'ines'];
    const sayAll = async (text: string) =>
      (await Promise.all(people.map((person) => world.say(person, text)))).flatMap(({ notices }) => notices);

    const stops = (await sayAll('stop')).map(wordsOf).join();
    assert.match(stops, /Everything is stopped/);
    assert.doesNotMatch(stops, /somebody else/);
    assert.equal((await world.storage.halt.load('halt'))?.version, 1);

    assert.doesNotMatch((await sayAll('resume')).map(wordsOf).join(), /somebody else/);
    assert.doesNotMatch((await sayAll('stop')).map(wordsOf).join(), /somebody else/);
    assert.equal((await world.storage.halt.load('halt'))?.version, 3);
  });

  it('with stop halts within one user; resume goes on with the rest', async () => {
    afterWrite = async (n) => {
      if (n === 3) await world.say('priya', 'stop');
    };
    const id = await world.carryOut('deactivate inactive:90d dir:internal');

    assert.equal((await runOf(id))?.state, 'halted');
    assert.equal(writes, 3, 'the write in flight was the last');

    await world.say('tom', 'resume');
    await world.settle();

    const run = await runOf(id);
    assert.equal(run?.state, 'done');
    assert.equal((await world.storage.ledger.counts(id as RunId)).done, run?.total);
    assert.equal(writes, run?.total, 'nothing was written twice');
  });

  it('with stop keeps what is approved meanwhile waiting', async () => {
    await world.say('tom', 'stop');
    const id = await world.carryOut('deactivate user:bo');
    assert.equal((await runOf(id))?.state, 'queued');

    await world.say('tom', 'resume');
    await world.settle();

    assert.equal((await runOf(id))?.state, 'done');
  });

  it('with cancel ends it and keeps what was done', async () => {
    afterWrite = async (n) => {
      const [run] = await world.storage.runs.list({ limit: 1 });
      if (n === 2) await world.say('priya', `cancel ${run?.id}`);
    };
    const id = await world.carryOut('deactivate inactive:90d dir:internal');

    assert.equal((await runOf(id))?.state, 'cancelled');
    assert.equal((await world.storage.ledger.counts(id as RunId)).done, 2);
    assert.equal(writes, 2);
    const again = await world.say('priya', `cancel ${id}`);
    assert.equal(again.outcome, 'refused');
  });

  it('with cancel while everything is stopped ends it too', async () => {
    afterWrite = async (n) => {
      if (n === 1) await world.say('priya', 'stop');
    };
    const id = await world.carryOut('deactivate inactive:90d dir:internal');

    await world.say('priya', `cancel ${id}`);
    await world.settle();

    assert.equal((await runOf(id))?.state, 'cancelled');
  });

  it('survives a crash between the switch and the runs, when stopping and when resuming', async () => {
    afterWrite = async (n) => {
      if (n === 1) await dieBeforeMovingRuns('stop');
    };
    const id = await world.carryOut('deactivate inactive:90d dir:internal');
    assert.equal((await runOf(id))?.state, 'halted');

    await dieBeforeMovingRuns('resume');
    await world.settle();

    assert.equal((await runOf(id))?.state, 'done');
  });

  /** Says the word to a bot that dies right after the switch was stored. */
  async function dieBeforeMovingRuns(word: 'stop' | 'resume'): Promise<void> {
    const { runs } = world.storage;
    const list = runs.list;
    runs.list = () => Promise.reject(new Error('dead'));
    assert.equal((await world.say('tom', word)).outcome, 'failed');
    runs.list = list;
  }

  it('goes on with one run only after resume, and says who stopped everything', async () => {
    const id = await world.propose('deactivate user:ada,bo');
    const run = `R-${id.slice(2)}`;
    afterWrite = async (n) => {
      if (n === 1) await world.say('priya', `pause ${run}`);
    };
    await world.say('tom', `approve ${id}`);
    await world.settle();
    await world.say('ines', 'stop');

    const said = only((await world.say('priya', `continue ${run}`)).notices, 'said');
    assert.match(
      wordsOf(said),
      /waits for "resume"\s+Ines Duarte stopped every run on .* UTC\. This run goes on after `resume`\./,
    );
    const { findings } = only((await world.say('tom', 'doctor')).notices, 'doctor');
    assert.match(findings.find(({ subject }) => subject === 'Runs')?.message ?? '', /stopped by Ines Duarte/);

    await world.say('tom', 'resume');
    await world.settle();
    assert.equal((await runOf(run))?.state, 'done');
    const after = only((await world.say('tom', 'doctor')).notices, 'doctor').findings;
    assert.equal(
      after.some(({ subject }) => subject === 'Runs'),
      false,
    );
  });
});
