import type { RunId, UserRef } from '../../src/domain/ids.ts';
import type { Step } from '../../src/domain/operation.ts';
import type { PlanTarget } from '../../src/domain/plan.ts';
import type { World } from '../support/world.ts';
import { type Asked, CAP, dayOf, type House } from './house.ts';
import { type ModelUser, stepKey, stepped, takesAccess } from './users.ts';

const DAY_MS = 86_400_000;
/** A write may follow its read by this much; what the directory changes in between nobody can know. */
const FRESH_MS = 5_000;

interface Candidate {
  readonly run: RunId;
  readonly asked: Asked;
  readonly target: PlanTarget;
  /** How many users may lose access in a day for this run. */
  readonly cap: number;
  /** When it left. */
  readonly seq: number;
}

/** Looks at every write at the moment Rollcall decides on it and when the directory has carried it out. */
export class WriteJudge {
  readonly #house: House;
  /** Under which cap a run took access last. */
  readonly #caps = new Map<RunId, number>();
  /** Users as the writer last read them. */
  readonly #read = new Map<UserRef, { readonly user: ModelUser; readonly at: number }>();
  /** What must never happen and did. */
  readonly faults: string[] = [];

  constructor(house: House) {
    this.#house = house;
  }

  /** The writer reads a user. */
  reads(ref: UserRef, at: number): void {
    this.#read.set(ref, { user: this.#house.user(ref), at });
  }

  /** Which run a write is of; a fault when no approved plan wants it or something forbids it. */
  async leaves(world: World, ref: UserRef, step: Step): Promise<Candidate | undefined> {
    const found: Candidate[] = [];
    const complaints: string[] = [];
    for (const run of this.#house.runs) {
      const candidate = await this.#candidate(world, run, ref, step);
      if (candidate === undefined) continue;
      const complaint = await this.#complaint(world, candidate, step);
      if (complaint === null) found.push(candidate);
      else complaints.push(`${run}: ${complaint}`);
    }
    for (const { run, target, seq } of found) {
      const key = `${run}/${target.n}`;
      if (!this.#house.begun.has(key)) this.#house.begun.set(key, seq);
    }
    if (found.length === 0) {
      const why = complaints.length === 0 ? 'nobody asked for it' : complaints.join('; ');
      this.faults.push(`${stepKey(step)} on ${this.#house.user(ref).username} is written, but ${why}`);
    }
    return found[0];
  }

  /** Keeps what the directory carried out. */
  arrived(candidate: Candidate | undefined, ref: UserRef, step: Step, applied: string, at: number): void {
    const house = this.#house;
    const before = house.user(ref);
    const isOvertaken = candidate !== undefined && house.isTouched(ref, candidate.seq, []);
    if (applied === 'already-so' && !isOvertaken) {
      this.faults.push(`${stepKey(step)} on ${before.username} is written though it is already so`);
    }
    if (applied !== 'done' || candidate === undefined) return;
    const after = stepped(before, step);
    house.users.set(ref, after);
    const { run, target } = candidate;
    house.writes.push({ seq: house.touched(ref, run), run, n: target.n, ref, step, before, after, at });
    this.#countAccess(candidate, at);
  }

  async #candidate(world: World, run: RunId, ref: UserRef, step: Step): Promise<Candidate | undefined> {
    const asked = this.#house.askedFor(run);
    const target = asked?.targets.get(ref);
    if (asked === undefined || target === undefined) return undefined;
    if (!target.steps.some((wanted) => stepKey(wanted) === stepKey(step))) return undefined;
    const known = await world.storage.runs.load(run);
    if (known?.state !== 'running') return undefined;
    const [row] = await world.storage.ledger.remaining(run, known.plan, target.n, 1);
    if (row?.target.n !== target.n || row.before === null) return undefined;
    return { run, asked, target, cap: await this.#capOf(world, asked), seq: this.#house.nextSeq() };
  }

  async #complaint(world: World, { run, asked, target }: Candidate, step: Step): Promise<string | null> {
    const house = this.#house;
    if (house.isStopped) return 'everything is stopped';
    if (asked.approvers.size < asked.quorum) return `only ${asked.approvers.size} approved`;
    const barred = house.people.filter(
      (person) =>
        asked.approvers.has(person.id) &&
        (person.id === asked.requester || (person.user !== null && asked.targets.has(person.user))),
    );
    if (barred.length > 0) return `approved by ${barred.map(({ id }) => id).join(', ')}`;
    const now = world.clock.now();
    const guard = house.guard(this.#asFound(run, target, now), target.steps, dayOf(now));
    if (guard !== null) return `the user is ${guard}`;
    const again = house.writes.findLast(
      (write) => write.run === run && write.n === target.n && stepKey(write.step) === stepKey(step),
    );
    if (again !== undefined && !house.isTouched(target.ref, again.seq, [run])) return 'it was written before';
    return null;
  }

  /** The user without what this very target gave it: a move to the administrators makes nobody untouchable half-way. */
  #asFound(run: RunId, { ref, n }: PlanTarget, now: number): ModelUser {
    const read = this.#read.get(ref);
    const user = read !== undefined && now - read.at <= FRESH_MS ? read.user : this.#house.user(ref);
    const given = this.#house.writes.flatMap((write) =>
      write.run === run && write.n === n && write.step.kind === 'join' ? [write.step.group] : [],
    );
    return { ...user, own: new Set([...user.own].filter((group) => !given.includes(group))) };
  }

  /** Users of whom an approved change, not an undo, took access in the day that ends now. */
  #countAccess({ run, target, cap }: Candidate, at: number): void {
    const house = this.#house;
    if (!this.#isTaking(run, target.n)) return;
    this.#caps.set(run, cap);
    const taking = house.writes.filter(
      (write) => write.at > at - DAY_MS && this.#isTaking(write.run, write.n),
    );
    const lost = new Set(taking.map((write) => `${write.run}/${write.n}`));
    // Under a higher cap one run may pass by another that was begun before.
    const highest = Math.max(...taking.map((write) => this.#caps.get(write.run) ?? CAP));
    if (lost.size > highest)
      this.faults.push(`${lost.size} users lost access within a day, the cap is ${highest}`);
  }

  #isTaking(run: RunId, n: number): boolean {
    const asked = this.#house.askedFor(run);
    if (asked?.operation == null || asked.operation.kind === 'undo') return false;
    const first = this.#house.writes.find((write) => write.run === run && write.n === n);
    const target = [...asked.targets.values()].find((wanted) => wanted.n === n);
    return first !== undefined && target !== undefined && takesAccess(target.steps, first.before);
  }

  /** A higher cap counts only when somebody approved it. */
  async #capOf(world: World, { id }: Asked): Promise<number> {
    const raised = (await world.storage.approvals.load(id))?.raisedCap;
    const isApproved = this.#house.asked.some(
      ({ change, state }) => change?.kind === 'raise-cap' && change.approval === id && state === 'approved',
    );
    return raised != null && isApproved && raised.until > world.clock.now() ? Math.max(CAP, raised.to) : CAP;
  }
}
