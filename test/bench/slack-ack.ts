/**
 * How fast Slack gets its answer to a command, which it waits 3 s for: Rollcall with the real bot on the sandbox, beside
 * bare Bolt with a command that only says yes (the baseline) and bare node:http that only checks signatures. Each is a
 * process of its own and takes the same signed commands, in turns. Rollcall is measured twice: its way to the answer alone,
 * with the bot held until the burst is over, and with the bot at work on the commands before, which takes most of the
 * processor's time. Then commands at a steady pace while Rollcall writes exports of everybody.
 * `npx tsx test/bench/slack-ack.ts [--users 100000] [--commands 300]`
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Sender } from './slack-commands.ts';
import { startRollcall } from './slack-rollcall.ts';
import { bareBolt, bareNode, listen } from './slack-servers.ts';
import { startStubSlack } from './slack-stub.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '100000' },
    commands: { type: 'string', default: '300' },
    serve: { type: 'string' },
    api: { type: 'string', default: '' },
  },
});
const COMMANDS = Number(values.commands);
const AT_ONCE = 8;
const ROUNDS = 7;
const STEADY = { gapMs: 50, commands: 400 };
/** Of the requests a second of bare Bolt; and milliseconds until the answer beside exports. */
const GOALS = { ratio: 0.7, p99Ms: 100 };

type Name = 'node' | 'bolt' | 'rollcall';
const WAYS = {
  'bare node:http': 'node',
  'bare Bolt (baseline)': 'bolt',
  'Rollcall to the answer': 'rollcall',
  'Rollcall, bot at work': 'rollcall',
} as const;
type Way = keyof typeof WAYS;
const HELD: Way = 'Rollcall to the answer';
const BASELINE: Way = 'bare Bolt (baseline)';

if (values.serve === undefined) await measure();
else await serve(values.serve as Name);

/** In a process of its own: says its port, then does what it is told. */
async function serve(name: Name): Promise<void> {
  const say = (message: object) => process.send?.(message);
  if (name !== 'rollcall') {
    say({ port: await listen(name === 'bolt' ? await bareBolt() : bareNode()) });
    process.on('disconnect', () => process.exit());
    return;
  }
  const rollcall = await startRollcall(values.api, values.users);
  process.on('disconnect', () => void rollcall.close().then(() => process.exit()));
  let exports = 0;
  let isExporting = false;
  const exporting = async () => {
    for (exports = 0; isExporting; exports += 1) await rollcall.exportAll();
  };
  let work = Promise.resolve();
  const orders: Readonly<Record<Order, () => void | Promise<void>>> = {
    hold: rollcall.hold,
    release: rollcall.release,
    export() {
      isExporting = true;
      work = exporting();
    },
    enough() {
      isExporting = false;
      return work;
    },
  };
  process.on('message', async (order: Order) => {
    await orders[order]();
    say({ exports });
  });
  say({ port: await listen(rollcall.listener) });
}

async function measure(): Promise<void> {
  const slack = await startStubSlack();
  const children = new Map<Name, ChildProcess>();
  const senders = new Map<Name, Sender>();
  for (const name of new Set(Object.values(WAYS))) {
    const child = fork(
      fileURLToPath(import.meta.url),
      ['--serve', name, '--api', slack.apiUrl, '--users', values.users],
      { execArgv: ['--import', 'tsx'] },
    );
    const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
    children.set(name, child);
    senders.set(name, new Sender(port, slack.respondTo));
  }
  const rates = new Map<Way, number[]>();
  const latencies = new Map<Way, number[]>();
  let asked = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [way, name] of Object.entries(WAYS) as [Way, Name][]) {
      const [sender, child] = [need(senders.get(name)), need(children.get(name))];
      if (way === HELD) await tell(child, 'hold');
      const began = performance.now();
      const took = await sender.burst(COMMANDS, AT_ONCE);
      const rate = (COMMANDS * 1000) / (performance.now() - began);
      if (way === HELD) await tell(child, 'release');
      if (name === 'rollcall') {
        asked += COMMANDS;
        await slack.answered(asked);
      }
      // The first round warms up.
      if (round === 0) continue;
      rates.set(way, [...(rates.get(way) ?? []), rate]);
      latencies.set(way, [...(latencies.get(way) ?? []), ...took]);
    }
  }
  print(`${COMMANDS} commands, ${AT_ONCE} at once, ${ROUNDS} rounds, ${values.users} users`);
  const baseline = quantile(rates.get(BASELINE) ?? [], 0.5);
  for (const way of Object.keys(WAYS) as Way[]) {
    const rate = quantile(rates.get(way) ?? [], 0.5);
    const ratio = rate / baseline;
    const goal = way === HELD ? ` (goal ${GOALS.ratio})` : '';
    print(
      `${line(way, latencies.get(way) ?? [])}  ${rate.toFixed(0).padStart(5)}/s  ${ratio.toFixed(2)}x${goal}`,
    );
    if (way === HELD && ratio < GOALS.ratio) process.exitCode = 1;
  }
  await besideExports(need(senders.get('rollcall')), need(children.get('rollcall')));
  for (const sender of senders.values()) sender.close();
  for (const child of children.values()) {
    child.disconnect();
    await once(child, 'exit');
  }
  slack.close();
}

async function besideExports(sender: Sender, child: ChildProcess): Promise<void> {
  const { gapMs, commands } = STEADY;
  const quiet = await sender.every(gapMs, commands);
  await tell(child, 'export');
  const busy = await sender.every(gapMs, commands);
  const { exports } = await tell(child, 'enough');
  print(line(`one every ${gapMs} ms`, quiet));
  print(`${line(`beside ${exports} exports`, busy)}  (goal p99 ${GOALS.p99Ms} ms)`);
  if (exports === 0) throw new Error('No export was written meanwhile.');
  if (quantile(busy, 0.99) > GOALS.p99Ms) process.exitCode = 1;
}

type Order = 'hold' | 'release' | 'export' | 'enough';

/** Resolves when the order is carried out. */
async function tell(child: ChildProcess, order: Order): Promise<{ readonly exports: number }> {
  child.send(order);
  const [answer] = (await once(child, 'message')) as [{ readonly exports: number }];
  return answer;
}

function need<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('not started');
  return found;
}

function quantile(numbers: readonly number[], share: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) * share)] ?? Number.NaN;
}

function line(what: string, latencies: readonly number[]): string {
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => quantile(latencies, share).toFixed(1).padStart(6));
  return `${what.padEnd(24)}p50 ${p50} ms  p99 ${p99} ms  max ${max} ms`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
