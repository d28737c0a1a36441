import type { Click, Verb } from '../../domain/inbound.ts';
import type { Operation } from '../../domain/operation.ts';
import { groupsIn, suffixIn } from '../form-values.ts';

/** The buttons of a list that ask for a change. */
export type ProposeVerb = Extract<Verb, `propose-${string}`>;

/** What a button of a list asks for, from its verb and what its form held. */
export function operationOf(
  verb: ProposeVerb,
  { inputs }: Pick<Click, 'inputs'>,
): Exclude<Operation, { readonly kind: 'undo' }> {
  switch (verb) {
    case 'propose-activate':
      return { kind: 'activate' };
    case 'propose-deactivate':
      return { kind: 'deactivate', suffix: suffixIn(inputs) };
    case 'propose-delete':
      return { kind: 'delete' };
    case 'propose-add':
      return { kind: 'add-to-groups', groups: groupsIn(inputs) };
    case 'propose-remove':
      return { kind: 'remove-from-groups', groups: groupsIn(inputs) };
  }
}
