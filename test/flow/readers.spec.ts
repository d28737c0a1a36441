import assert from 'node:assert/strict';
import type { Reader } from '../../src/domain/notice.ts';
import { wordsOf } from '../support/look.ts';
import { CHANNEL, only, World } from '../support/world.ts';

describe('a copy of a card', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create({ cap: 2 });
  });
  afterEach(() => world.end());

  /** Who reads each copy of the requests in a place, as it is drawn now. */
  function readersIn(place: string): readonly Reader[] {
    return world.chat.in(place).flatMap(({ notice }) => ('reader' in notice ? [notice.reader] : []));
  }

  it('is drawn for its reader, and drawn so again when something changes', async () => {
    const id = await world.propose('group add to:confluence-administrators user:bo');
    await world.settle();
    assert.deepEqual(readersIn(CHANNEL.id), ['anyone']);
    assert.deepEqual(readersIn('dm-priya'), ['requester']);
    assert.deepEqual(readersIn('dm-tom'), ['decider']);

    const answer = await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.equal(only(answer.posted, 'approval').reader, 'decided');
    assert.deepEqual(readersIn(CHANNEL.id), ['anyone']);
    assert.deepEqual(readersIn('dm-priya'), ['requester']);
    assert.deepEqual(readersIn('dm-tom'), ['decided']);
    assert.deepEqual(readersIn('dm-ines'), ['decider']);
  });

  it('of who asked has no verdict to give, typed or posted', async () => {
    const asked = only((await world.say('priya', 'deactivate user:bo')).posted, 'approval');
    assert.doesNotMatch(wordsOf(asked), /^(Approve|Reject)/m);
    assert.match(wordsOf(asked), /^Withdraw request {2}withdraw A-/m);
    const setting = only((await world.say('tom', 'roles give leo approver')).posted, 'setting-approval');
    assert.equal(setting.reader, 'requester');
  });

  it('that an auditor asks for shows names and nothing to decide', async () => {
    const id = await world.propose('deactivate user:bo');
    const shown = only((await world.click('noor', 'show-names', id)).notices, 'approval');
    assert.equal(shown.reader, 'onlooker');
    const approver = only((await world.click('tom', 'show-names', id)).notices, 'approval');
    assert.equal(approver.reader, 'decider');
  });

  it('beyond the cap lets who asked choose, and nobody else', async () => {
    const id = await world.propose('deactivate list:ada,bo,chen,dmitri');
    await world.settle();
    assert.deepEqual(readersIn('dm-priya'), ['requester']);
    const shown = only((await world.click('tom', 'show-names', id)).notices, 'approval');
    assert.doesNotMatch(wordsOf(shown), /^(Take|Ask for)/m);
  });

  it('shows by itself what came of pausing a run; only a click elsewhere and a command are answered', async () => {
    const run = await world.carryOut('deactivate user:bo');
    const stored = await world.storage.runs.load(run as never);
    assert.ok(stored !== undefined);
    await world.storage.runs.replace({ ...stored, version: stored.version + 1, state: 'running' });
    const card = world.chat
      .in(CHANNEL.id)
      .findLast(({ notice }) => 'kind' in notice && notice.kind === 'run');
    assert.ok(card !== undefined);

    const onCard = await world.click('tom', 'pause', run, { message: card.ref });
    const elsewhere = await world.click('tom', 'continue', run, {
      message: { ...card.ref, message: 'another' },
    });
    const typed = await world.say('tom', `pause ${run}`);

    assert.deepEqual([onCard.outcome, onCard.notices], ['done', []]);
    for (const answer of [elsewhere, typed]) only(answer.notices, 'said');
  });
});

describe('a list', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  it('offers no change that would find nobody on it', async () => {
    const offers = async (text: string) => only((await world.say('priya', text)).notices, 'list').offers;
    const groups = ['add-to-groups', 'remove-from-groups'];
    assert.deepEqual(await offers('users inactive:90d'), ['deactivate', ...groups]);
    assert.deepEqual(await offers('users status:deactivated'), ['activate', 'delete', ...groups]);
    assert.deepEqual(await offers('users status:any'), ['deactivate', 'activate', 'delete', ...groups]);
    assert.deepEqual(only((await world.say('noor', 'users status:any')).notices, 'list').offers, []);
  });

  it('of nobody to change names to who asked whom it leaves out', async () => {
    const { exclusions } = only((await world.say('priya', 'deactivate user:tom')).notices, 'nothing');
    assert.deepEqual(
      exclusions.map(({ username, reason }) => [username, reason]),
      [['tom', 'admin']],
    );
  });
});
