/**
 * What a change of 100,000 users costs beside one of about 10,000 in the same organisation: planning by filter, by a
 * list of names and by hand, its card, the decision, what moved since, its CSV, taking fewer, the run, its results,
 * the audit export and its undo. Time as a ratio to a plain loop over the same users; growth of memory; the longest
 * turn of the event loop in CPU time, which other processes cannot lengthen, and the slowest list somebody else asked
 * for meanwhile. `npx tsx test/bench/plans.ts [--users N] [--no-run]`
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PLATFORM, TENANT } from '../../adapters/console/config.ts';
import { renderAdaptiveCard } from '../../cards/adaptive-card/render.ts';
import { cardFor } from '../../cards/card-for.ts';
import { renderPlainText } from '../../cards/plain-text/render.ts';
import { parseFilterText } from '../../src/commands/parse-filter.ts';
import type { Approval } from '../../src/domain/approval.ts';
import type { UserRef } from '../../src/domain/ids.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { ended, type Run } from '../../src/domain/run.ts';
import { writePlanFile } from '../../src/flows/approval/write-plan-file.ts';
import type { Answer } from '../../src/flows/bot.ts';
import { loadCard } from '../../src/flows/messages/load-card.ts';
import { proposeRun } from '../../src/flows/plan/propose-run.ts';
import { readDirectories } from '../../src/flows/reading/read-directory.ts';
import { rebuildRoster } from '../../src/flows/reading/rebuild-roster.ts';
import { lookThrough } from '../../src/flows/run/moved-targets.ts';
import { writeResultsFile } from '../../src/flows/run/write-results-file.ts';
import { compose } from '../../src/main/compose.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { quietLogger } from '../support/quiet.ts';

const { values } = parseArgs({
  options: { users: { type: 'string', default: '210000' }, 'no-run': { type: 'boolean', default: false } },
});
/** Half of all users are enabled in a directory that can be written; one in twelve of them has such an address. */
const SIZES = {
  small: 'domain:partner.example.net dir:internal,crowd',
  large: 'dir:internal,crowd',
} as const;
type Size = keyof typeof SIZES;
const ORDER = { by: 'login', descending: false } as const;
/** Longest turn of the event loop in milliseconds of CPU time; growth beside that of the small plan in MiB. */
const GOALS = { turnMs: 60, growthMiB: 100 };
/** A list of 100,000 names is parsed, printed and looked up in one go each; a run's answers come several at once. */
const TURNS_MS: Readonly<Record<string, number>> = { 'plan by a list': 500, run: 120, 'read back': 120 };

const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
const read = readSettings(
  {
    ROLLCALL_DATA: folder,
    ROLLCALL_DIRECTORY: 'sandbox',
    ROLLCALL_SANDBOX_USERS: values.users,
    ROLLCALL_SANDBOX_LATENCY_MS: '5',
    ROLLCALL_RATE: '10000',
    ROLLCALL_CONCURRENCY: '8',
    ROLLCALL_CAP_PERCENT: '0',
    ROLLCALL_CAP_USERS: '1000000',
  },
  { machineZone: 'UTC' },
);
assert.ok(read.ok);
const { services, bot, ...composition } = await compose(read.settings, quietLogger);
const { storage, census, clock, ids, rules } = services;
await composition.start();
await readDirectories(services, new AbortController().signal);
const context = { zone: rules.zone, organisation: rules.organisation };

interface Cost {
  readonly ms: number;
  readonly growthMiB: number;
  readonly turnMs: number;
  readonly clickMs: number;
}

/** What some work costs while somebody else clicks. */
async function costOf<T>(work: () => Promise<T>): Promise<Cost & { readonly result: T }> {
  (globalThis as { gc?: () => void }).gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  let clickMs = 0;
  let isOver = false;
  let turnMs = 0;
  const turning = (async () => {
    while (!isOver) {
      const used = process.cpuUsage();
      await turn();
      const { user, system } = process.cpuUsage(used);
      turnMs = Math.max(turnMs, (user + system) / 1000);
    }
  })();
  const clicking = (async () => {
    while (!isOver) {
      peak = Math.max(peak, process.memoryUsage.rss());
      const began = performance.now();
      await say('noor', 'users inactive:90d per:10');
      clickMs = Math.max(clickMs, performance.now() - began);
      await wait(20);
    }
  })();
  const began = performance.now();
  const result = await work();
  const ms = performance.now() - began;
  peak = Math.max(peak, process.memoryUsage.rss());
  isOver = true;
  await Promise.all([clicking, turning]);
  return {
    result,
    ms,
    growthMiB: (peak - before) / 2 ** 20,
    turnMs,
    clickMs,
  };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function say(person: string, text: string, content?: string): Promise<Answer> {
  return bot.command({
    deliveryId: ids.secret(),
    account: { platform: PLATFORM, tenant: TENANT, id: person },
    place: { platform: 'none', tenant: TENANT, id: 'bench', name: 'bench', kind: 'direct' },
    text,
    files: content === undefined ? [] : [{ name: 'list.csv', content }],
    at: clock.now(),
  });
}

async function ask(person: string, text: string, content?: string): Promise<Answer> {
  const answer = await say(person, text, content);
  if (answer.outcome !== 'done') throw new Error(`${text}: ${JSON.stringify(answer.notices).slice(0, 500)}`);
  return answer;
}

async function newest(): Promise<{ readonly approval: Approval; readonly plan: Plan }> {
  const [approval] = await storage.approvals.list({ limit: 1 });
  assert.ok(approval?.subject.kind === 'plan');
  const plan = await storage.plans.load(approval.subject.plan);
  assert.ok(plan);
  return { approval, plan };
}

const costs = new Map<string, Partial<Record<Size, Cost>>>();
const plainMs: Partial<Record<Size, number>> = {};

async function measure<T>(what: string, size: Size, work: () => Promise<T>): Promise<T> {
  const { result, ...cost } = await costOf(work);
  costs.set(what, { ...costs.get(what), [size]: cost });
  return result;
}

/** The baseline: reads every user of the filter out of the roster, and does nothing with them. */
async function plainLoop(
  size: Size,
): Promise<readonly { readonly ref: UserRef; readonly username: string }[]> {
  const filter = { filter: parseFilterText(SIZES[size]), frozenAt: clock.now(), zone: rules.zone };
  const began = performance.now();
  const users = [];
  for (const batch of census.roster.each(filter, ORDER, 500)) {
    for (const { ref, username } of batch) users.push({ ref, username });
    await services.breathe();
  }
  plainMs[size] = performance.now() - began;
  return users;
}

async function planAndDecide(size: Size): Promise<Run> {
  const users = (await plainLoop(size)).slice(0, 100_000);
  await measure('plan by filter', size, () => ask('priya', `deactivate ${SIZES[size]}`));
  const first = await newest();
  const names = users.map(({ username }) => username).join('\n');
  await measure('plan by a list', size, () => ask('priya', 'deactivate list:', names));
  await measure('card of a list', size, () => drawCards());
  const person = await storage.people.load('priya' as never);
  assert.ok(person);
  const actor = { person, account: { platform: PLATFORM, tenant: TENANT, id: 'priya' } };
  await measure('plan by hand', size, () =>
    proposeRun(services, {
      actor,
      place: first.approval.requestedFrom,
      operation: { kind: 'deactivate', suffix: null },
      choice: { kind: 'picked', users: users.map(({ ref }) => ref) },
      order: ORDER,
    }),
  );
  const { plan, approval } = await newest();
  await measure('approval card', size, () => drawCards());
  await measure('plan CSV', size, () => writePlanFile(services, plan));
  await measure('moved since', size, () => lookThrough(services, plan, approval));
  await takeFewer(size, plan.targets);
  await ask('tom', 'stop');
  await measure('decide', size, () => ask('tom', `approve ${approval.id}`));
  const run = await measure('start', size, () =>
    untilRun((runs) => runs.find((one) => one.plan === plan.id)),
  );
  await ask('tom', 'resume');
  return run;
}

/** Both audiences, both renderers. */
async function drawCards(): Promise<void> {
  const { approval } = await newest();
  const card = await loadCard(services, approval.id);
  assert.ok(card);
  for (const audience of ['names', 'counts'] as const) {
    const drawn = cardFor(
      await card.notice(audience, audience === 'names' ? approval.requestedBy : null),
      context,
    );
    assert.ok(JSON.stringify(renderAdaptiveCard(drawn)).length < 30_000);
    assert.ok(renderPlainText(drawn).includes('0 of 1'));
  }
}

/** Holds a plan of everybody by a cap of half of them, then takes that half. */
async function takeFewer(size: Size, targets: number): Promise<void> {
  const { cap } = rules;
  Object.assign(rules, { cap: { users: Math.ceil(targets / 2), percentOfActive: 0 } });
  await ask('priya', `deactivate ${SIZES[size]}`);
  const { approval } = await newest();
  assert.equal(approval.state, 'held');
  await measure('take fewer', size, () => ask('priya', `take ${approval.id}`));
  await ask('priya', `withdraw ${approval.id}`);
  Object.assign(rules, { cap });
}

async function untilRun(find: (runs: readonly Run[]) => Run | undefined): Promise<Run> {
  for (;;) {
    const found = find(await storage.runs.list({ limit: 10 }));
    if (found !== undefined) return found;
    await wait(5);
  }
}

async function runAndUndo(size: Size, { id }: Run): Promise<void> {
  const speeds: number[] = [];
  const run = await measure('run', size, async () => {
    let before = { at: performance.now(), done: 0 };
    for (;;) {
      const now = await storage.runs.load(id);
      if (now?.state === 'done') return now;
      await wait(1000);
      const done = ended(await storage.ledger.counts(id));
      const at = performance.now();
      if (done > before.done) speeds.push(((done - before.done) * 1000) / (at - before.at));
      before = { at, done };
    }
  });
  const fifth = Math.ceil(speeds.length / 5);
  const [early, late] = [speeds.slice(0, fifth), speeds.slice(-fifth)].map(
    (some) => some.reduce((sum, speed) => sum + speed, 0) / some.length,
  );
  print(
    `  ${size} run: ${run.total} targets, ${early?.toFixed(0)}/s in its first fifth, ${late?.toFixed(0)}/s in its last`,
  );
  await measure('read back', size, () =>
    untilRun((runs) => runs.find((one) => one.id === id && one.readBack !== null)),
  );
  await measure('results CSV', size, () => writeResultsFile(services, run));
  await measure('audit export', size, () => ask('noor', 'audit export action:"User Deactivated"'));
  await rebuildRoster(services);
  await measure('plan its undo', size, () => ask('priya', `undo ${id}`));
  const { plan, approval } = await newest();
  assert.equal(plan.targets, run.total);
  await ask('priya', `withdraw ${approval.id}`);
}

for (const size of ['small', 'large'] as const) {
  const run = await planAndDecide(size);
  print(`${size}: ${run.total} targets, plain loop ${plainMs[size]?.toFixed(0)} ms`);
  if (values['no-run']) await ask('tom', `cancel ${run.id}`);
  else await runAndUndo(size, run);
}
print(
  `${'times the plain loop'.padEnd(20)}   small    large   growth small, large   longest turn   slowest list`,
);
for (const [what, { small, large }] of costs) {
  if (small === undefined || large === undefined) continue;
  const ratios = ([small, large] as const).map(({ ms }, n) => {
    return `${(ms / (plainMs[n === 0 ? 'small' : 'large'] ?? 1)).toFixed(2)}x`.padStart(8);
  });
  const grows = large.growthMiB - Math.max(0, small.growthMiB) > GOALS.growthMiB;
  const blocks = large.turnMs > (TURNS_MS[what] ?? GOALS.turnMs);
  if (grows || blocks) process.exitCode = 1;
  const growth = [small, large].map(({ growthMiB }) => growthMiB.toFixed(0).padStart(5)).join(', ');
  print(
    `${what.padEnd(20)} ${ratios.join(' ')}   ${growth} MiB${grows ? ' !' : '  '}   ` +
      `${large.turnMs.toFixed(0).padStart(6)} ms${blocks ? ' !' : '  '}   ${large.clickMs.toFixed(0).padStart(6)} ms`,
  );
}
await composition.stop();
rmSync(folder, { recursive: true });
