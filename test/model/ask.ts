import assert from 'node:assert/strict';
import { isLive } from '../../src/domain/run.ts';
import { keepAsked, Move, nameOf, pick } from './command.ts';
import { dayOf, type House, type ModelPerson } from './house.ts';
import type { Life } from './life.ts';

export const GROUPS = [
  'confluence-users',
  'team-research',
  'support-staff',
  'team-lisbon',
  'office-lisbon',
  'marketing-users',
  'confluence-administrators',
] as const;

export const ASK_KINDS = ['deactivate', 'suffix', 'activate', 'delete', 'add', 'remove', 'move'] as const;

/** What is asked for; users by their place in the directory unless a filter says whom. */
export interface Wish {
  readonly kind: (typeof ASK_KINDS)[number];
  readonly users: readonly number[];
  readonly filter: string | null;
  readonly groups: readonly [string, string];
}

/** Asks for a change of some users. */
export function ask(by: number, wish: Wish): Move {
  const { kind, users, filter, groups } = wish;
  const whom = filter ?? users.join(' ');
  return new Move(`ask(${by}, ${kind}, ${whom}, ${groups.join(' ')})`, async (house, life) => {
    const person = pick(house.people, by) as ModelPerson;
    const before = house.asked.length;
    const answer = await life.say(person.accounts[0] ?? '', textOf(house, life, wish));
    await keepAsked(house, life, answer);
    if (!house.may(person, 'operator')) assert.equal(answer.outcome, 'refused', 'who may not ask');
    for (const { targets } of house.asked.slice(before)) {
      for (const { ref, steps } of targets.values()) {
        const guard = house.guard(house.user(ref), steps, dayOf(life.world.clock.now()));
        const name = house.user(ref).username;
        // What was said to Rollcall itself counts at once; what the directory did may not have been read yet.
        assert.ok(guard !== 'protected' && guard !== 'exempt', `${name} is a target, but ${guard}`);
      }
    }
  });
}

function textOf(house: House, life: Life, { kind, users, filter, groups }: Wish): string {
  const all = [...house.users.keys()];
  const names = users.flatMap((at) => pick(all, at) ?? []).map((ref) => nameOf(life, ref));
  const whom = filter ?? `user:${[...new Set(names)].join(',')}`;
  const [a, b] = groups.map((group) => `"${group}"`);
  switch (kind) {
    case 'suffix':
      return `deactivate ${whom} suffix:_old`;
    case 'delete':
      return `users delete ${whom}`;
    case 'add':
      return `group add to:${a} ${whom} status:any`;
    case 'remove':
      return `group remove from:${a},${b} ${whom} status:any`;
    case 'move':
      return `group move from:${a} to:${b} ${whom} status:any`;
    default:
      return `${kind} ${whom}`;
  }
}

/** Asks to undo a run, or one user of it. */
export function undo(by: number, which: number, user: number | null): Move {
  return new Move(`undo(${by}, ${which}, ${user})`, async (house, life) => {
    const person = pick(house.people, by) as ModelPerson;
    const runs = await life.world.storage.runs.list({ limit: 100 });
    const [ended, live] = [
      runs.filter(({ state }) => !isLive(state)),
      runs.filter(({ state }) => isLive(state)),
    ];
    const run = pick([...ended, ...live], which)?.id;
    if (run === undefined) return;
    const targets = [...(house.askedFor(run)?.targets.values() ?? [])];
    const name = user === null ? '' : ` ${pick(targets, user)?.username ?? ''}`;
    const answer = await life.say(person.accounts[0] ?? '', `undo ${run}${name}`);
    await keepAsked(house, life, answer);
    if (!house.may(person, 'operator')) assert.equal(answer.outcome, 'refused', 'who may not ask');
  });
}
