import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { castRef } from '../../adapters/directory/sandbox/cast.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import type { Person, Role } from '../../src/domain/person.ts';
import { readDirectories } from '../../src/flows/reading/read-directory.ts';
import { SANDBOX, type World } from '../support/world.ts';
import { House } from './house.ts';
import { judgeEnd } from './judge-end.ts';
import { Life } from './life.ts';
import { moves as anyMoves } from './moves.ts';
import { modelUser } from './users.ts';

/** Besides the people every world has. */
const MORE: readonly {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly accounts: readonly string[];
}[] = [
  { id: 'omar', roles: ['operator', 'approver'], accounts: ['omar', 'omar-too'] },
  { id: 'uma', roles: ['admin'], accounts: ['uma'] },
];

const LEFT = ['chen', 'dmitri', 'leo'];
const DAY_MS = 86_400_000;

export interface GameOptions {
  readonly runs: number;
  readonly seed: number;
  readonly path?: string | undefined;
  readonly replayPath?: string | undefined;
  /** Moves of one game at most. */
  readonly moves?: number;
  /** Ends early, without a failure, after so long in milliseconds. */
  readonly forMs?: number;
  /** Told after every game that went well. */
  readonly onGame?: (sums: Sums) => void;
}

/** What happened in all games, so that one can see that they are not about nothing. */
export interface Sums {
  games: number;
  /** Changes that were approved and carried out, as far as they came. */
  runs: number;
  /** Of those, undos. */
  undos: number;
  writes: number;
  /** Users who were seen to be put back exactly. */
  undone: number;
  /** Users who were left alone by a run after all, and those it failed for. */
  skipped: number;
  failed: number;
}

/** Plays games of random moves; throws the smallest that goes wrong, with its seed and path. Says what happened. */
export async function play(options: GameOptions): Promise<Sums> {
  const { runs, seed, path, replayPath, moves = 60, forMs, onGame } = options;
  const sums: Sums = { games: 0, runs: 0, undos: 0, writes: 0, undone: 0, skipped: 0, failed: 0 };
  const property = fc.asyncProperty(
    fc.commands(anyMoves, { maxCommands: moves, size: 'max', ...(replayPath && { replayPath }) }),
    async (commands) => {
      await playOnce(commands, sums);
      onGame?.(sums);
    },
  );
  await fc.assert(property, {
    numRuns: runs,
    seed,
    ...(path && { path }),
    ...(forMs && { interruptAfterTimeLimit: forMs, markInterruptAsFailure: false }),
  });
  return sums;
}

async function playOnce(moves: Iterable<fc.AsyncCommand<House, Life, true>>, sums: Sums): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-model-'));
  const house = new House();
  const life = await Life.begin(folder, house);
  try {
    await moveIn(life.world, house);
    await fc.asyncModelRun(() => ({ model: house, real: life }), moves);
    await end(life, house);
    await addTo(sums, life.world, house);
  } finally {
    life.gate.die();
    await life.world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everybody in the directory and everybody Rollcall knows, as they are at the beginning. */
async function moveIn({ storage, sandbox, account, clock, services }: World, house: House): Promise<void> {
  const { signal } = new AbortController();
  // Some left long ago, so that there is somebody to delete and to bring back.
  for (const ref of LEFT.map((username) => castRef(SANDBOX, username))) await sandbox.setActive(ref, false);
  await clock.leap(40 * DAY_MS);
  await readDirectories(services, signal);
  const { users } = await sandbox.read(signal);
  for await (const batch of users) for (const user of batch) house.users.set(user.ref, modelUser(user));
  for (const { id, roles, accounts } of MORE) {
    const person = { id: id as PersonId, version: 1, name: id, roles, users: [] };
    await storage.people.create({ ...person, accounts: accounts.map(account) });
  }
  const people: readonly Person[] = await storage.people.list({ limit: 100, newestFirst: false });
  for (const { id, roles, accounts, users } of people) {
    house.people.push({ id, roles, accounts: accounts.map((each) => each.id), user: users[0] ?? null });
  }
  house.people.push({ id: 'mallory' as PersonId, roles: [], accounts: ['mallory'], user: null });
}

/** Lifts every stop, lets everything go on to its end and looks whether it all agrees. */
async function end(life: Life, house: House): Promise<void> {
  life.gate.faults.splice(0);
  if (house.isStopped) await life.say('tom', 'resume');
  house.isStopped = false;
  await life.pump();
  for (const { id } of await life.world.storage.runs.list({ states: ['paused'], limit: 100 })) {
    await life.say('tom', `continue ${id}`);
  }
  await life.finish();
  assert.deepEqual(life.judge.faults, []);
  await judgeEnd(life.world, house);
}

async function addTo(sums: Sums, { storage }: World, house: House): Promise<void> {
  sums.games += 1;
  sums.writes += house.writes.length;
  sums.undone += house.undone.size;
  for (const id of house.runs) {
    const { skipped, failed } = await storage.ledger.counts(id);
    sums.runs += 1;
    sums.undos += house.askedFor(id)?.operation?.kind === 'undo' ? 1 : 0;
    sums.skipped += skipped;
    sums.failed += failed;
  }
}
