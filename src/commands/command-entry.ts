import type { Role } from '../domain/person.ts';
import type { Arguments } from './arguments.ts';
import type { CommandKeyName } from './filter-keys.ts';
import type { Intent } from './intent.ts';

/** What kind of words a command takes, for completion and help. */
export type Takes =
  | {
      readonly kind:
        | 'nothing'
        | 'topic'
        | 'name'
        | 'approval'
        | 'run'
        | 'audit'
        | 'head'
        | 'retention'
        | 'subject'
        | 'exemption'
        | 'role'
        | 'link'
        | 'identity'
        | 'saved';
    }
  | { readonly kind: 'filter'; readonly keys: readonly CommandKeyName[] };

/** A command: what people are told about it, who may use it, and how its words are read. */
export interface CommandEntry {
  /** As it is typed, lower case; of one or two words. */
  readonly name: string;
  readonly usage: string;
  /** One sentence. */
  readonly summary: string;
  readonly examples: readonly [string, string];
  /** Any one of these is enough, and an admin may everything; empty: everyone known (spec S2.2). */
  readonly roles: readonly Role[];
  readonly takes: Takes;
  /** Throws `not-understood` or `ambiguous`. */
  readonly read: (args: Arguments) => Intent;
}

/** Whoever works here in any role, as against an ordinary user. */
export const STAFF: readonly Role[] = ['operator', 'approver', 'auditor'];
/** Whoever sees users. */
export const READERS: readonly Role[] = ['operator', 'auditor'];
export const NOTHING: Takes = { kind: 'nothing' };
