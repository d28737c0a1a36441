import { PLATFORM as CONSOLE, type Persona, TENANT } from '../../adapters/console/config.ts';
import { castRef } from '../../adapters/directory/sandbox/cast.ts';
import { PLATFORM as TERMINAL } from '../../adapters/terminal/config.ts';
import type { ConnectionName, PersonId } from '../domain/ids.ts';
import type { Person, Role } from '../domain/person.ts';
import { isProblem } from '../domain/problem.ts';
import type { PersonStore } from '../ports/stores.ts';

interface Member {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly roles: readonly Role[];
}

/** Who the console and the terminal can speak as while every connection is sandbox or csv (spec S11). */
const CAST: readonly Member[] = [
  { id: 'priya', name: 'Priya Nair', title: 'requester', roles: ['operator'] },
  { id: 'tom', name: 'Tom Weiss', title: 'approver and admin', roles: ['approver', 'admin'] },
  { id: 'ines', name: 'Ines Duarte', title: 'approver', roles: ['approver'] },
  { id: 'noor', name: 'Noor Haddad', title: 'auditor', roles: ['auditor'] },
  { id: 'leo', name: 'Leo Fischer', title: 'ordinary user', roles: [] },
];

/** The personas as the console lists them. */
export const PERSONAS: readonly Persona[] = CAST.map(({ id, name, title }) => ({
  person: id as PersonId,
  name,
  title,
  account: { platform: CONSOLE, tenant: TENANT, id },
}));

/** Who `ask` speaks as when nobody is named. */
export const DEFAULT_PERSONA = 'priya' as PersonId;

/** Makes the personas known, once; beside a sandbox each is one of its users. */
export async function seedPersonas(people: PersonStore, sandbox: ConnectionName | null): Promise<void> {
  for (const { id, name, roles } of CAST) {
    const person: Person = {
      id: id as PersonId,
      version: 1,
      name,
      roles,
      accounts: [CONSOLE, TERMINAL].map((platform) => ({ platform, tenant: TENANT, id })),
      users: sandbox === null ? [] : [castRef(sandbox, id)],
    };
    try {
      await people.create(person);
    } catch (error) {
      if (!isProblem(error, 'conflict')) throw error;
    }
  }
}
