import assert from 'node:assert/strict';
import { isLive, type RunState } from '../../src/domain/run.ts';
import { Move, pick } from './command.ts';
import type { ModelPerson } from './house.ts';
import { judgeRun } from './judge-run.ts';

type Steering = 'pause' | 'continue' | 'cancel';

const HOUR_MS = 3_600_000;

/** From which states people may do what to a run. */
const LEGAL: Readonly<Record<Steering, readonly RunState[]>> = {
  pause: ['queued', 'running'],
  continue: ['paused'],
  cancel: ['queued', 'running', 'paused', 'halted'],
};

/** Somebody pauses, continues or ends a run. */
export function steer(by: number, how: Steering, which: number): Move {
  return new Move(`${how}(${by}, ${which})`, async (house, life) => {
    const id = pick(house.runs.toReversed(), which);
    const run = id && (await life.world.storage.runs.load(id));
    if (run === undefined) return;
    const person = pick(house.people, by) as ModelPerson;
    const { outcome } = await life.say(person.accounts[0] ?? '', `${how} ${id}`);
    const isLegal = house.may(person, 'operator', 'approver') && LEGAL[how].includes(run.state);
    assert.equal(outcome, isLegal ? 'done' : 'refused', `${how} a run that is ${run.state}`);
  });
}

/** The switch for everything. */
export function flip(by: number, to: 'stop' | 'resume'): Move {
  return new Move(`${to}(${by})`, async (house, life) => {
    const person = pick(house.people, by) as ModelPerson;
    const stops = to === 'stop';
    const mayFlip = stops ? house.may(person, 'operator', 'approver') : house.may(person, 'approver');
    const isLegal = mayFlip && house.isStopped !== stops;
    const { outcome } = await life.say(person.accounts[0] ?? '', to);
    assert.equal(outcome, isLegal ? 'done' : 'refused', to);
    if (isLegal) house.isStopped = stops;
  });
}

/** The writer and every other job come some requests further; which of those that wait goes first is drawn. */
export function work(steps: readonly number[]): Move {
  return new Move(`work(${steps.join(' ')})`, async (house, life) => {
    await life.work(steps);
    assert.deepEqual(life.judge.faults, []);
    for (const id of house.runs) {
      const run = await life.world.storage.runs.load(id);
      if (run !== undefined && !isLive(run.state)) await judgeRun(life.world, house, id);
    }
  });
}

/** The process dies and a new one starts; it may also forget that jobs had ended. */
export function crash(forgetsEnds: boolean): Move {
  return new Move(`crash(${forgetsEnds ? 'forgets' : ''})`, (_house, life) => life.crash(forgetsEnds));
}

/** Time passes; what has left for the directory arrives before. */
export function wait(hours: number): Move {
  return new Move(`wait(${hours} h)`, async (_house, life) => {
    await life.gate.arrive();
    await life.world.clock.leap(hours * HOUR_MS);
    await life.pump();
  });
}
