import assert from 'node:assert/strict';
import type { PersonId, UserRef } from '../../src/domain/ids.ts';
import { keepAsked, Move, pick } from './command.ts';
import type { Asked, House, ModelPerson } from './house.ts';
import type { Life } from './life.ts';

export const VERDICTS = ['approve', 'reject', 'withdraw'] as const;
type Verdict = (typeof VERDICTS)[number];

/** From which account, by word or by button, and whether the delivery comes again. */
export interface Manner {
  readonly account: number;
  readonly typed: boolean;
  readonly again: boolean;
}

/** Somebody decides on something, whether they may or not. */
export function decide(by: number, verdict: Verdict, which: number, manner: Manner): Move {
  const { account, typed, again } = manner;
  const words = `${verdict}(${by}.${account}, ${which}${typed ? ', typed' : ''}${again ? ', again' : ''})`;
  return new Move(words, async (house, life) => {
    const open = ({ state }: Asked) => state === 'waiting' || state === 'held';
    // What is open first, the newest before older ones.
    const newest = house.asked.toReversed();
    const asked = pick([...newest.filter(open), ...newest.filter((each) => !open(each))], which);
    const person = pick(house.people, by) as ModelPerson;
    if (asked === undefined) return;
    // A higher cap that was approved lets a held change go on as soon as its job has run.
    if (asked.state === 'held' && (await stateOf(life, asked)) === 'waiting') asked.state = 'waiting';
    const now = life.world.clock.now();
    const expected = house.verdict(asked, person, verdict, now, {
      isOut: (each) => isOut(life, each),
      isIn: (user, group) => rosterUser(life, user)?.groups.includes(group) ?? false,
    });
    const what = `${person.id} ${verdict} ${asked.id}, which is ${asked.state}`;
    const delivery = life.newDelivery();
    const from = pick(person.accounts, account) ?? '';
    const send = () =>
      typed
        ? life.say(from, `${verdict} ${asked.id}`, delivery)
        : life.click(from, verdict, asked.id, delivery);
    const { outcome, notices } = await send();
    assert.equal(outcome, expected === null ? 'refused' : 'done', `${what}: ${JSON.stringify(notices)}`);
    if (expected !== null) {
      for (const each of house.people) if (isOut(life, each)) asked.approvers.delete(each.id);
      keepVerdict(house, asked, expected, person.id, verdict, now);
    }
    if (again) assert.equal((await send()).outcome, 'duplicate');
    const state = await stateOf(life, asked);
    if (state !== 'expired') assert.equal(state, asked.state, what);
  });
}

/** True when somebody's account is deactivated or gone, as far as Rollcall has read. */
function isOut(life: Life, { user }: ModelPerson): boolean {
  return user !== null && rosterUser(life, user)?.active !== true;
}

function rosterUser(life: Life, user: UserRef) {
  return life.world.services.census.roster.user(user);
}

async function stateOf(life: Life, { id }: Asked): Promise<string | undefined> {
  return (await life.world.storage.approvals.load(id))?.state;
}

function keepVerdict(
  house: House,
  asked: Asked,
  state: Asked['state'],
  person: PersonId,
  verdict: Verdict,
  now: number,
): void {
  if (verdict === 'approve') asked.approvers.add(person);
  asked.state = state;
  if (state === 'waiting') return;
  asked.decidedAt = now;
  const { change } = asked;
  if (state !== 'approved' || change === null) return;
  if (change.kind === 'end-exemption') house.exemptions.delete(change.user);
  if (change.kind !== 'unprotect') return;
  if (change.what === 'group') house.protectedGroups.delete(change.name);
  else house.protectedUsers.delete(house.protectedAs.get(change.name) as UserRef);
}

/** Who asked for a held change takes what the cap allows, or asks for a higher one. */
export function goOn(how: 'take' | 'cap', which: number): Move {
  return new Move(`${how}(${which})`, async (house, life) => {
    const held = house.asked.filter(({ state }) => state === 'held').toReversed();
    const asked = pick(held, which);
    const person = house.people.find(({ id }) => id === asked?.requester);
    if (asked === undefined || person === undefined) return;
    const text = how === 'take' ? `take ${asked.id}` : `cap ${asked.id} 30 "all of them left"`;
    const answer = await life.say(person.accounts[0] ?? '', text);
    await keepAsked(house, life, answer);
  });
}
