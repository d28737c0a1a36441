import assert from 'node:assert/strict';
import { approvalOf, audited, outcomesOf, planOf, problemIn, wordsOf } from '../support/look.ts';
import { only, World, type WorldOptions } from '../support/world.ts';
import { afterEachWrite } from '../support/wrap-directory.ts';

const HOUR_MS = 3_600_000;
const FIVE = 'user:ada,bo,chen,dmitri,esra';

describe('a higher cap', () => {
  let world: World;
  /** The held change of five, at a cap of two. */
  let held: string;
  const start = async (options: WorldOptions = {}) => {
    world = await World.create({ cap: 2, ...options });
    held = await world.propose(`deactivate ${FIVE}`);
  };
  afterEach(() => world.end());

  const stateOf = async (id: string) => (await approvalOf(world, id)).state;

  /** Asks for it; gives the id of that request. */
  async function ask(to: number): Promise<string> {
    const answer = await world.say('priya', `cap ${held} ${to} "the team has left"`);
    return only(answer.posted, 'setting-approval').approval.id;
  }

  async function raise(to = 5): Promise<void> {
    await world.say('tom', `approve ${await ask(to)}`);
    await world.settle();
  }

  async function approve(id: string): Promise<string> {
    await world.say('tom', `approve ${id}`);
    await world.settle();
    return `R-${id.slice(2)}`;
  }

  const doneOf = async (run: string) =>
    Object.values(await outcomesOf(world, run)).filter((outcome) => outcome === 'done').length;

  it('has to be enough for all who are eligible, and says how many that is', async () => {
    await start();

    const problem = problemIn(await world.say('priya', `cap ${held} 4 "the team has left"`));

    assert.match(JSON.stringify(problem), /5 users are eligible.*Ask for 5 or more/);
    assert.match(
      wordsOf(only((await world.click('priya', 'show-names', held)).notices, 'approval')),
      /cap A-\w+ 5 "why"/,
    );
    assert.equal(
      (await world.click('priya', 'cap', held, { inputs: { cap: '5', reason: ' ' } })).outcome,
      'refused',
    );
  });

  it('is asked with its reason of a second person, who sees what it lets pass', async () => {
    await start();
    const id = await ask(5);
    const own = await world.click('priya', 'approve', id);
    assert.equal(own.outcome, 'refused');
    await world.settle();

    const card = world.chat.in('dm-tom').map(({ notice }) => ('kind' in notice ? wordsOf(notice) : ''));
    assert.match(card.join(), /"the team has left"/);
    assert.equal(await stateOf(held), 'held');
  });

  it('lets the change go on to an approval of its own, and only then is it announced', async () => {
    await start();
    await raise();
    assert.equal(await stateOf(held), 'waiting');
    assert.equal((await audited(world, 'Cap Raised'))[0]?.status, 'done');
    assert.equal(world.chat.in('dm-ines').length, 2, 'the cap and the change');

    assert.equal(await doneOf(await approve(held)), 5);
  });

  it('is for that change alone: the next one meets the house cap, and what was taken counts', async () => {
    await start();
    await raise();
    const other = await world.propose('deactivate user:leo');
    assert.equal(await stateOf(other), 'waiting');
    await approve(held);

    const outcomes = await outcomesOf(world, await approve(other));

    assert.deepEqual(outcomes, { leo: 'skipped: beyond-cap' });
    const last = await planOf(world, await world.propose('deactivate user:leo'));
    assert.deepEqual(last.cap, { limit: 2, used: 5, left: 0, eligible: 1 });
    const again = await world.say('priya', `cap A-${last.id.slice(2)} 5 "him too"`);
    assert.match(JSON.stringify(problemIn(again)), /Ask for 6 or more/);
  });

  it('is over 24 hours after it was granted, though the change is approved later', async () => {
    await start();
    await world.clock.advance(HOUR_MS);
    await raise();
    await world.clock.advance(22 * HOUR_MS);
    await world.say('tom', 'stop');
    await world.say('ines', `approve ${held}`);
    await world.settle();
    await world.clock.advance(2 * HOUR_MS);
    await world.say('tom', 'resume');
    await world.settle();

    const run = `R-${held.slice(2)}`;
    assert.equal(await doneOf(run), 2, 'the house cap');
    assert.deepEqual(await world.storage.ledger.reasons(run as never), [{ reason: 'beyond-cap', count: 3 }]);
  });

  it('is over in the middle of a run as well: the rest is skipped', async () => {
    await start({ concurrency: 1 });
    await raise();
    await world.clock.advance(23 * HOUR_MS);
    afterEachWrite(world, async (writes) => {
      if (writes === 3) await world.clock.advance(HOUR_MS);
    });
    const run = await approve(held);

    assert.deepEqual(Object.values(await outcomesOf(world, run)), [
      'done',
      'done',
      'done',
      'skipped: beyond-cap',
      'skipped: beyond-cap',
    ]);
    const [card] = world.chat.in('dm-priya').slice(-1);
    assert.ok(card && 'kind' in card.notice);
    assert.match(wordsOf(card.notice), /Skipped +2 beyond today's cap/);
  });

  it('comes to nothing when the change was withdrawn meanwhile, and says so in the record', async () => {
    await start();
    const id = await ask(5);
    await world.say('priya', `withdraw ${held}`);

    await world.say('tom', `approve ${id}`);
    await world.settle();

    assert.equal(await stateOf(held), 'withdrawn');
    const [entry] = await audited(world, 'Cap Raised');
    assert.equal(entry?.status, 'skipped');
    assert.match(entry?.description ?? '', /no cap holds back any more/);
  });

  it('rejected or not decided leaves the change where it was', async () => {
    await start();
    await world.say('tom', `reject ${await ask(5)} "no"`);
    await world.settle();

    assert.equal(await stateOf(held), 'held');
    assert.equal((await audited(world, 'Cap Raised')).length, 0);
  });
});
