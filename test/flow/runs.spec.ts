import assert from 'node:assert/strict';
import { parseUserRef } from '../../src/domain/ids.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { isLive } from '../../src/domain/run.ts';
import { startRun } from '../../src/flows/run/start-run.ts';
import { audited, outcomesOf, problemIn, runOf, wordsOf } from '../support/look.ts';
import { CHANNEL, World } from '../support/world.ts';
import { wrapApply } from '../support/wrap-directory.ts';

const THREE = 'user:ada,bo,dmitri';
const WORDS = ['pause', 'continue', 'cancel', 'stop', 'resume'] as const;
type Word = (typeof WORDS)[number];

describe('a run under way', () => {
  let world: World;
  /** What happens right after the nth write since the last {@link propose}. */
  let afterWrite: (n: number) => Promise<void>;
  let written: string[];
  beforeEach(async () => {
    world = await World.create({ concurrency: 1 });
    written = [];
    afterWrite = async () => {};
    wrapApply(world, async (real, ref, ...more) => {
      const applied = await real(ref, ...more);
      written.push(parseUserRef(ref)?.id ?? '');
      await afterWrite(written.length);
      return applied;
    });
  });
  afterEach(() => world.end());

  const stateOf = async (run: string) => (await runOf(world, run)).state;
  const say = (word: Word, run: string) =>
    world.say('tom', word === 'stop' || word === 'resume' ? word : `${word} ${run}`);

  /** Asks and approves; the run has not begun. */
  async function approved(text: string): Promise<string> {
    const id = await world.propose(text);
    await world.say('tom', `approve ${id}`);
    return `R-${id.slice(2)}`;
  }

  const PAIRS = WORDS.flatMap((first) =>
    WORDS.filter((word) => word !== first).map((second) => [first, second] as const),
  );
  for (const moment of [0, 1, 3]) {
    it(`comes to its end after any two words at write ${moment} of 3, nobody lost or written twice`, async () => {
      for (const [n, pair] of PAIRS.entries()) {
        // There and back again, so that one world serves for all.
        const text =
          n % 2 === 0
            ? `group add to:review-required ${THREE}`
            : `group remove from:review-required ${THREE}`;
        written = [];
        const done: Word[] = [];
        const speak = async (run: string) => {
          for (const word of pair) if ((await say(word, run)).outcome === 'done') done.push(word);
        };
        let run = '';
        afterWrite = async (writes) => {
          if (writes === moment) await speak(run);
        };
        if (moment === 0) await say('stop', run);
        run = await approved(text);
        await world.settle();
        if (moment === 0) {
          await speak(run);
          await world.settle();
        }
        for (const word of ['resume', 'continue'] as const) {
          await say(word, run);
          await world.settle();
        }

        const title = `${pair.join(', ')} at ${moment}`;
        const outcomes = Object.values(await outcomesOf(world, run));
        assert.equal(await stateOf(run), done.includes('cancel') ? 'cancelled' : 'done', title);
        assert.equal(new Set(written).size, written.length, title);
        assert.equal(outcomes.length, written.length, title);
        assert.ok(done.includes('cancel') || written.length === 3, title);
        assert.ok((await runOf(world, run)).readBack !== null, title);
        afterWrite = async () => {};
        // Whom a cancel left out is brought to where the others are.
        if (written.length < 3) await world.carryOut(text);
      }
    });
  }

  for (const word of ['pause', 'stop'] as const) {
    it(`ends by itself when ${word} comes with the last write in flight`, async () => {
      const run = await approved(`deactivate ${THREE}`);
      afterWrite = async (n) => {
        if (n === 3) await say(word, run);
      };
      await world.settle();

      assert.equal(await stateOf(run), 'done');
      assert.equal((await audited(world, 'Run Finished')).length, 1);
      assert.ok((await runOf(world, run)).readBack !== null);
    });

    it(`stands still after ${word} and says how it goes on`, async () => {
      const run = await approved(`deactivate ${THREE}`);
      afterWrite = async (n) => {
        if (n === 1) await say(word, run);
      };
      await world.settle();

      const card = world.chat.in(CHANNEL.id).at(-1)?.notice;
      assert.ok(card && 'kind' in card);
      const how =
        word === 'pause'
          ? /paused · .*1 of 3.*goes on from here after `continue R-/s
          : /stopped · .*1 of 3.*goes on from here after `resume`/s;
      assert.match(wordsOf(card), how);
    });
  }

  it('that a person paused is let go on by no resume', async () => {
    const run = await approved(`deactivate ${THREE}`);
    afterWrite = async (n) => {
      if (n === 1) for (const word of ['pause', 'stop', 'resume'] as const) await say(word, run);
    };
    await world.settle();
    assert.equal(await stateOf(run), 'paused');
    assert.equal(written.length, 1);

    await say('continue', run);
    await world.settle();

    assert.equal(await stateOf(run), 'done');
  });

  it('refuses what cannot be done to it, and says how it stands', async () => {
    const run = await approved('deactivate user:bo');
    await world.settle();

    for (const word of ['pause', 'continue', 'cancel'] as const) {
      assert.match(JSON.stringify(problemIn(await say(word, run))), /already done\. Nothing was changed/);
    }
    assert.match(JSON.stringify(problemIn(await say('resume', run))), /Nothing is stopped/);
    assert.equal(problemIn(await say('pause', 'R-nope0')).kind, 'not-found');
  });

  it('lets single users through first, and long runs take turns', async () => {
    const long = await approved(`group add to:review-required ${THREE}`);
    const other = await world.propose('group add to:temp-access user:leo,priya,noor');
    const single = await world.propose('group add to:wiki-champions user:chen');
    const order: string[] = [];
    afterWrite = async (n) => {
      order.push(written.at(-1) ?? '');
      if (n === 1)
        for (const id of [other, single]) {
          await world.say('ines', `approve ${id}`);
          await startRun(world.services, id as never);
        }
    };
    await world.settle();

    const chen = parseUserRef(world.user('chen'))?.id;
    assert.equal(order[1], chen, 'the single user is the very next');
    const first = new Set(
      THREE.slice('user:'.length)
        .split(',')
        .map((name) => parseUserRef(world.user(name))?.id),
    );
    const turns = order.filter((id) => id !== chen).map((id) => first.has(id));
    const [mine = false] = turns.slice(1);
    assert.deepEqual(turns.slice(1, 5), [mine, !mine, mine, !mine], 'in turn while both have some left');
    for (const run of [long, `R-${other.slice(2)}`, `R-${single.slice(2)}`])
      assert.equal(await stateOf(run), 'done');
  });
});

describe('a directory that gives no answer', () => {
  let world: World;
  let isDown: boolean;
  beforeEach(async () => {
    world = await World.create({ concurrency: 2 });
    isDown = false;
    const { sandbox } = world;
    const down = () => {
      if (isDown) throw new ProblemError({ kind: 'unavailable', source: 'Sandbox', message: 'down' });
    };
    for (const method of ['apply', 'user', 'check'] as const) {
      const real = (sandbox[method] as (...args: unknown[]) => unknown).bind(sandbox);
      Object.assign(sandbox, {
        [method]: async (...args: unknown[]) => {
          down();
          return real(...args);
        },
      });
    }
  });
  afterEach(() => world.end());

  async function waiting(): Promise<string> {
    const id = await world.propose(`deactivate ${THREE}`);
    await world.say('tom', `approve ${id}`);
    isDown = true;
    await world.settleWhileTimePasses();
    return `R-${id.slice(2)}`;
  }

  function cards(): readonly string[] {
    return world.chat.all.flatMap(({ notice }) =>
      'kind' in notice && notice.kind === 'run' ? [wordsOf(notice)] : [],
    );
  }

  it('is told on every card of the run with since when, and no longer once it answers', async () => {
    const run = await waiting();
    const since = (await runOf(world, run)).waitingSince;
    assert.ok(since !== null);
    assert.equal(cards().length, 3, 'channel, who asked, who approved');
    for (const words of cards())
      assert.match(words, /Waiting for Sandbox to answer since 24 Nov 2026 08:14 UTC; it goes on by itself/);
    await world.settleWhileTimePasses();
    assert.equal((await runOf(world, run)).waitingSince, since, 'since the first time');

    isDown = false;
    const seen: unknown[] = [];
    wrapApply(world, async (real, ...args) => {
      seen.push((await runOf(world, run)).waitingSince);
      return real(...args);
    });
    await world.settleAtLast();

    assert.equal(seen.at(-1), null, 'while it still runs');
    assert.equal((await runOf(world, run)).waitingSince, null);
    assert.equal(await isOver(run), true);
    for (const words of cards()) assert.doesNotMatch(words, /Waiting for/);
  });

  it('does not hold back who pauses or cancels the run, and neither waits any more', async () => {
    const run = await waiting();
    await world.say('tom', `pause ${run}`);
    await world.settleWhileTimePasses();
    assert.equal((await runOf(world, run)).waitingSince, null);
    for (const words of cards()) assert.doesNotMatch(words, /Waiting for/);

    await world.say('tom', `cancel ${run}`);
    await world.settleWhileTimePasses();

    assert.equal((await runOf(world, run)).state, 'cancelled');
    assert.deepEqual(await outcomesOf(world, run), {});
  });

  const isOver = async (run: string) => !isLive((await runOf(world, run)).state);
});
