import assert from 'node:assert/strict';
import type { RunId } from '../../src/domain/ids.ts';
import { readDirectories } from '../../src/flows/reading/read-directory.ts';
import { World, type WorldOptions } from '../support/world.ts';
import { wrapApply } from '../support/wrap-directory.ts';

const DAY_MS = 86_400_000;
const GROUP = 'team-logistics';

/** What is asked for of bo, who is in `team-logistics`, `all hands` and `confluence-users`. */
const CHANGES = {
  deactivate: 'deactivate group:team-logistics -group:support-staff',
  delete: 'users delete group:team-logistics -group:support-staff',
  remove: `group remove from:${GROUP} group:team-logistics -group:support-staff status:any`,
} as const;
type Change = keyof typeof CHANGES;

const ACTIONS = { deactivate: 'User Deactivated', delete: 'User Deleted', remove: 'Removed from Group' };

type Ending = `skipped, ${string}` | 'already-so' | 'done';

/** What happens, and how each change of the user then ends; null where it cannot happen. */
interface Case {
  readonly title: string;
  readonly happens: (world: World) => Promise<unknown>;
  readonly ends: Readonly<Record<Change, Ending | null>>;
}

const all = (ending: Ending) => ({ deactivate: ending, delete: ending, remove: ending });
const bo = (world: World) => world.user('bo');

const CASES: readonly Case[] = [
  {
    title: 'a login',
    happens: (world) => world.sandbox.login(bo(world)),
    // Who is to be deleted is deactivated and cannot log in.
    ends: { ...all('skipped, logged-in-since'), delete: null },
  },
  {
    title: 'an activation and a login',
    happens: async (world) => {
      await world.sandbox.setActive(bo(world), true);
      await world.sandbox.login(bo(world));
    },
    ends: { ...all('skipped, logged-in-since'), delete: 'skipped, not-long-deactivated' },
  },
  {
    title: 'an activation',
    happens: (world) => world.sandbox.setActive(bo(world), true),
    ends: { ...all('done'), delete: 'skipped, not-long-deactivated' },
  },
  {
    title: 'an activation and a deactivation',
    happens: async (world) => {
      await world.sandbox.setActive(bo(world), true);
      await world.sandbox.setActive(bo(world), false);
    },
    ends: { deactivate: 'already-so', delete: 'skipped, not-long-deactivated', remove: 'done' },
  },
  {
    title: 'a promotion to admin',
    happens: (world) => world.sandbox.addToGroup(bo(world), 'confluence-administrators'),
    ends: all('skipped, admin'),
  },
  {
    title: 'a membership of a protected group',
    happens: (world) => world.sandbox.addToGroup(bo(world), 'release-managers'),
    ends: all('skipped, protected'),
  },
  {
    title: 'a membership the filter leaves out',
    happens: (world) => world.sandbox.addToGroup(bo(world), 'support-staff'),
    ends: all('skipped, no-longer-matches'),
  },
  {
    title: 'the end of the membership the filter asks for',
    happens: (world) => world.sandbox.leaveGroup(bo(world), GROUP),
    ends: { ...all('skipped, no-longer-matches'), remove: 'already-so' },
  },
  {
    title: 'a membership that has nothing to do with it',
    happens: (world) => world.sandbox.addToGroup(bo(world), 'team-web'),
    ends: all('done'),
  },
  {
    title: 'a new name',
    happens: (world) => world.sandbox.rename(bo(world), 'bo.lindqvist'),
    // A user is known by an id that no rename changes.
    ends: all('done'),
  },
  {
    title: 'a name like that of a service account',
    happens: (world) => world.sandbox.rename(bo(world), 'svc-bo'),
    ends: all('skipped, service-account'),
  },
  {
    title: 'a name the settings protect',
    happens: (world) => world.sandbox.rename(bo(world), 'director'),
    ends: all('skipped, protected'),
  },
  {
    title: 'a deletion by somebody else',
    happens: (world) => world.sandbox.remove(bo(world)),
    ends: { ...all('skipped, gone'), delete: 'already-so' },
  },
  {
    title: 'a protection of the user',
    happens: (world) => world.say('tom', 'protect user:bo'),
    ends: all('skipped, protected'),
  },
  {
    title: 'a protection of the user, who then gets a new name',
    happens: async (world) => {
      await world.say('tom', 'protect user:bo');
      await world.sandbox.rename(bo(world), 'bo.lindqvist');
    },
    ends: all('skipped, protected'),
  },
  {
    title: 'a protection of a group of theirs',
    happens: (world) => world.say('tom', 'protect group:"all hands"'),
    ends: all('skipped, protected'),
  },
  {
    title: 'an exemption',
    happens: (world) => world.say('priya', 'exempt bo until 2027-03-01 "on leave"'),
    ends: all('skipped, exempt'),
  },
  {
    title: 'an exemption of the user, who then gets a new name',
    happens: async (world) => {
      await world.say('priya', 'exempt bo until 2027-03-01 "on leave"');
      await world.sandbox.rename(bo(world), 'bo.lindqvist');
    },
    ends: all('skipped, exempt'),
  },
];

const OPTIONS: WorldOptions = {
  concurrency: 1,
  sandbox: { users: 15 },
  protectedGroups: ['release-managers'],
  protectedUsers: ['director'],
};

describe('between the approval and the write', () => {
  let world: World;
  afterEach(() => world.end());

  for (const { title, happens, ends } of CASES) {
    for (const change of Object.keys(CHANGES) as Change[]) {
      const ending = ends[change];
      if (ending === null) continue;
      it(`${title}: ${change} ends ${ending}`, async () => {
        world = await ready(change);
        const id = await approved(CHANGES[change]);

        await happens(world);
        await world.settle();

        assert.deepEqual(await endsOf(id), [['bo', ending]]);
        assert.equal((await world.sandbox.writes()).length, ending === 'done' ? 1 : 0);
        const status = ending === 'done' ? 'done' : 'skipped';
        assert.ok((await world.audit()).includes(`${ACTIONS[change]}: ${status}`));
      });
    }
  }

  for (const { title, happens, ends } of CASES) {
    const ending = ends.deactivate;
    if (ending === null) continue;
    it(`${title}, while the run is at somebody else: ends ${ending}`, async () => {
      world = await ready('deactivate');
      await world.sandbox.addToGroup(world.user('ada'), GROUP);
      await readDirectories(world.services, new AbortController().signal);
      wrapApply(world, async (real, ref, ...rest) => {
        if (ref === world.user('ada')) await happens(world);
        return real(ref, ...rest);
      });
      const id = await approved(`${CHANGES.deactivate} sort:name`);

      await world.settle();

      assert.deepEqual(await endsOf(id), [
        ['ada', 'done'],
        ['bo', ending],
      ]);
    });
  }

  async function ready(change: Change): Promise<World> {
    const ready = await World.create(OPTIONS);
    if (change !== 'delete') return ready;
    await ready.sandbox.setActive(ready.user('bo'), false);
    await ready.clock.leap(31 * DAY_MS);
    await readDirectories(ready.services, new AbortController().signal);
    return ready;
  }

  /** Asks and has everybody approve; nothing is written yet. */
  async function approved(text: string): Promise<RunId> {
    const id = await world.propose(text);
    await world.say('tom', `approve ${id}`);
    await world.say('ines', `approve ${id}`);
    assert.equal((await world.storage.approvals.load(id as never))?.state, 'approved');
    return `R-${id.slice(2)}` as RunId;
  }

  async function endsOf(id: RunId): Promise<readonly unknown[]> {
    const run = await world.storage.runs.load(id);
    assert.equal(run?.state, 'done');
    const rows = await world.storage.ledger.outcomes(id, run.plan, 0, 10);
    return rows.map(({ target, outcome }) => [
      target.username,
      outcome.kind === 'skipped' ? `skipped, ${outcome.reason}` : outcome.kind,
    ]);
  }
});
