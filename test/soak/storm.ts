import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Findings } from './findings.ts';

/** Where a life is, as it says itself; `starting` until it says anything. */
export const PHASES = ['starting', 'planning', 'approving', 'beginning', 'running', 'reading-back'] as const;
export type Phase = (typeof PHASES)[number];

/** One storm: what is asked for, under which settings, and how many lives end where. */
export interface StormPlan {
  readonly folder: string;
  /** Asked for in this order, then approved; what an earlier life or storm has asked for is not asked again. */
  readonly commands: readonly string[];
  readonly users: number;
  readonly settings: Readonly<Record<string, string>>;
  /** Lives to end in each phase; the phase `running` gets what the others did not take. */
  readonly kills: Readonly<Record<Exclude<Phase, 'running'>, number>>;
  readonly allKills: number;
  readonly random: () => number;
}

/** How a storm went. */
export interface Storm {
  readonly findings: Findings;
  readonly hits: Readonly<Record<Phase, number>>;
  /** Targets that a kill caught between the stored state and the outcome: nothing, a part or all was written. */
  readonly caught: { readonly unwritten: number; readonly partly: number; readonly wholly: number };
}

/**
 * The longest a life goes on in a phase before it is killed, in milliseconds, and for each thousand users where the
 * phase takes the longer the more there are; `running` follows its pace.
 */
const LONGEST_MS: Readonly<Record<Exclude<Phase, 'running'>, readonly [fixed: number, perThousand: number]>> =
  {
    starting: [900, 20],
    planning: [10, 12],
    approving: [40, 0],
    beginning: [20, 4],
    'reading-back': [20, 40],
  };
const CHILD = fileURLToPath(new URL('./run-child.ts', import.meta.url));

/** Lets one life after another be killed until the kills are used up; the last one goes on to the end. */
export async function storm(plan: StormPlan): Promise<Storm> {
  const hits: Record<Phase, number> = {
    starting: 0,
    planning: 0,
    approving: 0,
    beginning: 0,
    running: 0,
    'reading-back': 0,
  };
  const caught = { unwritten: 0, partly: 0, wholly: 0 };
  const pace = new Pace();
  for (;;) {
    const end = await live(plan, hits, caught, pace);
    if (end.findings !== undefined) return { findings: end.findings, hits, caught };
    if (end.killedIn === undefined) throw new Error('a life ended by itself without finishing');
    hits[end.killedIn] += 1;
  }
}

interface End {
  readonly killedIn?: Phase;
  readonly findings?: Findings;
}

/** Targets a millisecond, learned from the lives before, so that the kills spread over the whole run. */
class Pace {
  #perMs = 0.2;

  learn(targets: number, ms: number): void {
    if (targets > 0 && ms > 50) this.#perMs = (this.#perMs + targets / ms) / 2;
  }

  /** How long a life may last on average when so many targets are left for so many kills. */
  meanMs(left: number, kills: number): number {
    return left / (kills + 1) / this.#perMs;
  }
}

function live(
  { folder, commands, users, settings, kills, allKills, random }: StormPlan,
  hits: Readonly<Record<Phase, number>>,
  caught: Storm['caught'] & { unwritten: number; partly: number; wholly: number },
  pace: Pace,
): Promise<End> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...settings,
      ROLLCALL_DATA: folder,
      ROLLCALL_SANDBOX_USERS: String(users),
      SOAK_COMMANDS: JSON.stringify(commands),
    },
  });
  let phase: Phase = 'starting';
  let isKilled = false;
  let findings: Findings | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ran: { readonly at: number; readonly ended: number } | undefined;
  const killAfter = (ms: number) => {
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      isKilled = child.kill('SIGKILL');
    }, ms);
  };
  const killsLeft = allKills - Object.values(hits).reduce((sum, count) => sum + count, 0);
  const enter = (entered: Phase, ended: number, total: number) => {
    phase = entered;
    if (killsLeft <= 0) return;
    if (entered !== 'running') {
      const [fixedMs, perThousandMs] = LONGEST_MS[entered];
      // What the phases before did not take is left to the last one.
      const isDue = hits[entered] < kills[entered] || entered === 'reading-back';
      if (isDue) killAfter(random() * (fixedMs + (perThousandMs * users) / 1000));
      return;
    }
    const kept = Math.max(0, kills['reading-back'] - hits['reading-back']);
    if (killsLeft > kept) killAfter(2 * random() * pace.meanMs(total - ended, killsLeft - kept));
  };
  enter('starting', 0, 0);
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      const [word = '', ...rest] = line.split(' ');
      if (word === 'DONE') findings = JSON.parse(line.slice(5)) as Findings;
      else if (word === 'PHASE') enter(rest[0] as Phase, Number(rest[1] ?? 0), Number(rest[2] ?? 0));
      else if (word === 'CAUGHT') {
        const [unwritten = 0, partly = 0, wholly = 0] = rest.map(Number);
        caught.unwritten += unwritten;
        caught.partly += partly;
        caught.wholly += wholly;
      } else if (word === 'ENDED') {
        const now = { at: performance.now(), ended: Number(rest[0]) };
        if (ran !== undefined) pace.learn(now.ended - ran.ended, now.at - ran.at);
        ran ??= now;
      }
    });
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      if (findings !== undefined) resolve({ findings });
      else resolve(isKilled ? { killedIn: phase } : {});
    });
  });
}
