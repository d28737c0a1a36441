import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { refreshCards } from '../../src/flows/messages/announce.ts';
import type { FakeMessage } from '../fakes/fake-chat.ts';
import { assertAddsUp } from '../support/run-report.ts';
import { CHANNEL, only, World } from '../support/world.ts';
import { afterEachWrite } from '../support/wrap-directory.ts';

const EVERYBODY_IDLE = 'deactivate inactive:90d dir:internal';
const DOWN = new ProblemError({ kind: 'unavailable', source: 'chat', message: 'no answer' });
/** Where an undisturbed change is shown: the approval to four recipients, the run to three of them. */
const EVERYWHERE = [
  'admins approval approved',
  'admins run done',
  'dm-ines approval approved',
  'dm-priya approval approved',
  'dm-priya run done',
  'dm-tom approval approved',
  'dm-tom run done',
];

describe('a chat platform that is down', () => {
  let world: World;
  /** What happens right after the nth write of the run. */
  let afterWrite: (n: number) => Promise<void>;
  beforeEach(async () => {
    afterWrite = async () => {};
    world = await World.create();
    afterEachWrite(world, (n) => afterWrite(n));
  });
  afterEach(() => world.end());

  const stateOf = async (run: string) => (await world.storage.runs.load(run as RunId))?.state;

  it('that is not there does not count as having shown anything', async () => {
    const id = await world.propose(EVERYBODY_IDLE);
    await world.settle();
    const platforms = new Map(world.services.platforms);
    (world.services.platforms as Map<string, unknown>).clear();
    await world.say('tom', `approve ${id}`);
    await refreshCards(world.services, id);
    for (const [name, platform] of platforms)
      (world.services.platforms as typeof platforms).set(name, platform);

    await refreshCards(world.services, id);

    assert.ok(shown(world).includes('dm-ines approval approved'), shown(world).join());
  });

  it('from the question on holds up nothing that a person can still type', async () => {
    world.chat.fault = DOWN;
    const run = await world.carryOut(EVERYBODY_IDLE);

    assert.equal(await stateOf(run), 'done');
    assert.deepEqual(world.chat.all, []);
    world.chat.fault = null;
    await world.settleAtLast();

    assert.deepEqual(shown(world), EVERYWHERE);
    await assertAddsUp(world, run as RunId);
  });

  for (const nth of [1, 5]) {
    it(`from write ${nth} on: the run goes on, and afterwards every card shows how it ended`, async () => {
      afterWrite = async (n) => {
        if (n === nth) world.chat.fault = DOWN;
      };
      const id = await world.propose(EVERYBODY_IDLE);
      await world.settle();
      await world.say('tom', `approve ${id}`);
      await world.settle();

      const run = `R-${id.slice(2)}`;
      assert.equal(await stateOf(run), 'done');
      assert.ok(world.scheduler.failing.length > 0, 'something could not be shown');
      world.chat.fault = null;
      await world.settleAtLast();

      assert.deepEqual(shown(world), EVERYWHERE);
      await assertAddsUp(world, run as RunId);
    });
  }

  it('while a run halts and goes on misses nothing of how it ended', async () => {
    afterWrite = async (n) => {
      if (n === 2) await world.say('priya', 'stop');
    };
    const run = await world.carryOut(EVERYBODY_IDLE);
    assert.ok(shown(world).includes('admins run halted'));
    world.chat.fault = DOWN;
    await world.say('tom', 'resume');
    await world.settle();
    assert.equal(await stateOf(run), 'done');
    assert.ok(shown(world).includes('admins run halted'), 'what is on screen is old');
    world.chat.fault = null;

    await world.settleAtLast();

    assert.deepEqual(shown(world), EVERYWHERE);
    await assertAddsUp(world, run as RunId);
  });

  it('for one recipient alone posts everywhere else at once, and there later', async () => {
    const { directMessage } = world.chat;
    world.chat.directMessage = async (account, notice) => {
      if (account.id === 'priya') throw DOWN;
      return directMessage.call(world.chat, account, notice);
    };
    const run = await world.carryOut('deactivate user:bo');
    assert.deepEqual(
      shown(world),
      EVERYWHERE.filter((line) => !line.startsWith('dm-priya')),
    );
    world.chat.directMessage = directMessage;

    await world.settleAtLast();

    assert.deepEqual(shown(world), EVERYWHERE);
    await assertAddsUp(world, run as RunId);
  });

  it('for one message alone leaves the other copies right, and mends that one later', async () => {
    const id = await world.propose('deactivate user:bo');
    await world.settle();
    const { update } = world.chat;
    world.chat.update = async (ref, notice) => {
      if (ref.place === 'dm-tom') throw DOWN;
      return update.call(world.chat, ref, notice);
    };
    await world.say('tom', `approve ${id}`);
    await world.settle();
    assert.deepEqual(
      shown(world).filter((line) => line.includes('waiting')),
      ['dm-tom approval waiting'],
    );
    world.chat.update = update;

    await world.settleAtLast();

    assert.deepEqual(shown(world), EVERYWHERE);
  });
});

describe('doctor about the chat platforms', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  it('tells what each of them found', async () => {
    const finding = {
      subject: 'Fake chat',
      state: 'broken',
      message: 'No token.',
      remedy: 'Set one.',
    } as const;
    world.chat.findings = [finding];

    const { findings } = only((await world.say('tom', 'doctor')).notices, 'doctor');

    assert.deepEqual(
      findings.find(({ subject }) => subject === 'Fake chat'),
      finding,
    );
  });

  it('waits ten seconds for one that gives no answer', async () => {
    let given: AbortSignal | undefined;
    world.chat.check = (signal) => {
      given = signal;
      return new Promise(() => {});
    };
    const answering = world.say('tom', 'doctor');
    while (given === undefined) await world.clock.advance(0);
    await world.clock.advance(10_000);

    const { findings } = only((await answering).notices, 'doctor');

    const late = findings.find(({ subject }) => subject === 'fake');
    assert.match(late?.message ?? '', /No answer in 10 seconds/);
    assert.equal(given.aborted, true);
  });
});

describe('a card that a person deleted', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  it('is not missed: the others go on, it does not come back, and nothing fails', async () => {
    const id = await world.propose('deactivate user:bo');
    await world.settle();
    for (const place of [CHANNEL.id, 'dm-tom']) world.chat.vanish(cardIn(world, place).ref);

    await world.say('ines', `approve ${id}`);
    await world.settle();

    assert.deepEqual(world.scheduler.errors, []);
    assert.deepEqual(shown(world), [
      'admins run done',
      'dm-ines approval approved',
      'dm-ines run done',
      'dm-priya approval approved',
      'dm-priya run done',
    ]);
    assert.deepEqual(await keptOf(world, id), ['dm-ines', 'dm-priya']);
    await assertAddsUp(world, `R-${id.slice(2)}` as RunId);
  });

  it('while the chat is down is noticed when it is back', async () => {
    const id = await world.propose('deactivate user:bo');
    await world.settle();
    world.chat.fault = DOWN;
    await world.say('tom', `approve ${id}`);
    await world.settle();
    for (const { ref } of world.chat.all) world.chat.vanish(ref);
    world.chat.fault = null;

    await world.settleAtLast();

    assert.deepEqual(shown(world), ['admins run done', 'dm-priya run done', 'dm-tom run done']);
    assert.deepEqual(await keptOf(world, id), []);
  });
});

/** Where a card is still kept up to date. */
async function keptOf(world: World, subject: string): Promise<readonly string[]> {
  const postings = await world.storage.postings.ofSubject(subject);
  return postings.flatMap(({ ref }) => ref?.place ?? []).sort();
}

/** Every card with its place and state, in order. */
function shown(world: World): readonly string[] {
  return world.chat.all.map(({ ref, notice }) => `${ref.place} ${stateIn(notice)}`).sort();
}

function stateIn(notice: FakeMessage['notice']): string {
  if ('kind' in notice && notice.kind === 'approval') return `approval ${notice.approval.state}`;
  if ('kind' in notice && notice.kind === 'run') return `run ${notice.run.state}`;
  return 'something else';
}

function cardIn(world: World, place: string): FakeMessage {
  const [card] = world.chat.in(place);
  assert.ok(card);
  return card;
}
