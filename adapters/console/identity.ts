import { type Account, accountKey } from '../../src/domain/account.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { HttpError } from '../http/reply.ts';
import type { Persona } from './config.ts';

/** Who the console can be used as: the server's list, whatever a request claims. */
export interface Personas {
  readonly all: readonly Persona[];
  /** The persona a request names; 403 for anybody else. */
  named(person: string | null): Persona;
  /** The persona behind an account; `not-found` for any other account. */
  behind(account: Account): Persona;
}

/** 403 for a request that named somebody else than the server's own list has. */
export class UnknownPersona extends HttpError {
  readonly claimed: string;

  constructor(claimed: string) {
    super(403, 'This console cannot be used as that person.');
    this.claimed = claimed;
  }
}

/** Looks personas up by the id requests carry and by account. */
export function createPersonas(all: readonly Persona[]): Personas {
  const byPerson = new Map<string, Persona>(all.map((persona) => [persona.person, persona]));
  const byAccount = new Map(all.map((persona) => [accountKey(persona.account), persona]));
  return {
    all,
    named(person) {
      const persona = byPerson.get(person ?? '');
      if (persona === undefined) throw new UnknownPersona(person ?? '');
      return persona;
    },
    behind(account) {
      const persona = byAccount.get(accountKey(account));
      if (persona === undefined) {
        throw new ProblemError({ kind: 'not-found', what: 'account', name: account.id, nearest: [] });
      }
      return persona;
    },
  };
}
