import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { World } from '../support/world.ts';
import { afterEachWrite, wrapApply } from '../support/wrap-directory.ts';

const WAYS = {
  'a protection': ['tom', 'protect user:bo'],
  'a protection of a group': ['tom', 'protect group:"all hands"'],
  'an exemption': ['priya', 'exempt bo until 2027-01-31 "on leave"'],
} as const;

/** "Keeps all access from now on, in runs under way too": also when a write already waits for its turn. */
describe('a user whose change is under way', () => {
  let world: World;
  afterEach(() => world.end());

  for (const [title, [person, text]] of Object.entries(WAYS)) {
    it(`is kept where they are by ${title} between two steps`, async () => {
      world = await World.create();
      afterEachWrite(world, async (writes) => {
        if (writes === 1) await world.say(person, text);
      });
      const id = await world.carryOut('group move from:team-logistics to:team-web user:bo');

      assert.deepEqual(await groups(), ['team-logistics', 'team-web']);
      assert.deepEqual(await ends(id as RunId), ['failed guarded']);
      assert.ok((await world.audit()).includes('Added to Group: failed'));
    });

    it(`is not written any more after ${title} while the directory makes the write wait`, async () => {
      world = await World.create({ ratePerSecond: 50 });
      let tries = 0;
      wrapApply(world, async (real, ...args) => {
        tries += 1;
        if (tries > 1) return real(...args);
        await world.say(person, text);
        throw new ProblemError({ kind: 'rate-limited', source: 'sandbox', retryAfterMs: 60_000 });
      });
      const approval = await world.propose('deactivate user:bo');
      await world.say('tom', `approve ${approval}`);
      await world.settleWhileTimePasses();

      assert.equal(tries, 1);
      assert.deepEqual(await world.sandbox.writes(), []);
      const [end] = await ends(`R-${approval.slice(2)}` as RunId);
      assert.match(end ?? '', /^skipped (protected|exempt)$/);
    });
  }

  it('may become an administrator by a move that goes on', async () => {
    world = await World.create();
    const id = await world.propose('group move from:team-logistics to:confluence-administrators user:bo');
    for (const person of ['tom', 'ines']) await world.say(person, `approve ${id}`);
    await world.settle();

    assert.deepEqual(await ends(`R-${id.slice(2)}` as RunId), ['done']);
  });

  async function groups(): Promise<readonly string[]> {
    const user = await world.sandbox.user(world.user('bo'), new AbortController().signal);
    return (user?.groups ?? []).filter((group) => group.startsWith('team-'));
  }

  async function ends(id: RunId): Promise<readonly string[]> {
    const run = await world.storage.runs.load(id);
    assert.equal(run?.state, 'done');
    const rows = await world.storage.ledger.outcomes(id, run.plan, 0, 10);
    return rows.map(({ outcome }) => {
      if (outcome.kind === 'skipped') return `skipped ${outcome.reason}`;
      return outcome.kind === 'failed' ? `failed ${outcome.problem.kind}` : outcome.kind;
    });
  }
});
