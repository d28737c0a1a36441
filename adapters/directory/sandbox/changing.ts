import { caseless } from '../../../src/domain/caseless.ts';
import { type Instant, parseUserRef, type UserRef } from '../../../src/domain/ids.ts';
import type { Step } from '../../../src/domain/operation.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Applied } from '../../../src/ports/user-directory.ts';
import { inheritedBy } from './describe.ts';
import { Lanes } from './lanes.ts';
import type { Change, SandboxWrite } from './memory.ts';
import { DIRECTORIES, groupNamed } from './organisation.ts';
import type { Resident } from './population.ts';
import { notFound, rejected, taken } from './problems.ts';
import type { Residents } from './residents.ts';

/** Changes to single users, whoever makes them: one at a time for each user and for each new name. */
export class Changing {
  readonly #clock: Clock;
  readonly #lanes = new Lanes();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A write request of ours: carried out and logged, or a typed problem and nothing changed. */
  apply(residents: Residents, ref: UserRef, step: Step): Promise<Applied> {
    return this.#inTurn(ref, step, () => this.#write(residents, ref, step));
  }

  /** The same change made by somebody else, in whatever directory. */
  outside(residents: Residents, ref: UserRef, step: Step): Promise<void> {
    const { memory } = residents;
    return this.#inTurn(ref, step, async () => {
      for (;;) {
        const { id } = await residents.upToDate(ref);
        const change = await this.#changeOf(residents, ref, step);
        if (await memory.keepOutside(id, { ...memory.change(id), ...change }, this.#clock.now())) return;
      }
    });
  }

  /** The user logs in now. */
  login(residents: Residents, ref: UserRef): Promise<void> {
    const { memory } = residents;
    return this.#lanes.run(ref, async () => {
      const { id, username, active, loginCount } = await residents.upToDate(ref);
      if (!active) throw rejected(`${username} is deactivated and cannot log in.`);
      const login = { lastLogin: this.#now(residents), loginCount: loginCount + 1 };
      await memory.keepLogin(id, login, this.#clock.now());
    });
  }

  /** Looks again as often as another process was faster. */
  async #write(residents: Residents, ref: UserRef, step: Step): Promise<Applied> {
    const { memory } = residents;
    const { id = '', directory } = parseUserRef(ref) ?? {};
    for (;;) {
      await memory.catchUp(id);
      const isGone = step.kind === 'delete' && residents.isGone(ref);
      if (!isGone) residents.known(ref);
      if (!DIRECTORIES.some(({ name, writable }) => name === directory && writable)) {
        throw rejected(`${directory} is read-only: change the account where it comes from.`);
      }
      const change = isGone ? null : await this.#changeOf(residents, ref, step);
      const applied = change === null ? 'already-so' : 'done';
      const write: SandboxWrite = { id, ...loggedStep(step), applied, at: this.#clock.now() };
      if (await memory.keepWrite({ ...memory.change(id), ...change }, write)) return applied;
    }
  }

  /** Two users that want one name wait for each other; nobody waits for a user while holding a name. */
  #inTurn<T>(ref: UserRef, step: Step, task: () => Promise<T>): Promise<T> {
    const named =
      step.kind === 'rename' ? () => this.#lanes.run(`the name ${caseless(step.to)}`, task) : task;
    return this.#lanes.run(ref, named);
  }

  async #changeOf(residents: Residents, ref: UserRef, step: Step): Promise<Change | null> {
    const resident = residents.known(ref);
    if (step.kind === 'rename') {
      const holder = await residents.named(step.to);
      if (holder !== undefined && holder.id !== resident.id) throw taken(step.to, holder);
    }
    return changeBy(step, resident, this.#now(residents));
  }

  /** Now on the sandbox's own clock. */
  #now({ memory }: Residents): Instant {
    return this.#clock.now() + memory.movedMs;
  }
}

/** What a step makes different about a resident; null when it is so already. */
function changeBy(step: Step, resident: Resident, at: Instant): Change | null {
  const { active, username, groups } = resident;
  switch (step.kind) {
    case 'activate':
      return active ? null : { active: true };
    case 'deactivate':
      return active ? { active: false, deactivatedAt: at } : null;
    case 'rename':
      return username === step.to ? null : { username: step.to };
    case 'delete':
      return { removed: true };
    case 'join': {
      const name = groupNamed(step.group)?.name;
      if (name === undefined) throw notFound('group', step.group);
      return groups.includes(name) ? null : { groups: [...groups, name].sort() };
    }
    case 'leave':
      return changeByLeaving(groupNamed(step.group)?.name ?? step.group, resident);
  }
}

function changeByLeaving(name: string, { username, groups }: Resident): Change | null {
  if (groups.includes(name)) return { groups: groups.filter((other) => other !== name) };
  const through = inheritedBy(groups).get(name);
  if (through === undefined) return null;
  throw rejected(
    `${username} is in ${name} only through ${through}. Remove the user from ${through} instead.`,
  );
}

function loggedStep(step: Step): Pick<SandboxWrite, 'step' | 'what'> {
  switch (step.kind) {
    case 'rename':
      return { step: step.kind, what: step.to };
    case 'join':
    case 'leave':
      return { step: step.kind, what: groupNamed(step.group)?.name ?? step.group };
    default:
      return { step: step.kind };
  }
}
