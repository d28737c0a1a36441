import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import type { UserDirectory } from '../../src/ports/user-directory.ts';
import { ManualScheduler } from '../fakes/manual-scheduler.ts';
import { World } from '../support/world.ts';
import { wrapApply } from '../support/wrap-directory.ts';

/** A process that stands still for ever, as after SIGKILL. */
const NEVER = new Promise<never>(() => {});

describe('a run that is cancelled in the middle of a user', () => {
  let world: World;
  let run: RunId;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  it('has the half-changed user in its results, its audit and its undo', async () => {
    const id = await asked('deactivate user:bo suffix:_old', async (real, ...args) => {
      const applied = await real(...args);
      if (args[1].kind === 'deactivate') await world.say('priya', `cancel ${run}`);
      return applied;
    });
    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.equal((await world.storage.runs.load(run))?.state, 'cancelled');
    assert.deepEqual(await ends(), [['bo', 'failed', 'bo, deactivated']]);
    assert.deepEqual(
      (await world.audit()).filter((entry) => entry.startsWith('User ')),
      ['User Deactivated: failed'],
    );
    await world.carryOut(`undo ${run}`);
    assert.deepEqual(await seen(), ['bo', true]);
  });

  it('counts a write whose end nobody recorded before the process died', async () => {
    await diesAt('record');

    assert.equal((await world.storage.runs.load(run))?.state, 'cancelled');
    assert.deepEqual(await ends(), [['bo', 'done', 'bo, deactivated']]);
    assert.equal((await world.sandbox.writes()).length, 1);
  });

  it('does not put back what somebody else changed while the process was down', async () => {
    await diesAt('record', (next) => next.sandbox.leaveGroup(next.user('bo'), 'team-logistics'));
    await world.carryOut(`undo ${run}`);

    const user = await world.sandbox.user(world.user('bo'), new AbortController().signal);
    assert.deepEqual([user?.active, user?.groups], [true, ['all hands', 'confluence-users']]);
  });

  it('says nothing of a user that nothing was done to', async () => {
    await diesAt('apply');

    assert.equal((await world.storage.runs.load(run))?.state, 'cancelled');
    assert.deepEqual(await ends(), []);
    assert.deepEqual(await seen(), ['bo', true]);
    assert.ok(!(await world.audit()).some((entry) => entry.startsWith('User ')));
  });

  it('ends also while everything is stopped', async () => {
    const id = await asked('deactivate user:bo suffix:_old', async (real, ...args) => {
      const applied = await real(...args);
      if (args[1].kind === 'deactivate') await world.say('tom', 'stop');
      return applied;
    });
    await world.say('tom', `approve ${id}`);
    await world.settle();
    await world.say('priya', `cancel ${run}`);
    await world.settle();

    assert.equal((await world.storage.runs.load(run))?.state, 'cancelled');
    assert.deepEqual(await ends(), [['bo', 'failed', 'bo, deactivated']]);
  });

  /** Asks for a change under a directory that does as it is told. */
  async function asked(text: string, apply: Parameters<typeof wrapApply>[1]): Promise<string> {
    wrapApply(world, apply);
    const id = await world.propose(text);
    run = `R-${id.slice(2)}` as RunId;
    return id;
  }

  /** One life ends before the write or before its outcome; the next one is told to cancel. */
  async function diesAt(
    moment: 'apply' | 'record',
    meanwhile: (next: World) => Promise<void> = async () => {},
  ): Promise<void> {
    const { storage, clock, chat, scheduler } = world;
    const apply = (real: UserDirectory['apply'], ...args: Parameters<UserDirectory['apply']>) =>
      moment === 'apply' ? NEVER : real(...args);
    const id = await asked('deactivate user:bo', apply);
    await world.settle();
    if (moment === 'record') Object.defineProperty(storage.ledger, 'record', { value: () => NEVER });
    await world.say('tom', `approve ${id}`);
    void world.settle();
    await clock.advance(0);
    await clock.advance(0);
    await world.close();
    const unfinished = new ManualScheduler(clock, scheduler.unfinished);
    world = await World.create({ folder: world.folder, clock, chat, scheduler: unfinished });
    await meanwhile(world);
    await world.say('priya', `cancel ${run}`);
    await world.settle();
  }

  async function ends(): Promise<readonly unknown[]> {
    const plan = (await world.storage.runs.load(run))?.plan;
    assert.ok(plan);
    const rows = await world.storage.ledger.outcomes(run, plan, 0, 10);
    return rows.map(({ target, outcome, after }) => [
      target.username,
      outcome.kind,
      after && `${after.username}, ${after.active ? 'active' : 'deactivated'}`,
    ]);
  }

  async function seen(): Promise<readonly unknown[]> {
    const user = await world.sandbox.user(world.user('bo'), new AbortController().signal);
    return [user?.username, user?.active];
  }
});

describe('a run that is paused before the write of a user it has looked at', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create({ concurrency: 1 });
  });
  afterEach(() => world.end());

  it('does not claim, nor undo, what another run did to the user meanwhile', async () => {
    const id = await world.propose('deactivate user:bo');
    const run = `R-${id.slice(2)}` as RunId;
    const { ledger } = world.storage;
    const begin = ledger.begin.bind(ledger);
    let isPaused = false;
    ledger.begin = async (...args) => {
      await begin(...args);
      if (!isPaused) await world.say('tom', `pause ${run}`);
      isPaused = true;
    };
    await world.say('tom', `approve ${id}`);
    await world.settle();
    await world.carryOut('deactivate user:bo');
    await world.say('tom', `continue ${run}`);
    await world.settle();

    assert.deepEqual(await ledger.counts(run), { done: 0, 'already-so': 1, skipped: 0, failed: 0 });
    const undo = await world.say('priya', `undo ${run}`);
    assert.equal(undo.notices[0]?.kind, 'nothing');
  });
});
