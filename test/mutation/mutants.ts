import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The tree that mutants are made of. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** One call taken out: `removed` is what the file says without it; one of the specs has to miss it. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly removed: string;
  readonly specs: readonly string[];
}

const POLICY_SPECS = ['test/unit/policy/**/*.spec.ts'];
const RULES_FILE = 'src/policy/guardrails/rules.ts';
const RECHECK_FILE = 'src/policy/guardrails/recheck.ts';

/** Read from the file, so that a rule that is added later is included by itself. */
function ruleMutants(): readonly Mutant[] {
  const text = readFileSync(join(ROOT, RULES_FILE), 'utf8');
  const list = /const RULES\b[^=]*= \[([^\]]*)\]/.exec(text)?.[1];
  const names = list?.match(/\w+/g) ?? [];
  if (list === undefined || names.length === 0) throw new Error(`${RULES_FILE} has no RULES to read`);
  return names.map((name) => ({
    name,
    file: RULES_FILE,
    removed: text.replace(list, list.replace(new RegExp(`\\b${name}\\b,?`), '')),
    specs: POLICY_SPECS,
  }));
}

type Removal = readonly [name: string, call: string, without: string, ...specs: string[]];

/** What the re-check asks beside the rules, and what it would say without. */
const RECHECKS: readonly Removal[] = [
  ['the guardrails again', 'guardOf({ user, steps: target.steps }, context)', 'null'],
  ['a login since', 'hasLoggedInSince(target, user)', 'false'],
  ['a change since', 'movedSince(target, user, context)', 'null'],
  ['a match of the filter', '!stillMatches(target, user, context)', 'false'],
];

/** Where the flows ask the guardrails, by file, with the flow specs that have to miss it. */
const FLOWS: Readonly<Record<string, readonly Removal[]>> = {
  'src/flows/plan/make-plan.ts': [
    ['the guardrails while planning', 'guardOf({ user, steps }, ground.context)', 'null', 'guardrails'],
    ['the cap while planning', 'beyondCap({ user, steps }, capOf(ground))', 'null', 'cap'],
  ],
  'src/flows/plan/propose-run.ts': [
    [
      'an unreliable read',
      'refuseUnreliableRead(services, plan.connection);',
      '',
      'suspicious-reads',
      'last-look',
    ],
    [
      'that somebody could decide',
      'await refuseWithoutDeciders(services, asking, subject, plan.quorum);',
      '',
      'decisions',
    ],
    ['what is beyond the cap is held', "isBeyondCap(plan) ? 'held' : 'waiting'", "'waiting'", 'cap'],
  ],
  'src/flows/plan/take-fewer.ts': [
    ['an unreliable read', 'refuseUnreliableRead(services, held.connection);', '', 'last-look'],
    [
      'that somebody could decide',
      'await refuseWithoutDeciders(services, origin, subject, plan.quorum);',
      '',
      'last-look',
    ],
  ],
  'src/flows/approval/decide-approval.ts': [
    [
      'who may decide',
      'await barOf(actor.person, dutyOf(services, approval))',
      'null as Awaited<ReturnType<typeof barOf>>',
      'decisions',
    ],
    ['who may decide no longer', 'await lapsedApprovers(services, approval)', 'new Set()', 'second-person'],
    [
      'that it is the plan that was asked about',
      'await refuseOtherPlan(services, approval);',
      '',
      'last-look',
    ],
  ],
  'src/flows/run/start-run.ts': [
    [
      'that the targets are those that were approved',
      'fingerprint !== subject.fingerprint',
      'false',
      'frozen-targets',
    ],
  ],
  'src/flows/run/attempt-target.ts': [
    [
      'the re-check before a write',
      'recheck(target, user, { ...context, matches: matcherOf(services, plan), before })',
      'null as Guard | null',
      'recheck',
    ],
    [
      'the cap before a write',
      'await cap.begin(limit, () => store(run.connection))',
      '(await store(run.connection), true)',
      'cap',
      'raised-cap',
    ],
    [
      'a stop before a write',
      'if (await inStore(isStopped(services))) throw new NotNow();',
      '',
      'stopping',
      'last-look',
    ],
    [
      'the guardrails when the write has its turn',
      'guardOf({ user, steps: target.steps }, await inStore(contextOf(services, task, user)))',
      'null as Guard | null',
      'protected-meanwhile',
    ],
    [
      'how long ago the user was read',
      'if (services.clock.now() > freshUntil) throw new ReadAgain();',
      '',
      'recheck',
    ],
    [
      'the state of the run before a write',
      "if ((await inStore(services.storage.runs.load(run.id)))?.state !== 'running') throw new NotNow();",
      '',
      'stopping',
      'last-look',
    ],
  ],
};

function removals(
  file: string,
  all: readonly Removal[],
  specsOf: (names: readonly string[]) => readonly string[],
) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return all.map(([name, call, without, ...specs]): Mutant => {
    if (text.split(call).length !== 2) throw new Error(`${file} has not one call ${call}`);
    return { name: `${file}: ${name}`, file, removed: text.replace(call, without), specs: specsOf(specs) };
  });
}

/** Every mutant there is. */
export function allMutants(): readonly Mutant[] {
  const flows = Object.entries(FLOWS).flatMap(([file, calls]) =>
    removals(file, calls, (names) => names.map((name) => `test/flow/${name}.spec.ts`)),
  );
  return [...ruleMutants(), ...removals(RECHECK_FILE, RECHECKS, () => POLICY_SPECS), ...flows];
}
