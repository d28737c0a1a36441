import type { PersonId, UserRef } from '../domain/ids.ts';
import { holds, type Person } from '../domain/person.ts';

/** Why separation of duties keeps somebody from deciding (spec S4.2), judged by person. */
export type Bar = 'asked' | 'target' | 'gains' | 'linked' | 'no-role' | 'deactivated';

/** What one approval bars people for. */
export interface Duty {
  readonly requestedBy: PersonId;
  /** True when any of a person's directory users would be changed. */
  readonly isTarget: (users: readonly UserRef[]) => Promise<boolean>;
  /** True for a person who would get a role, by themselves or through a group. */
  readonly gains: (person: Person) => boolean;
  /** True for a person of whom it is decided who they are: nobody links themselves. */
  readonly isLinked: (person: Person) => boolean;
  /** True when every one of a person's directory users is deactivated: whoever left decides no more. */
  readonly isDeactivated: (users: readonly UserRef[]) => boolean;
}

/** Who may decide one approval, and who holds the role but may not, with why. */
export interface Deciders {
  readonly may: readonly Person[];
  readonly barred: readonly { readonly person: Person; readonly bar: Bar }[];
}

/** True when deciding on what others asked is among the person's duties (spec S2.2: admins may everything). */
export function isApprover(person: Person): boolean {
  return holds(person, 'approver') || holds(person, 'admin');
}

/** Why a person may not decide; null when they may. */
export async function barOf(person: Person, duty: Duty): Promise<Bar | null> {
  if (person.id === duty.requestedBy) return 'asked';
  if (!isApprover(person)) return 'no-role';
  if (person.users.length > 0 && duty.isDeactivated(person.users)) return 'deactivated';
  if (duty.gains(person)) return 'gains';
  if (duty.isLinked(person)) return 'linked';
  if (person.users.length > 0 && (await duty.isTarget(person.users))) return 'target';
  return null;
}

/** Everybody whose duty it is to decide, and who of them may not here. */
export async function decidersOf(people: readonly Person[], duty: Duty): Promise<Deciders> {
  const may: Person[] = [];
  const barred: { person: Person; bar: Bar }[] = [];
  for (const person of people.filter(isApprover)) {
    const bar = await barOf(person, duty);
    if (bar === null) may.push(person);
    else barred.push({ person, bar });
  }
  return { may, barred };
}

interface BarWords {
  /** Of somebody else, behind their name: "not Priya, who asked". */
  readonly ofThem: string;
  /** To the person, behind "You cannot decide this one:". */
  readonly toYou: string;
  /** To the person who tried. */
  readonly sentence: string;
}

/** Every bar in words, said in one place. */
export const BAR_WORDS: Readonly<Record<Bar, BarWords>> = {
  asked: {
    ofThem: 'who asked',
    toYou: 'you asked for it',
    sentence: 'You asked for this, so somebody else has to decide. You can withdraw it.',
  },
  target: {
    ofThem: 'who is one of the users',
    toYou: 'you are one of the users',
    sentence: 'You are one of the users this would change, so somebody else has to decide.',
  },
  gains: {
    ofThem: 'who would get the role',
    toYou: 'you would get the role',
    sentence: 'You would get this role yourself, so somebody else has to decide.',
  },
  linked: {
    ofThem: 'whom it is about',
    toYou: 'it is about you',
    sentence: 'This is about who you are, so somebody else has to decide.',
  },
  'no-role': {
    ofThem: 'who is no approver',
    toYou: 'needs the role approver',
    sentence: 'Deciding needs the role approver. Ask an admin for it.',
  },
  deactivated: {
    ofThem: 'whose account is deactivated',
    toYou: 'your account is deactivated',
    sentence: 'Your account in the directory is deactivated, so somebody else has to decide.',
  },
};

/** True when the person may see the names in a plan: who asked, approvers and auditors (spec S2.2, S4.2). */
export function maySeeNames(person: Person, requestedBy: PersonId): boolean {
  return person.id === requestedBy || isApprover(person) || holds(person, 'auditor');
}
