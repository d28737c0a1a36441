import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import { FakeChat, type FakeMessage, GONE } from '../fakes/fake-chat.ts';
import { changePerson, wordsOf } from '../support/look.ts';
import { assertAddsUp } from '../support/run-report.ts';
import { CHANNEL, World } from '../support/world.ts';
import { afterEachWrite } from '../support/wrap-directory.ts';

const REVOKED = new ProblemError({
  kind: 'misconfigured',
  key: 'ROLLCALL_CHAT_TOKEN',
  remedy: 'install it again',
});

describe('a chat where something is gone for good', () => {
  let world: World;
  /** What happens right after the nth write of the run. */
  let afterWrite: (n: number) => Promise<void>;
  beforeEach(async () => {
    afterWrite = async () => {};
    world = await World.create();
    afterEachWrite(world, (n) => afterWrite(n));
  });
  afterEach(() => world.end());

  it('tells who asked, once, that the channel could not be reached, and holds nobody else up', async () => {
    const mend = world.chat.break({ on: 'post', place: CHANNEL.id, error: GONE });
    const run = await world.carryOut('deactivate user:bo');

    assert.deepEqual(world.scheduler.errors, []);
    assert.deepEqual(world.chat.in(CHANNEL.id), []);
    assert.deepEqual(shown(world.chat, 'dm-tom'), ['approval approved', 'run done']);
    assert.deepEqual(shown(world.chat, 'dm-priya'), ['said', 'approval approved', 'run done']);
    const told = world.chat.in('dm-priya').find(({ notice }) => 'kind' in notice && notice.kind === 'said');
    assert.ok(told && 'kind' in told.notice);
    assert.match(
      wordsOf(told.notice),
      /A-\w+ could not be posted in #admins.*direct messages.*invite Rollcall there/s,
    );
    mend();

    // Nothing was left to be tried again, and nothing comes late.
    await world.services.scheduler.enqueue({ name: 'announce', key: run, payload: { subject: run } });
    await world.settle();
    assert.deepEqual(world.chat.in(CHANNEL.id), []);
    await assertAddsUp(world, run as RunId);
  });

  it('says of a run that its channel was lost after the request was posted there', async () => {
    const id = await world.propose('deactivate user:bo');
    await world.settle();
    world.chat.break({ place: CHANNEL.id, error: GONE });
    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.deepEqual(world.scheduler.errors, []);
    assert.deepEqual(shown(world.chat, 'dm-priya'), ['approval approved', 'said', 'run done']);
  });

  it('tries again to tell who asked while they cannot be told', async () => {
    world.chat.break({ on: 'post', place: CHANNEL.id, error: GONE });
    const mend = world.chat.break({
      place: 'dm-priya',
      error: new ProblemError({ kind: 'unavailable', source: 'chat', message: 'no answer' }),
    });
    await world.propose('deactivate user:bo');
    await world.settle();
    assert.deepEqual(shown(world.chat, 'dm-tom'), ['approval waiting'], 'the others have theirs');
    mend();

    await world.settleAtLast();

    assert.deepEqual(shown(world.chat, 'dm-priya').toSorted(), ['approval waiting', 'said']);
  });

  it('writes to the next of a person’s accounts when the first is gone', async () => {
    const other = new FakeChat('other');
    (world.services.platforms as Map<string, ChatPlatform>).set(other.platform, other);
    const home = world.account('tom');
    const absent = { ...home, platform: 'absent' };
    await changePerson(world, 'tom', {
      accounts: [absent, { ...home, platform: 'other', id: 'tom-too' }, home],
    });
    world.chat.break({ on: 'directMessage', place: 'dm-tom', error: GONE });

    await world.carryOut('deactivate user:bo');

    assert.deepEqual(world.scheduler.errors, []);
    assert.deepEqual(shown(other, 'dm-tom-too'), ['approval approved', 'run done']);
    assert.deepEqual(shown(world.chat, 'dm-ines'), ['approval approved']);
  });

  it('that a request came from without messages of its own still reaches everybody where they have them', async () => {
    const accounts = [{ platform: 'terminal', tenant: 'test', id: 'tom' }, world.account('tom')];
    await changePerson(world, 'tom', { accounts });
    const terminal = {
      platform: 'terminal',
      tenant: 'test',
      id: 'priya',
      name: 'the terminal',
      kind: 'direct',
    } as const;
    await world.say('priya', 'deactivate user:bo', terminal);
    await world.settle();

    assert.deepEqual(shown(world.chat, 'dm-tom'), ['approval waiting']);
  });

  it('gives up no copy for somebody whose platform is only not here', async () => {
    await changePerson(world, 'ines', { accounts: [{ platform: 'absent', tenant: 'test', id: 'ines' }] });
    const id = await world.propose('deactivate user:bo');
    await world.settle();

    const postings = await world.storage.postings.ofSubject(id);
    assert.deepEqual(postings.map(({ reader }) => reader).toSorted(), [null, 'priya', 'tom']);
  });

  it('lets an approver whose every account is gone hold up nobody', async () => {
    world.chat.break({ on: 'directMessage', place: 'dm-ines', error: GONE });

    await world.carryOut('deactivate user:bo');

    assert.deepEqual(world.scheduler.errors, []);
    assert.deepEqual(shown(world.chat, CHANNEL.id), ['approval approved', 'run done']);
    assert.deepEqual(shown(world.chat, 'dm-ines'), []);
  });

  it('brings who asked the result anew, once, when they deleted the message during the run', async () => {
    afterWrite = async (n) => {
      if (n !== 2) return;
      await world.settle();
      for (const { ref, notice } of world.chat.all) {
        if ('kind' in notice && notice.kind === 'run') world.chat.vanish(ref);
      }
    };
    const run = await world.carryOut('deactivate inactive:90d dir:internal');

    assert.deepEqual(world.scheduler.errors, []);
    assert.deepEqual(shown(world.chat, 'dm-priya'), ['approval approved', 'run done']);
    assert.deepEqual(shown(world.chat, 'dm-tom'), ['approval approved'], 'who did not ask can do without');
    assert.deepEqual(shown(world.chat, CHANNEL.id), ['approval approved']);

    const [, result] = world.chat.in('dm-priya');
    assert.ok(result);
    world.chat.vanish(result.ref);
    const stored = await world.storage.runs.load(run as RunId);
    assert.ok(stored);
    await world.storage.runs.replace({ ...stored, version: stored.version + 1, readBack: null });
    for (let n = 0; n < 2; n += 1) {
      await world.scheduler.enqueue({ name: 'refresh-cards', key: run, payload: { subject: run } });
      await world.settle();
    }
    assert.deepEqual(shown(world.chat, 'dm-priya'), ['approval approved'], 'it was deleted once more');
  });

  it('finishes the run and shows it everywhere after a token was revoked half-way and given anew', async () => {
    let mend = () => {};
    afterWrite = async (n) => {
      if (n === 2) mend = world.chat.break({ error: REVOKED });
    };
    const id = await world.propose('deactivate inactive:90d dir:internal');
    await world.settle();
    await world.say('tom', `approve ${id}`);
    await world.settle();
    const run = `R-${id.slice(2)}` as RunId;
    assert.equal((await world.storage.runs.load(run))?.state, 'done');
    assert.ok(world.scheduler.failing.length > 0, 'it is tried again');
    mend();

    await world.settleAtLast();

    assert.deepEqual(shown(world.chat, CHANNEL.id), ['approval approved', 'run done']);
    assert.deepEqual(shown(world.chat, 'dm-priya'), ['approval approved', 'run done']);
    await assertAddsUp(world, run);
  });
});

/** Kinds and states of the messages in a place, oldest first. */
function shown(chat: FakeChat, place: string): readonly string[] {
  return chat.in(place).map(({ notice }) => stateIn(notice));
}

function stateIn(notice: FakeMessage['notice']): string {
  if (!('kind' in notice)) return 'file';
  if (notice.kind === 'approval') return `approval ${notice.approval.state}`;
  return notice.kind === 'run' ? `run ${notice.run.state}` : notice.kind;
}
