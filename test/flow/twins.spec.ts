import assert from 'node:assert/strict';
import { type Click, INPUTS, type Verb } from '../../src/domain/inbound.ts';
import { problemIn } from '../support/look.ts';
import { World, type WorldOptions } from '../support/world.ts';
import { afterEachWrite } from '../support/wrap-directory.ts';

/** A button with its typed twin, after what it takes to have that button. */
interface Twin {
  readonly title: string;
  readonly options?: WorldOptions;
  /** Gives the id that the button carries. */
  readonly prepare: (world: World) => Promise<string>;
  readonly person: string;
  readonly verb: Verb;
  readonly inputs?: Click['inputs'];
  readonly typed: (id: string) => string;
}

const ONE = 'deactivate user:bo';
const asked = (world: World) => world.propose(ONE);
const held = (world: World) => world.propose('deactivate user:bo,ada,dmitri');

/** A run of three that stands still after its first write, by a word of somebody. */
async function halfWay(world: World, word: 'pause' | 'stop'): Promise<string> {
  const id = await held(world);
  const run = `R-${id.slice(2)}`;
  afterEachWrite(world, async (writes) => {
    if (writes === 1) await world.say('tom', word === 'stop' ? word : `${word} ${run}`);
  });
  await world.say('tom', `approve ${id}`);
  await world.settle();
  return run;
}

/** A run of three that has not begun, since everything is stopped. */
async function notBegun(world: World): Promise<string> {
  const id = await held(world);
  await world.say('tom', 'stop');
  await world.say('tom', `approve ${id}`);
  await world.settle();
  return `R-${id.slice(2)}`;
}

const REASON = { [INPUTS.reason]: 'they are back' };
const SLOW: WorldOptions = { concurrency: 1 };
const CAPPED: WorldOptions = { cap: 1 };

const TWINS: readonly Twin[] = [
  { title: 'Approve', prepare: asked, person: 'tom', verb: 'approve', typed: (id) => `approve ${id}` },
  {
    title: 'Reject',
    prepare: asked,
    person: 'tom',
    verb: 'reject',
    inputs: REASON,
    typed: (id) => `reject ${id} "they are back"`,
  },
  { title: 'Withdraw', prepare: asked, person: 'priya', verb: 'withdraw', typed: (id) => `withdraw ${id}` },
  {
    title: 'Take fewer',
    options: CAPPED,
    prepare: held,
    person: 'priya',
    verb: 'take',
    typed: (id) => `take ${id}`,
  },
  {
    title: 'Ask for a higher cap',
    options: CAPPED,
    prepare: held,
    person: 'priya',
    verb: 'cap',
    inputs: { [INPUTS.cap]: '30', ...REASON },
    typed: (id) => `cap ${id} 30 "they are back"`,
  },
  {
    title: 'Pause',
    options: SLOW,
    prepare: notBegun,
    person: 'ines',
    verb: 'pause',
    typed: (id) => `pause ${id}`,
  },
  {
    title: 'Cancel',
    options: SLOW,
    prepare: notBegun,
    person: 'ines',
    verb: 'cancel',
    typed: (id) => `cancel ${id}`,
  },
  {
    title: 'Continue',
    options: SLOW,
    prepare: (world) => halfWay(world, 'pause'),
    person: 'ines',
    verb: 'continue',
    typed: (id) => `continue ${id}`,
  },
  {
    title: 'Cancel while paused',
    options: SLOW,
    prepare: (world) => halfWay(world, 'pause'),
    person: 'ines',
    verb: 'cancel',
    typed: (id) => `cancel ${id}`,
  },
  {
    title: 'Resume all runs',
    options: SLOW,
    prepare: async (world) => {
      await halfWay(world, 'stop');
      return 'resume';
    },
    person: 'tom',
    verb: 'say',
    typed: (id) => id,
  },
  {
    title: 'Undo this run',
    prepare: (world) => world.carryOut(ONE),
    person: 'priya',
    verb: 'undo',
    typed: (id) => `undo ${id}`,
  },
];

describe('a button and its typed twin do the same:', () => {
  const worlds: World[] = [];
  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.end();
  });

  async function start(options: WorldOptions = {}): Promise<World> {
    const world = await World.create(options);
    worlds.push(world);
    return world;
  }

  /** Everything that is stored, written to the directory and recorded, where and by which delivery left aside. */
  async function left({ storage, sandbox }: World) {
    const list = { limit: 100, newestFirst: false };
    const runs = await storage.runs.list(list);
    return {
      approvals: await storage.approvals.list(list),
      runs,
      counts: await Promise.all(runs.map(({ id }) => storage.ledger.counts(id))),
      writes: await sandbox.writes(),
      audit: (await storage.audit.read({ limit: 100 })).map(
        ({ action, status, actor, target, description }) => ({
          action,
          status,
          actor,
          target,
          description,
        }),
      ),
    };
  }

  for (const { title, options, prepare, person, verb, inputs = {}, typed } of TWINS) {
    it(title, async () => {
      const [clicked, said] = [await start(options), await start(options)];
      const id = await prepare(clicked);
      assert.equal(await prepare(said), id, 'two worlds alike');
      const untouched = JSON.stringify(await left(clicked));

      const answers = [await clicked.click(person, verb, id, { inputs }), await said.say(person, typed(id))];
      for (const world of [clicked, said]) await world.settle();

      assert.deepEqual(
        answers.map(({ outcome }) => outcome),
        ['done', 'done'],
      );
      assert.deepEqual(answers[0], answers[1], 'the same answer');
      assert.deepEqual(await left(clicked), await left(said));
      assert.notEqual(JSON.stringify(await left(clicked)), untouched, 'something was done');
    });
  }

  it('also in being refused to who may not', async () => {
    for (const { options, prepare, verb, inputs = {}, typed } of TWINS) {
      const world = await start(options);
      const id = await prepare(world);

      const answers = [await world.click('leo', verb, id, { inputs }), await world.say('leo', typed(id))];

      for (const answer of answers) assert.equal(problemIn(answer).kind, 'not-allowed', typed(id));
      // A typed word is told beside who can decide; the card with the button says so itself.
      const [clicked, said] = answers.map((answer) => (problemIn(answer) as { message: string }).message);
      assert.ok(clicked !== undefined && said?.startsWith(clicked), `${clicked} / ${said}`);
    }
  });
});
