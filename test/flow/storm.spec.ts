import assert from 'node:assert/strict';
import type { ApprovalId, PersonId, RunId, UserRef } from '../../src/domain/ids.ts';
import type { Role } from '../../src/domain/person.ts';
import type { Answer } from '../../src/flows/bot.ts';
import { mulberry32 } from '../soak/random.ts';
import { World } from '../support/world.ts';

const APPROVERS = 300;
const CLICKS = 1000;

/** Everything a click may be told that did not decide. */
const TOLD =
  /already (approved|rejected|withdrawn)|You asked for this|one of the users|needs the role|Only the person who asked|does not know the account|each person counts once/;

describe('a thousand clicks at the same moment', () => {
  let world: World;
  afterEach(() => world.end());

  for (const [quorum, text, seed, ending] of [
    [1, 'deactivate inactive:90d dir:internal', 1, 'approved'],
    [1, 'deactivate inactive:90d dir:internal', 8, 'rejected'],
    [2, 'group add to:confluence-administrators inactive:90d dir:internal', 1, 'approved'],
    [2, 'group add to:confluence-administrators inactive:90d dir:internal', 8, 'rejected'],
  ] as const) {
    it(`on one approval that needs ${quorum} decide it once: ${ending} (seed ${seed})`, async () => {
      world = await World.create();
      await crowd();
      const id = (await world.propose(text)) as ApprovalId;
      await linkToTargets(id);
      // Some copies of the card are posted by now, the others meet a decision.
      if (seed % 2 === 0) await world.settle();
      const lists = countLists();

      const answers = await storm(id, mulberry32(seed));
      // Once for all strangers among them as well: what they are told depends on whether there is an admin.
      assert.ok(lists() <= quorum + 2, `nobody looks up everybody for a click: ${lists()} times`);
      await world.settle();

      assert.ok(lists() < 30, `nor for each copy of a card: ${lists()} times`);
      await assertDecided(id, quorum, ending, answers);
      await assertCards(id);
      await assertRun(id, ending);
    });
  }

  /** Several hundred people, some with two accounts, some who only ask or read. */
  async function crowd(): Promise<void> {
    for (let n = 0; n < APPROVERS; n += 1) {
      await add(`approver-${n}`, ['approver'], n % 6 === 0 ? ['too'] : []);
    }
    for (let n = 0; n < 60; n += 1) await add(`asker-${n}`, n % 2 === 0 ? ['operator'] : ['auditor'], []);
    await change('priya', { roles: ['operator', 'approver'] });
  }

  async function add(id: string, roles: readonly Role[], more: readonly string[]): Promise<void> {
    const accounts = [id, ...more.map((suffix) => `${id}-${suffix}`)].map((each) => world.account(each));
    await world.storage.people.create({
      id: id as PersonId,
      version: 1,
      name: id,
      roles,
      accounts,
      users: [],
    });
  }

  async function change(id: string, to: { roles?: readonly Role[]; users?: readonly UserRef[] }) {
    const person = await world.storage.people.load(id as PersonId);
    assert.ok(person);
    await world.storage.people.replace({ ...person, version: person.version + 1, ...to });
  }

  /** Makes some approvers users of the change itself. */
  async function linkToTargets(id: ApprovalId): Promise<void> {
    const approval = await world.storage.approvals.load(id);
    assert.ok(approval?.subject.kind === 'plan');
    const targets = await world.storage.planRows.targets(approval.subject.plan, 0, 20);
    assert.ok(targets.length > 10);
    for (const [n, { ref }] of targets.entries()) await change(`approver-${n}`, { users: [ref] });
  }

  function storm(id: ApprovalId, random: () => number): Promise<readonly Answer[]> {
    const accounts = [
      ...Array.from({ length: APPROVERS }, (_, n) => `approver-${n}`),
      ...Array.from({ length: APPROVERS / 6 }, (_, n) => `approver-${n * 6}-too`),
      ...Array.from({ length: 60 }, (_, n) => `asker-${n}`),
      ...['priya', 'tom', 'ines', 'leo', 'mallory'],
    ];
    const draw = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
    const answers: Promise<Answer>[] = [];
    for (let n = 0; n < CLICKS; n += 1) {
      const account = draw(accounts);
      const verdict = draw(['approve', 'approve', 'approve', 'reject', 'withdraw'] as const);
      // One in ten comes a second time, as platforms do when an answer is late.
      const deliveryId = `storm-${random() < 0.1 ? Math.floor(n / 2) : n}`;
      const { bot, clock } = world;
      const arrival = { deliveryId, account: world.account(account), place: PLACE, at: clock.now() };
      answers.push(
        random() < 0.5
          ? bot.command({ ...arrival, text: `${verdict} ${id}`, files: [] })
          : bot.click({ ...arrival, message: null, verb: verdict, id, inputs: {} }),
      );
    }
    return Promise.all(answers);
  }

  function countLists(): () => number {
    const { people } = world.storage;
    const list = people.list.bind(people);
    let calls = 0;
    people.list = (query) => {
      calls += 1;
      return list(query);
    };
    return () => calls;
  }

  async function assertDecided(
    id: ApprovalId,
    quorum: number,
    ending: string,
    answers: readonly Answer[],
  ): Promise<void> {
    const approval = await world.storage.approvals.load(id);
    assert.ok(approval);
    const { state, verdicts } = approval;
    assert.equal(state, ending);
    assert.equal(new Set(verdicts.map(({ person }) => person)).size, verdicts.length, 'each person once');
    const approving = verdicts.filter(({ verdict }) => verdict === 'approve');
    assert.equal(verdicts.length - approving.length, ending === 'approved' ? 0 : 1);
    assert.ok(ending === 'approved' ? approving.length === quorum : approving.length < quorum);
    for (const { person } of verdicts) {
      assert.match(person, /^approver-(?!1?\d$)|tom|ines/, 'neither who asked nor one of the users');
    }
    const done = answers.filter(({ outcome }) => outcome === 'done');
    assert.equal(done.length, verdicts.length, 'only who counted is told so');
    assert.ok(answers.some(({ outcome }) => outcome === 'duplicate'));
    for (const { outcome, notices } of answers) {
      if (outcome === 'done' || outcome === 'duplicate') continue;
      assert.equal(outcome, 'refused');
      assert.match(JSON.stringify(notices), TOLD);
    }
    const told = (await world.audit()).filter((entry) => /^Approval .*: done/.test(entry));
    assert.equal(told.length, verdicts.length);
  }

  async function assertCards(id: ApprovalId): Promise<void> {
    const approval = await world.storage.approvals.load(id);
    const cards = world.chat.all.flatMap(({ notice }) =>
      'kind' in notice && notice.kind === 'approval' ? [notice] : [],
    );
    assert.ok(cards.length > APPROVERS - 30, `${cards.length} copies`);
    for (const card of cards) assert.deepEqual(card.approval, approval);
  }

  async function assertRun(id: ApprovalId, ending: string): Promise<void> {
    const runs = await world.storage.runs.list({ limit: 10 });
    assert.deepEqual(
      runs.map((run) => [run.id, run.state]),
      ending === 'approved' ? [[`R-${id.slice(2)}` as RunId, 'done']] : [],
    );
    const written = (await world.sandbox.writes()).map((write) => write.id);
    assert.equal(new Set(written).size, written.length, 'nobody twice');
    assert.equal(written.length > 0, ending === 'approved');
  }
});

const PLACE = { platform: 'fake', tenant: 'test', id: 'admins', name: '#admins', kind: 'channel' } as const;
