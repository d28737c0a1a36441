import type { UserRef } from '../../src/domain/ids.ts';
import type { Step } from '../../src/domain/operation.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { keepAsked, Move, nameOf, pick } from './command.ts';
import { dayOf, type ModelPerson } from './house.ts';
import type { Life } from './life.ts';

const DAY_MS = 86_400_000;

export const OUTSIDE_KINDS = [
  'login',
  'join',
  'leave',
  'rename',
  'activate',
  'deactivate',
  'delete',
] as const;

type Change = Step | { readonly login: number };

/** Somebody else changes a user in the directory itself. */
export function outside(kind: (typeof OUTSIDE_KINDS)[number], user: number, group: string): Move {
  return new Move(`outside(${kind}, ${user}, ${group})`, async (house, life) => {
    const ref = pick([...house.users.keys()], user) as UserRef;
    const change = changeOf(life.world.clock.now(), house.nextSeq());
    try {
      await carryOut(life, ref, change);
    } catch (error) {
      // The directory does not allow it; nothing has changed.
      if (error instanceof ProblemError) return;
      throw error;
    }
    house.outside(ref, change);
  });

  function changeOf(now: number, n: number): Change {
    switch (kind) {
      case 'login':
        return { login: now };
      case 'join':
      case 'leave':
        return { kind, group };
      case 'rename':
        return { kind, to: `renamed${n}` };
      default:
        return { kind };
    }
  }
}

async function carryOut({ world: { sandbox } }: Life, ref: UserRef, change: Change): Promise<void> {
  if ('login' in change) return sandbox.login(ref);
  switch (change.kind) {
    case 'join':
      return sandbox.addToGroup(ref, change.group);
    case 'leave':
      return sandbox.leaveGroup(ref, change.group);
    case 'rename':
      return sandbox.rename(ref, change.to);
    case 'delete':
      return sandbox.remove(ref);
    default:
      return sandbox.setActive(ref, change.kind === 'activate');
  }
}

/** Rollcall reads the directory again. */
export function read(): Move {
  return new Move('read()', async (_house, life) => {
    await life.world.scheduler.enqueue({ name: 'read-directory', key: 'model', payload: {} });
    await life.pump();
  });
}

/** The next writes never arrive, or are carried out and never answered. */
export function falter(faults: readonly ('before' | 'after')[]): Move {
  return new Move(`falter(${faults.join(' ')})`, async (_house, life) => {
    life.gate.faults.push(...faults);
  });
}

export const GUARD_KINDS = ['protect', 'protect', 'unprotect', 'exempt', 'exempt', 'end'] as const;

/** Somebody protects a user or a group, exempts a user for some days, or asks that it ends. */
export function guard(
  by: number,
  kind: (typeof GUARD_KINDS)[number],
  whom: { readonly user: number; readonly group: string | null; readonly days: number },
): Move {
  const { user, group, days } = whom;
  return new Move(`${kind}(${by}, ${group ?? user}, ${days} d)`, async (house, life) => {
    const person = pick(house.people, by) as ModelPerson;
    const ref = pick([...house.users.keys()], user) as UserRef;
    const name = nameOf(life, ref);
    const until = dayOf(life.world.clock.now() + days * DAY_MS);
    const what = group === null ? `user:${name}` : `group:"${group}"`;
    const text = {
      protect: `protect ${what}`,
      unprotect: `protect remove ${what}`,
      exempt: `exempt ${name} until ${until} "on leave"`,
      end: `exempt remove ${name}`,
    }[kind];
    const answer = await life.say(person.accounts[0] ?? '', text);
    await keepAsked(house, life, answer);
    if (answer.outcome !== 'done') return;
    if (kind === 'exempt') house.exemptions.set(ref, until);
    if (kind === 'protect') {
      if (group === null) house.protectedAs.set(name, ref);
      if (group === null) house.protectedUsers.add(ref);
      else house.protectedGroups.add(group);
    }
  });
}
