import assert from 'node:assert/strict';
import type { PlanTarget } from '../../src/domain/plan.ts';
import { aDirectoryUser, aTarget } from '../support/builders.ts';
import { approvalOf, audited, planOf, wordsOf } from '../support/look.ts';
import { only, World } from '../support/world.ts';

const MANY = 5000;

describe('the targets of an approved plan', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.end());

  /** What somebody with the database does to the rows of a plan. */
  function change(rows: (targets: readonly PlanTarget[], from: number) => readonly PlanTarget[]): void {
    const { planRows } = world.storage;
    const targets = planRows.targets.bind(planRows);
    Object.assign(planRows, {
      targets: async (...args: Parameters<typeof targets>) => rows(await targets(...args), args[1]),
    });
  }

  for (const [title, rows] of [
    ['another user', (all) => all.map((row) => ({ ...row, ref: world.user('esra') }))],
    ['another step', (all) => all.map((row) => ({ ...row, steps: [{ kind: 'delete' }] }))],
    ['fewer', (all) => all.slice(1)],
    [
      'one more, far behind',
      (all, from) => (all.length > 0 || from > MANY ? all : [aTarget(aDirectoryUser(), { n: MANY })]),
    ],
  ] as const satisfies readonly (readonly [string, Parameters<typeof change>[0]])[]) {
    it(`are not run when they are not those that were approved: ${title}`, async () => {
      const id = await world.propose('deactivate user:bo,ada');
      await world.settle();
      change(rows);
      await world.say('tom', `approve ${id}`);
      await world.settle();
      await world.scheduler.enqueue({ name: 'start-run', key: id, payload: { approval: id } });
      await world.settle();

      assert.deepEqual(await world.storage.runs.list({ limit: 9 }), []);
      assert.deepEqual(await world.sandbox.writes(), []);
      const told = (await audited(world, 'Run Started')).map(({ status }) => status);
      assert.deepEqual(told, ['refused']);
      const shown = only((await world.click('priya', 'show-names', id)).notices, 'approval');
      assert.match(wordsOf(shown), /Nothing was started: .* not those that were approved.*Ask again/);
      assert.equal((await approvalOf(world, id)).run, null);
    });
  }

  it('are on record with what was asked and their fingerprint, at the request and at the start', async () => {
    const id = await world.propose('group add to:review-required,team-sales user:bo');
    const short = (await planOf(world, id)).fingerprint.slice(0, 12);
    await world.say('tom', `approve ${id}`);
    await world.settle();

    for (const action of ['Change Requested', 'Run Started'] as const) {
      const [entry] = await audited(world, action);
      const words = entry?.description ?? '';
      assert.ok(words.startsWith(`add to review-required, team-sales: 1 user, fingerprint ${short}`), words);
    }
  });

  it('are on record with the suffix they get', async () => {
    await world.carryOut('deactivate user:bo suffix:_gone');

    const [entry] = await audited(world, 'Run Started');
    assert.match(
      entry?.description ?? '',
      /^deactivate with the suffix _gone: 1 user, fingerprint [0-9a-f]{12}$/,
    );
  });
});
