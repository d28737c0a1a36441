import assert from 'node:assert/strict';
import { APPROVAL_LIFETIME_MS } from '../../src/domain/approval.ts';
import type { ApprovalId } from '../../src/domain/ids.ts';
import { problemIn } from '../support/look.ts';
import { only, World } from '../support/world.ts';

describe('deciding on an approval', () => {
  let world: World;
  let id: ApprovalId;
  beforeEach(async () => {
    world = await World.create();
    id = (await world.propose('deactivate user:bo,esra')) as ApprovalId;
    await world.settle();
  });
  afterEach(() => world.end());

  const state = async () => (await world.storage.approvals.load(id))?.state;

  it('is not for who asked, by button or by word', async () => {
    await grant('priya');

    const clicked = await world.click('priya', 'approve', id);
    const typed = await world.say('priya', `approve ${id}`);

    assert.deepEqual([clicked.outcome, typed.outcome, await state()], ['refused', 'refused', 'waiting']);
    assert.match(messageOf(clicked), /You asked for this/);
    const problem = problemIn(typed);
    assert.equal(problem.kind === 'not-allowed' && problem.offer, `withdraw ${id}`);
  });

  it('is not for a person without the role', async () => {
    const answers = [await world.click('leo', 'approve', id), await world.click('noor', 'reject', id)];

    assert.deepEqual(
      answers.map(({ outcome }) => outcome),
      ['refused', 'refused'],
    );
    assert.equal(await state(), 'waiting');
    assert.match(
      JSON.stringify(problemIn(await world.say('noor', `reject ${id}`))),
      /Who can decide on A-\w+: Tom Weiss, Ines Duarte\./,
    );
    assert.doesNotMatch(JSON.stringify(problemIn(await world.say('noor', 'approve A-none1'))), /Tom Weiss/);
  });

  it('is not for one of the users it would change', async () => {
    const own = (await world.propose('deactivate user:bo')) as ApprovalId;
    const ines = await world.storage.people.load('ines' as never);
    assert.ok(ines);
    await world.storage.people.replace({ ...ines, version: ines.version + 1, users: [world.user('bo')] });

    const answer = await world.click('ines', 'approve', own);

    assert.match(messageOf(answer), /one of the users/);
  });

  it('is refused to a stranger, and the attempt is recorded', async () => {
    const answer = await world.click('mallory', 'approve', id);

    assert.equal(answer.outcome, 'refused');
    assert.equal(await state(), 'waiting');
    assert.ok((await world.audit()).includes('Stranger Refused: refused'));
  });

  it('happens once of 200 clicks at the same moment', async () => {
    const clicks = Array.from({ length: 200 }, (_, n) =>
      world.click(n % 2 === 0 ? 'tom' : 'ines', n % 3 === 0 ? 'reject' : 'approve', id),
    );
    const answers = await Promise.all(clicks);
    await world.settle();

    assert.equal(answers.filter(({ outcome }) => outcome === 'done').length, 1);
    assert.equal((await world.storage.approvals.load(id))?.verdicts.length, 1);
    const decisions = (await world.audit()).filter((entry) =>
      /^Approval (Approved|Rejected): done/.test(entry),
    );
    assert.equal(decisions.length, 1);
    assert.ok(
      answers.every(
        (answer) => answer.outcome === 'done' || /already (approved|rejected)/.test(messageOf(answer)),
      ),
    );
  });

  it('ignores a delivery that arrives again', async () => {
    const first = await world.click('tom', 'reject', id, { deliveryId: 'same' });
    const again = await world.click('tom', 'reject', id, { deliveryId: 'same' });

    assert.deepEqual([first.outcome, again.outcome], ['done', 'duplicate']);
  });

  it('says so when it is too late, and expires by itself', async () => {
    await world.clock.advance(APPROVAL_LIFETIME_MS);

    const late = await world.click('tom', 'approve', id);
    await world.settle();

    assert.match(messageOf(late), /expired/);
    assert.equal(await state(), 'expired');
    assert.deepEqual(await world.sandbox.writes(), []);
    assert.ok((await world.audit()).includes('Approval Expired: done'));
  });

  it('keeps the reason of a rejection and writes nothing', async () => {
    await world.click('tom', 'reject', id, { inputs: { reason: ' still needed ' } });
    await world.settle();

    assert.equal((await world.storage.approvals.load(id))?.verdicts[0]?.reason, 'still needed');
    assert.deepEqual(await world.sandbox.writes(), []);
  });

  it('lets only who asked withdraw', async () => {
    const other = await world.say('tom', `withdraw ${id}`);
    const own = await world.say('priya', `withdraw ${id}`);

    assert.deepEqual([other.outcome, own.outcome, await state()], ['refused', 'done', 'withdrawn']);
  });

  it('refuses an id that is none', async () => {
    const answer = await world.click('tom', 'approve', 'A-nope0');

    assert.equal(only(answer.notices, 'problem').problem.kind, 'not-found');
  });

  it('is not asked for when nobody could give it', async () => {
    for (const person of ['tom', 'ines']) {
      const known = await world.storage.people.load(person as never);
      assert.ok(known);
      await world.storage.people.replace({ ...known, version: known.version + 1, roles: [] });
    }

    const answer = await world.say('priya', 'deactivate user:bo');

    assert.match(messageOf(answer), /Nobody could approve/);
  });

  async function grant(person: string): Promise<void> {
    const known = await world.storage.people.load(person as never);
    assert.ok(known);
    await world.storage.people.replace({
      ...known,
      version: known.version + 1,
      roles: ['operator', 'approver'],
    });
  }
});

function messageOf(answer: { readonly notices: readonly unknown[] }): string {
  return JSON.stringify(answer.notices);
}
