import type { Operation } from '../domain/operation.ts';

/** What the severity of a change is judged by. */
export interface Severity {
  readonly operation: Pick<Operation, 'kind'>;
  /** True when a step of any target gives somebody administration. */
  readonly grantsAdmin: boolean;
}

/** How many people have to approve: two for what cannot be taken back or gives power, else one (spec S3, S4.2). */
export function quorumOf({ operation, grantsAdmin }: Severity): 1 | 2 {
  return operation.kind === 'delete' || grantsAdmin ? 2 : 1;
}
