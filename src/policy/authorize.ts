import { holds, type Person, type Role } from '../domain/person.ts';
import type { Problem } from '../domain/problem.ts';

/** Something a role is needed for. An admin may everything; no roles means everyone known may (spec S2.2). */
export interface Guarded {
  readonly name: string;
  /** Any one of these is enough. */
  readonly roles: readonly Role[];
}

/** True when the person holds a role that is enough. */
export function isAllowed(person: Person, { roles }: Guarded): boolean {
  return roles.length === 0 || holds(person, 'admin') || roles.some((role) => holds(person, role));
}

/** Why the person may not do this; null when they may. */
export function authorize(person: Person, guarded: Guarded): Problem | null {
  if (isAllowed(person, guarded)) return null;
  const needs = rolesThatMay(guarded).join(' or ');
  return {
    kind: 'not-allowed',
    message: `"${guarded.name}" needs the role ${needs}. Nothing was changed. Ask an admin for it; "whoami" shows yours.`,
    needs,
  };
}

/** The entries of a catalogue the person may use, in its order. */
export function commandsFor<T extends Guarded>(person: Person, entries: readonly T[]): readonly T[] {
  return entries.filter((entry) => isAllowed(person, entry));
}

/** Every role that is enough, admin included; empty when none is needed. */
export function rolesThatMay({ roles }: Pick<Guarded, 'roles'>): readonly Role[] {
  return roles.length === 0 || roles.includes('admin') ? roles : [...roles, 'admin'];
}
