import assert from 'node:assert/strict';
import { systemClock } from '../../adapters/system/clock.ts';
import { problemCard } from '../../cards/problem-card.ts';
import type { ApprovalId } from '../../src/domain/ids.ts';
import { requireMongo } from '../support/mongodb.ts';
import { OutageStory, type Timed } from '../support/outage-story.ts';
import { ask, visit } from '../support/visitor.ts';

const FIRST = 'deactivate inactive:90d dir:internal';
const SECOND = 'deactivate inactive:90d dir:crowd';
/**
 * What people wait for at most while the database is away: three seconds, five where it is silent and has to be found
 * out first, and what two busy cores add.
 */
const MOST_MS = 8_000;
/** A run goes on that soon after the database is back, although its owner could not say that it had failed. */
const SOON_MS = 10_000;
/** Lines of warnings and errors: one for each that was refused, and one for each kind of work that cannot go on. */
const MOST_LINES = 25;
/** How long a database is away here. */
const AWAY_MS = 10_000;
const AWAY = /MongoDB cannot be reached\. Check that it runs/;
const ONE_BY_ONE = [0, 1, 2, 3, 4];

/** Outages take seconds, so all of them are waited for side by side. */
describe('a run and clicks on MongoDB', function () {
  this.timeout(60_000);
  const stories: OutageStory[] = [];
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  let server: string;

  const TALES: readonly (readonly [
    title: string,
    tale: (story: OutageStory, two: ApprovalId) => Promise<void>,
  ])[] = [
    [
      'that is gone and comes back',
      (story, two) =>
        away(
          story,
          two,
          () => story.proxy.cut(),
          () => story.proxy.mend(),
        ),
    ],
    [
      'that is silent and answers again',
      (story, two) =>
        away(
          story,
          two,
          async () => story.proxy.hold(),
          async () => story.proxy.release(),
        ),
    ],
    ['that is slow', slow],
    ['that goes right after it took a decision', decidedUnheard],
    ['that loses the answer to a decision', answerLost],
  ];
  const played = new Map<string, Promise<OutageStory>>();

  before(async function () {
    server = await requireMongo(this);
    process.on('unhandledRejection', note);
    for (const [title, tale] of TALES) {
      const story = play(tale);
      // Awaited by its own test; until then nobody is there to catch it.
      story.catch(() => undefined);
      played.set(title, story);
    }
  });
  after(async () => {
    await Promise.all(stories.map((story) => story.end()));
    process.off('unhandledRejection', note);
  });

  for (const [title] of TALES) {
    it(`${title}: people are told, everything is done once, and all goes on by itself`, async () => {
      const story = await played.get(title);
      assert.ok(story !== undefined);
      await assertDoneOnce(story);
      assert.deepEqual(unhandled, []);
    });
  }

  async function play(tale: (story: OutageStory, two: ApprovalId) => Promise<void>): Promise<OutageStory> {
    const story = await OutageStory.begin(server);
    stories.push(story);
    const one = await story.ask(FIRST);
    await story.type('tom', `approve ${one}`);
    await story.untilHeld();
    const two = await story.ask(SECOND);
    await tale(story, two);
    story.letGo();
    const from = performance.now();
    await story.untilOver(one);
    assert.ok(performance.now() - from < SOON_MS, `the run went on after ${performance.now() - from} ms`);
    const again = await story.click('tom', 'approve', two);
    assert.match(again.answer.outcome, /done|refused/);
    await story.untilOver(two);
    await story.untilQuiet();
    const doctor = await story.type('tom', 'doctor');
    assert.match(JSON.stringify(doctor.answer.notices), /"Database","state":"ok"/);
    return story;
  }
});

/** The database is away while a write is at work and while people type and click. */
async function away(
  story: OutageStory,
  two: ApprovalId,
  begin: () => Promise<void>,
  end: () => Promise<void>,
): Promise<void> {
  const { url } = story.service;
  const page = await visit({ url, origin: new URL(url).origin } as never);
  const logged = story.log.length;
  await begin();
  const [status, doctor, click, ready, typed] = await Promise.all([
    story.type('priya', 'status'),
    story.type('tom', 'doctor'),
    story.click('tom', 'approve', two),
    story.ready(),
    page.type('priya', 'confluence-admins', 'status'),
  ]);
  for (const timed of [status, doctor, click]) assertTold(timed, /Nothing was changed/);
  assert.deepEqual([ready.status, AWAY.test(ready.text)], [503, true], ready.text);
  assert.deepEqual([typed.status, AWAY.test(typed.text)], [503, true], typed.text);
  // The write at work ends now, and its outcome cannot be recorded.
  story.letGo();
  // Who comes later is told sooner.
  for (const _ of ONE_BY_ONE) assert.ok((await story.click('tom', 'approve', two)).ms < MOST_MS / 3);
  await systemClock.sleep(AWAY_MS);
  const lines = story.log.slice(logged).filter((line) => !line.startsWith('{"level":30'));
  assert.ok(lines.length <= MOST_LINES, `${lines.length} lines\n${lines.join('')}`);
  await end();
  await story.until('it is ready', async () => (await story.ready()).status === 200 || undefined);
  assert.equal((await ask(new URL(url).origin, '/healthz')).status, 200);
  // As people were told: nobody's click counted.
  assert.equal((await story.storage.approvals.load(two))?.state, 'waiting');
}

/** Every answer takes its time, but comes. */
async function slow(story: OutageStory, two: ApprovalId): Promise<void> {
  story.proxy.delay(150);
  const [status, click] = await Promise.all([
    story.type('priya', 'status'),
    story.click('tom', 'approve', two),
  ]);
  assert.deepEqual([status.answer.outcome, click.answer.outcome], ['done', 'done']);
  story.letGo();
  await story.until('a write under way', async () => ((await story.writes()).length > 4 ? true : undefined));
  assert.equal((await story.ready()).status, 200);
  story.proxy.delay(0);
}

/** A verdict is stored, and nobody hears of it for some time: people must not be told that nothing was changed. */
async function decidedUnheard(story: OutageStory, two: ApprovalId): Promise<void> {
  const lost = story.proxy.loseAnswerTo('"verdict":"approve"').then(() => story.proxy.cut());
  const click = await story.click('tom', 'approve', two);
  await lost;
  assertTold(click, /may have been done all the same/);
  await systemClock.sleep(AWAY_MS);
  await story.proxy.mend();
  const again = await story.until('it answers', async () => {
    const { answer } = await story.click('tom', 'approve', two);
    return answer.outcome === 'failed' ? undefined : answer;
  });
  assert.match(JSON.stringify(again.notices), /already/);
}

/** A verdict is stored and its answer lost, but the database is there: it is found and told as done. */
async function answerLost(story: OutageStory, two: ApprovalId): Promise<void> {
  const lost = story.proxy.loseAnswerTo('"verdict":"approve"');
  const click = await story.click('tom', 'approve', two);
  await lost;
  assert.equal(click.answer.outcome, 'done', JSON.stringify(click.answer.notices));
}

function assertTold({ answer, ms }: Timed, says: RegExp): void {
  assert.equal(answer.outcome, 'failed');
  const [notice] = answer.notices;
  assert.ok(notice?.kind === 'problem');
  const text = JSON.stringify(problemCard(notice));
  assert.match(text, AWAY);
  assert.match(text, says);
  assert.match(text, /[Tt]ry again/);
  assert.ok(ms < MOST_MS, `told after ${ms} ms`);
}

/** Every user was written once, each decision counts once, and the audit log has each event once. */
async function assertDoneOnce(story: OutageStory): Promise<void> {
  const runs = await story.storage.runs.list({ limit: 10 });
  const targets = (await Promise.all(runs.map((run) => story.targets(run)))).flat();
  const writes = await story.writes();
  assert.deepEqual(
    [new Set(writes).size, writes.filter((write) => !write.startsWith('done'))],
    [writes.length, []],
  );
  for (const run of runs) {
    const counts = await story.storage.ledger.counts(run.id);
    assert.deepEqual([counts.done, run.readBack?.unexpected], [run.total, 0], JSON.stringify(counts));
  }
  const audited = Object.entries(await story.audited()).filter(([what]) => !what.includes('Refused'));
  assert.deepEqual(Object.fromEntries(audited), {
    'Change Requested: done': 2,
    'Approval Approved: done': 2,
    'Run Started: done': 2,
    'User Deactivated: done': targets.length,
    'Run Finished: done': 2,
  });
  assert.equal((await story.storage.audit.verify()).ok, true);
}
