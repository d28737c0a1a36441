import assert from 'node:assert/strict';
import type { NoticeKind } from '../../src/domain/notice.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import type { Answer, Bot } from '../../src/flows/bot.ts';
import { createBot } from '../../src/flows/entry/create-bot.ts';
import { followReads } from '../../src/flows/reading/follow-reads.ts';
import { readDirectories } from '../../src/flows/reading/read-directory.ts';
import { rebuildRoster } from '../../src/flows/reading/rebuild-roster.ts';
import type { Services } from '../../src/flows/services.ts';
import { showUser } from '../../src/flows/show-change.ts';
import { Census } from '../../src/roster/census.ts';
import { quietLogger } from '../support/quiet.ts';
import { CHANNEL, only, SANDBOX, World } from '../support/world.ts';

const HOUR_MS = 3_600_000;
const FOLLOW_MS = 2_000;

describe('two instances on one store', () => {
  /** Instance A, which does all the work. */
  let world: World;
  /** Instance B, which only follows. */
  let services: Services;
  let bot: Bot;
  let over: AbortController;
  let following: Promise<void>;
  let deliveries = 0;
  let logged: string[];

  beforeEach(async () => {
    world = await World.create();
    logged = [];
    const logger = {
      ...quietLogger,
      warn: (message: string) => void logged.push(message),
      info: (message: string) => void logged.push(message),
    };
    services = { ...world.services, census: new Census(), holder: 'instance-b', logger };
    await rebuildRoster(services);
    bot = createBot(services);
    over = new AbortController();
    following = followReads(services, over.signal);
  });
  afterEach(async () => {
    over.abort();
    await following;
    await world.end();
  });

  const onB = (person: string, text: string): Promise<Answer> =>
    bot.command({
      deliveryId: `b-${++deliveries}`,
      account: world.account(person),
      place: CHANNEL,
      text,
      files: [],
      at: world.clock.now(),
    });
  const seenOnB = async <K extends NoticeKind>(text: string, kind: K) =>
    only((await onB('priya', text)).notices, kind);
  const listed = async (text: string) => (await seenOnB(text, 'list')).total;
  const read = (who: Services = world.services) => readDirectories(who, new AbortController().signal);
  const readSoon = async (who?: Services) => {
    await world.clock.advance(HOUR_MS);
    return read(who);
  };

  it('show what a run of the other did within two seconds, and one read of the log does when nothing did', async () => {
    const { snapshots } = world.storage;
    assert.equal(await listed('users status:deactivated user:bo'), 0);
    await world.carryOut('deactivate user:bo');
    await world.clock.advance(FOLLOW_MS);
    assert.equal(await listed('users status:deactivated user:bo'), 1);

    let asked = 0;
    const since = snapshots.since.bind(snapshots);
    snapshots.since = (...args) => {
      asked += 1;
      return since(...args);
    };
    snapshots.open = () => assert.fail('no read is opened');
    await world.clock.advance(5 * FOLLOW_MS);
    assert.equal(asked, 5);
  });

  it('count a user back in from the moment the other let it in', async () => {
    await world.carryOut('deactivate user:bo');
    await world.clock.advance(FOLLOW_MS);
    await world.carryOut('activate user:bo');
    const { roster } = world.services.census;
    const bo = world.user('bo');
    await world.clock.advance(FOLLOW_MS);
    assert.equal(services.census.roster.user(bo)?.active, true);
    assert.notEqual(roster.clockStart(bo), null);
    assert.equal(services.census.roster.clockStart(bo), roster.clockStart(bo));
  });

  it('take over a read of the other, which is not made twice, and keep the old lists until then', async () => {
    const before = await listed('users status:any');
    await world.sandbox.remove(world.user('bo'));
    await readSoon();
    assert.equal(await listed('users status:any user:dmitri'), 1);
    await world.clock.advance(FOLLOW_MS);
    await world.clock.advance(0);
    assert.equal(await listed('users status:any'), before - 1);
    assert.deepEqual(
      services.census.source(SANDBOX, world.clock.now()),
      world.services.census.source(SANDBOX, world.clock.now()),
    );

    world.sandbox.read = () => assert.fail('it was read a moment ago');
    await read(services);
  });

  it('do not read what the other has read since the last look either', async () => {
    await world.clock.advance(HOUR_MS);
    await world.sandbox.remove(world.user('bo'));
    await read();
    world.sandbox.read = () => assert.fail('it was read a moment ago');
    await read(services);
    assert.equal(services.census.roster.user(world.user('bo')), undefined);
  });

  it('plan on what the other wrote a moment ago, without waiting for the next look', async () => {
    await world.carryOut('deactivate user:bo');
    const answer = await onB('priya', 'deactivate user:bo,ada');
    const { plan } = only(answer.posted, 'approval');
    assert.equal(plan.targets, 1);
  });

  it('plan on a read of the other', async () => {
    await world.sandbox.remove(world.user('bo'));
    await readSoon();
    await world.clock.advance(FOLLOW_MS);
    await world.clock.advance(0);
    const { plan } = only((await onB('priya', 'deactivate user:bo,ada')).posted, 'approval');
    assert.equal(plan.targets, 1);
  });

  it('both know that a read of one broke off, and hold back changes until one is complete', async () => {
    await world.sandbox.setControls({ truncatesReads: true });
    await assert.rejects(readSoon());
    assert.equal(only((await onB('priya', 'deactivate user:bo')).notices, 'problem').problem.kind, 'guarded');
    const { findings } = await seenOnB('doctor', 'doctor');
    const finding = findings.find(({ subject }) => subject === 'Read of Sandbox');
    assert.equal(finding?.state, 'broken');
    assert.match((await seenOnB('status', 'status')).connections[0]?.failed ?? '', /broke off/);

    // What has just failed on one fails on the other, too.
    const { sandbox } = world;
    const whole = sandbox.read.bind(sandbox);
    sandbox.read = () => assert.fail('it was tried a moment ago');
    await read(services);
    sandbox.read = whole;

    await sandbox.setControls({ truncatesReads: false });
    await readSoon();
    await world.clock.advance(FOLLOW_MS);
    assert.equal((await onB('priya', 'deactivate user:bo')).outcome, 'done');
  });

  it('both take a strange read for right once somebody said so to one of them', async () => {
    const { sandbox } = world;
    const whole = sandbox.read.bind(sandbox);
    sandbox.read = async (signal) => {
      const { header, users } = await whole(signal);
      async function* some() {
        for await (const batch of users) yield batch.slice(0, 200);
      }
      return { header, users: some() };
    };
    await assert.rejects(readSoon());
    await world.clock.advance(FOLLOW_MS);
    assert.notEqual(services.census.failedRead(SANDBOX), undefined);
    await onB('tom', 'resume');
    await world.clock.advance(FOLLOW_MS);
    assert.equal(services.census.failedRead(SANDBOX), undefined);
    await readSoon(services);
    assert.equal(services.census.roster.size, 200);
  });

  it('keep what one changes while the other reads', async () => {
    const user = world.services.census.roster.user(world.user('bo')) ?? assert.fail('no bo');
    const { sandbox } = world;
    const whole = sandbox.read.bind(sandbox);
    sandbox.read = async (signal) => {
      const { header, users } = await whole(signal);
      async function* changing() {
        for await (const batch of users) yield batch;
        await showUser(world.services, { ...user, displayName: 'Changed meanwhile' });
      }
      return { header, users: changing() };
    };
    await readSoon(services);
    assert.equal(services.census.roster.user(user.ref)?.displayName, 'Changed meanwhile');
  });

  it('go on following after the store was away, and say so once each', async () => {
    const { snapshots } = world.storage;
    const since = snapshots.since.bind(snapshots);
    snapshots.since = async () => {
      throw new ProblemError({ kind: 'unavailable', source: 'database', message: 'away' });
    };
    await world.clock.advance(5 * FOLLOW_MS);
    snapshots.since = since;
    await world.carryOut('deactivate user:bo');
    await world.clock.advance(FOLLOW_MS);
    assert.equal(await listed('users status:deactivated user:bo'), 1);
    assert.deepEqual(logged.slice(0, 3), [
      'roster built',
      'changes of other instances are not seen',
      'changes of other instances are followed again',
    ]);
  });

  it('build anew where so many single changes came by that lists grow slow', async () => {
    const ada = world.services.census.roster.user(world.user('ada'));
    assert.ok(ada);
    for (let n = 0; n < 4_200; n += 1) {
      await world.storage.snapshots.put(
        { ...ada, ref: `${ada.ref}-${n}` as typeof ada.ref, username: `u${n}` },
        null,
      );
    }
    await world.clock.advance(FOLLOW_MS);
    while (services.census.needsRebuild) await world.clock.advance(0);
    assert.equal(services.census.roster.size, world.services.census.roster.size + 4_200);
  });
});
