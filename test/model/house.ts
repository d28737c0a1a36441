import type { Approval } from '../../src/domain/approval.ts';
import type { ApprovalId, Instant, PersonId, RunId, UserRef } from '../../src/domain/ids.ts';
import type { Operation, Step } from '../../src/domain/operation.ts';
import type { Role } from '../../src/domain/person.ts';
import type { PlanTarget } from '../../src/domain/plan.ts';
import type { SettingChange } from '../../src/domain/setting-change.ts';
import { ADMINS, groupsOf, type ModelUser, stepped, takesAway } from './users.ts';

export interface ModelPerson {
  readonly id: PersonId;
  readonly accounts: readonly string[];
  readonly roles: readonly Role[];
  readonly user: UserRef | null;
}

/** What Rollcall can know of the directory, as far as it has read. */
export interface Read {
  readonly isOut: (person: ModelPerson) => boolean;
  readonly isIn: (user: UserRef, group: string) => boolean;
}

/** What was asked for, frozen by the model when it was asked. */
export interface Asked {
  readonly id: ApprovalId;
  readonly requester: PersonId;
  readonly quorum: number;
  readonly expiresAt: Instant;
  readonly change: SettingChange | null;
  operation: Operation | null;
  targets: ReadonlyMap<UserRef, PlanTarget>;
  state: Approval['state'];
  readonly approvers: Set<PersonId>;
  decidedAt: Instant;
}

/** A change of one user, in the order in which they happened. */
export interface Touch {
  readonly seq: number;
  /** Null: somebody else, in the directory itself. */
  readonly by: RunId | null;
}

/** A write of ours, as the directory saw it. */
export interface Write {
  readonly seq: number;
  readonly run: RunId;
  readonly n: number;
  readonly ref: UserRef;
  readonly step: Step;
  readonly before: ModelUser;
  readonly after: ModelUser;
  readonly at: Instant;
}

/** How many users may lose access in a day in the world of the model. */
export const CAP = 4;

/** The organisation and Rollcall's house as plain maps: what should be so. */
export class House {
  readonly users = new Map<UserRef, ModelUser>();
  readonly people: ModelPerson[] = [];
  readonly asked: Asked[] = [];
  readonly writes: Write[] = [];
  /** When the first write of a target left, by run and number: its state before was stored then. */
  readonly begun = new Map<string, number>();
  readonly touches = new Map<UserRef, Touch[]>();
  readonly protectedUsers = new Set<UserRef>();
  /** Under which name a protection was asked for. */
  readonly protectedAs = new Map<string, UserRef>();
  readonly protectedGroups = new Set<string>();
  readonly exemptions = new Map<UserRef, string>();
  /** Users who were seen to be put back, by undo. */
  readonly undone = new Set<string>();
  isStopped = false;
  #seq = 0;

  user(ref: UserRef): ModelUser {
    const user = this.users.get(ref);
    if (user === undefined) throw new Error(`no user ${ref}`);
    return user;
  }

  approval(id: string): Asked | undefined {
    return this.asked.find((asked) => asked.id === id);
  }

  askedFor(run: RunId): Asked | undefined {
    return this.approval(`A-${run.slice(2)}`);
  }

  /** Runs that ought to exist by now. */
  get runs(): readonly RunId[] {
    return this.asked
      .filter(({ state, change }) => state === 'approved' && change === null)
      .map(({ id }) => `R-${id.slice(2)}` as RunId);
  }

  /** True when somebody else changed a user after a target was begun: nobody can tell their doing from ours. */
  isMixed(run: RunId, { n, ref }: Pick<Write, 'n' | 'ref'>, but: readonly RunId[]): boolean {
    return this.isTouched(ref, this.begun.get(`${run}/${n}`) ?? 0, but);
  }

  nextSeq(): number {
    this.#seq += 1;
    return this.#seq;
  }

  /** Somebody else changed a user. */
  outside(ref: UserRef, change: Step | { readonly login: Instant }): void {
    const user = this.user(ref);
    this.users.set(ref, 'login' in change ? { ...user, lastLogin: change.login } : stepped(user, change));
    this.touched(ref, null);
  }

  touched(ref: UserRef, by: RunId | null): number {
    const seq = this.nextSeq();
    this.touches.set(ref, [...(this.touches.get(ref) ?? []), { seq, by }]);
    return seq;
  }

  /** True when anybody but those runs changed a user after a moment. */
  isTouched(ref: UserRef, after: number, but: readonly RunId[]): boolean {
    return (this.touches.get(ref) ?? []).some(
      ({ seq, by }) => seq > after && (by === null || !but.includes(by)),
    );
  }

  /** Why no change may take anything from a user now; null when nothing says so. */
  guard(user: ModelUser, steps: readonly Step[], today: string): string | null {
    if (user.isReadOnly) return 'in a read-only directory';
    if (!takesAway(steps)) return null;
    const groups = groupsOf(user);
    if (this.protectedUsers.has(user.ref)) return 'protected';
    if ([...this.protectedGroups].some((group) => groups.has(group))) return 'in a protected group';
    if (groups.has(ADMINS)) return 'an administrator';
    if (user.isService || user.username.startsWith('svc-')) return 'a service account';
    return (this.exemptions.get(user.ref) ?? '') >= today ? 'exempt' : null;
  }

  may(person: ModelPerson, ...roles: readonly Role[]): boolean {
    return person.roles.some((role) => role === 'admin' || roles.includes(role));
  }

  /** What has to happen when a person decides: the new state, or null when it has to be refused. */
  verdict(
    asked: Asked,
    person: ModelPerson,
    verdict: 'approve' | 'reject' | 'withdraw',
    now: Instant,
    { isOut, isIn }: Read,
  ): Asked['state'] | null {
    const isOpen = asked.state === 'waiting' || asked.state === 'held';
    if (!isOpen || now >= asked.expiresAt) return null;
    if (verdict === 'withdraw') {
      return this.may(person, 'operator') && person.id === asked.requester ? 'withdrawn' : null;
    }
    if (asked.state === 'held' || !this.may(person, 'approver') || isOut(person)) return null;
    // An approval of somebody who is out by now no longer counts.
    const counting = this.people.filter((each) => asked.approvers.has(each.id) && !isOut(each));
    if (person.id === asked.requester || counting.includes(person)) return null;
    if (person.user !== null && this.#isAbout(asked, person.user, isIn)) return null;
    if (verdict === 'reject') return 'rejected';
    return counting.length + 1 >= asked.quorum ? 'approved' : 'waiting';
  }

  /** True when somebody would be changed, or would lose or get round what protects them. */
  #isAbout({ targets, change }: Asked, user: UserRef, isIn: Read['isIn']): boolean {
    switch (change?.kind) {
      case 'end-exemption':
        return change.user === user;
      case 'unprotect':
        return change.what === 'user' ? change.user === user : isIn(user, change.name);
      case 'raise-cap':
        return this.approval(change.approval)?.targets.has(user) ?? false;
      default:
        return targets.has(user);
    }
  }
}

/** How many people have to approve: two for a deletion and for administration, also when it comes with an account. */
export function quorumFor(
  operation: Operation,
  targets: Iterable<PlanTarget>,
  isAdmin: (ref: UserRef) => boolean,
): number {
  if (operation.kind === 'delete') return 2;
  const isPower = [...targets].some(({ ref, steps }) =>
    steps.some(
      (step) => (step.kind === 'join' && step.group === ADMINS) || (step.kind === 'activate' && isAdmin(ref)),
    ),
  );
  return isPower ? 2 : 1;
}

export function dayOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}
