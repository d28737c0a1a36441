import assert from 'node:assert/strict';
import type { ApprovalId } from '../../src/domain/ids.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { loadCard } from '../../src/flows/messages/load-card.ts';
import { anApproval } from '../support/builders.ts';
import { approvalOf, audited, changePerson, problemIn, reread, wordsOf } from '../support/look.ts';
import { CHANNEL, only, World } from '../support/world.ts';

const ADMINS = 'confluence-administrators';

describe('an approval', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  const stateOf = async (id: string) => (await approvalOf(world, id)).state;

  /** What is now on each card of a request in a place, oldest first. */
  function cardsIn(place: string): readonly Notice[] {
    return world.chat.in(place).flatMap(({ notice }) => ('kind' in notice ? [notice] : []));
  }

  it('waits in a list that says how many more there are, and puts what is held behind it', async () => {
    const subject = (await approvalOf(world, await world.propose('deactivate user:bo'))).subject;
    const like = async (id: string, state: 'held' | 'waiting', expiresAt = world.clock.now() + 1) => {
      const approval = anApproval({ id: id as ApprovalId, state, subject, expiresAt });
      await world.storage.approvals.create(approval);
    };
    for (let n = 0; n < 30; n += 1) await like(`A-held${n}`, 'held');
    for (let n = 0; n < 25; n += 1) await like(`A-due${n}`, 'waiting');
    await like('A-over', 'waiting', world.clock.now());

    const list = only((await world.say('tom', 'approvals')).notices, 'approvals');

    assert.equal(list.waiting.length, 20);
    assert.ok(list.waiting.every(({ approval }) => approval.state === 'waiting'));
    assert.deepEqual([list.due, list.held], [26, 30]);
    assert.match(wordsOf(list), /26 requests wait for a decision, 30 more are beyond the cap/);
    assert.match(wordsOf(list), /36 more/);
  });

  it('asks once who of all approvers is a target, for all copies of its card', async () => {
    const id = await world.propose('deactivate user:bo');
    const { planRows } = world.storage;
    const real = planRows.targetsAmong.bind(planRows);
    let asked = 0;
    planRows.targetsAmong = (...args) => {
      asked += 1;
      return real(...args);
    };
    const card = (await loadCard(world.services, id)) ?? assert.fail('no card');
    assert.equal((await card.notice('names', null)).kind, 'approval');
    assert.equal((await card.notice('counts', null)).kind, 'approval');
    assert.equal(asked, 1);
  });

  describe('by two', () => {
    const ask = () => world.propose(`group add to:${ADMINS} user:bo`);

    it('come from two people, and the card counts them', async () => {
      const id = await ask();
      const first = only((await world.say('ines', `approve ${id}`)).posted, 'approval');
      assert.match(wordsOf(first), /waiting · 1 of 2 approvals/);
      assert.match(wordsOf(first), /Needs +Tom Weiss.*approved by Ines Duarte/);

      await world.say('tom', `approve ${id}`);

      assert.equal(await stateOf(id), 'approved');
      const [one, two] = await audited(world, 'Approval Approved');
      assert.deepEqual([one?.actor.person, two?.actor.person], ['ines', 'tom']);
      assert.deepEqual([one?.description, two?.description], ['now waiting', 'now approved']);
    });

    it('never come from one person with two accounts, in two places, by word and by button', async () => {
      await changePerson(world, 'ines', { accounts: [world.account('ines'), world.account('ines-at-home')] });
      const id = await ask();
      const elsewhere = { ...CHANNEL, id: 'ops', name: '#ops' };

      await world.say('ines', `approve ${id}`);
      const again = [
        await world.click('ines-at-home', 'approve', id),
        await world.say('ines-at-home', `approve ${id}`, elsewhere),
        await world.click('ines', 'approve', id),
        await world.click('ines-at-home', 'reject', id),
      ];

      for (const answer of again) assert.match(JSON.stringify(problemIn(answer)), /each person counts once/);
      assert.equal((await approvalOf(world, id)).verdicts.length, 1);
      assert.equal(await stateOf(id), 'waiting');
    });

    it('are not asked for where only one could be given', async () => {
      await changePerson(world, 'ines', { roles: [] });

      const problem = problemIn(await world.say('priya', `group add to:${ADMINS} user:bo`));

      assert.match(
        problem.kind === 'guarded' ? problem.message : '',
        /needs 2 approvals, and only Tom Weiss/,
      );
      assert.equal(await world.storage.approvals.count(), 0);
    });

    it('end with the first rejection', async () => {
      const id = await ask();
      await world.say('ines', `approve ${id}`);
      await world.say('tom', `reject ${id} "not him"`);
      await world.settle();

      assert.equal(await stateOf(id), 'rejected');
      assert.deepEqual(await world.sandbox.writes(), []);
    });
  });

  describe('and who gains by it: that person', () => {
    /** Puts people into review-required and reads. */
    async function join(...usernames: readonly string[]): Promise<void> {
      for (const username of usernames)
        await world.sandbox.addToGroup(world.user(username), 'review-required');
      await reread(world);
    }

    async function askFor(text: string): Promise<string> {
      return only((await world.say('tom', text)).posted, 'setting-approval').approval.id;
    }

    it('does not decide on a role of their own', async () => {
      await changePerson(world, 'leo', { roles: ['approver'] });
      const id = await askFor('roles give ines operator');

      const problem = problemIn(await world.click('ines', 'approve', id));

      assert.match(JSON.stringify(problem), /You would get this role yourself/);
      await world.click('leo', 'approve', id);
      assert.equal(await stateOf(id), 'approved');
    });

    it('does not decide on a role of a group they are in, and is named on the card', async () => {
      await changePerson(world, 'leo', { roles: ['approver'] });
      await join('ines');
      const asked = await world.say('tom', 'roles give group:review-required admin');
      const notice = only(asked.posted, 'setting-approval');

      const answers = [
        await world.click('ines', 'approve', notice.approval.id),
        await world.say('ines', `reject ${notice.approval.id}`),
      ];

      for (const answer of answers) assert.match(JSON.stringify(problemIn(answer)), /get this role yourself/);
      assert.deepEqual(
        notice.barred.find(({ name }) => name === 'Ines Duarte')?.why,
        'who would get the role',
      );
      await world.click('leo', 'approve', notice.approval.id);
      assert.equal(await stateOf(notice.approval.id), 'approved');
    });

    it('does not decide either by an account of theirs that is deactivated', async () => {
      await changePerson(world, 'ines', { users: [world.user('ines'), world.user('bo')] });
      await world.sandbox.setActive(world.user('bo'), false);
      await join('bo');

      const problem = problemIn(await world.say('tom', 'roles give group:review-required operator'));

      assert.match(problem.kind === 'guarded' ? problem.message : '', /Nobody could approve this/);
    });

    it('does not decide after joining the group when the role was asked for', async () => {
      const id = await askFor('roles give group:review-required operator');
      await join('ines');

      assert.match(JSON.stringify(problemIn(await world.click('ines', 'approve', id))), /get this role/);
    });

    it('does not end their own exemption or protection', async () => {
      await changePerson(world, 'ines', { users: [world.user('bo')] });
      await changePerson(world, 'leo', { roles: ['approver'] });
      await world.say('tom', 'exempt bo until 2026-12-31 "abroad"');
      await world.say('tom', 'protect user:bo');

      for (const text of ['exempt remove bo', 'protect remove user:bo']) {
        const id = await askFor(text);
        assert.match(JSON.stringify(problemIn(await world.click('ines', 'approve', id))), /one of the users/);
        await world.click('leo', 'approve', id);
        assert.equal(await stateOf(id), 'approved', text);
      }
    });
  });

  describe('a rejection', () => {
    it('reaches who asked with its reason, and the channel without it', async () => {
      const id = await world.propose('deactivate user:bo,esra');
      await world.settle();
      await world.say('tom', `reject ${id} "bo is on leave"`);
      await world.settle();

      const [own] = cardsIn('dm-priya');
      const [told] = cardsIn(CHANNEL.id);
      assert.ok(own && told);
      assert.match(wordsOf(own), /Because +"bo is on leave"/);
      assert.match(wordsOf(own), /Rejected +by Tom Weiss/);
      assert.match(wordsOf(told), /Rejected +by Tom Weiss/);
      assert.doesNotMatch(wordsOf(told), /leave/);
      const [entry] = await audited(world, 'Approval Rejected');
      assert.equal(entry?.description, 'now rejected: bo is on leave');
    });
  });

  describe('withdrawing', () => {
    it('is for who asked, whatever roles others hold, and ends what is held as well', async () => {
      await world.end();
      world = await World.create({ cap: 1 });
      const waiting = await world.propose('deactivate user:bo');
      const held = await world.propose('deactivate user:ada,dmitri');
      assert.deepEqual([await stateOf(waiting), await stateOf(held)], ['waiting', 'held']);

      for (const id of [waiting, held]) {
        for (const person of ['tom', 'ines', 'noor', 'leo']) {
          assert.equal((await world.click(person, 'withdraw', id)).outcome, 'refused');
        }
        await world.click('priya', 'withdraw', id);
        assert.equal(await stateOf(id), 'withdrawn');
      }
    });

    it('comes too late once it is decided', async () => {
      const id = await world.propose('deactivate user:bo');
      await world.say('tom', `approve ${id}`);

      const problem = problemIn(await world.say('priya', `withdraw ${id}`));

      assert.match(JSON.stringify(problem), /already approved/);
    });
  });
});
