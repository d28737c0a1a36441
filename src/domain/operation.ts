/** What is done to a target. The trust issue adds delete and memberships; every switch is exhaustive. */
export type Operation = { readonly kind: 'activate' } | { readonly kind: 'deactivate' };

/** One write on one user; a plan gives each target its ordered steps. */
export type Step = { readonly kind: 'activate' } | { readonly kind: 'deactivate' };

export type OperationKind = Operation['kind'];

/** The steps that carry out an operation on one user. */
export function stepsOf(operation: Operation): readonly Step[] {
  return [operation];
}

/** True when the operation takes access away: guardrails for protected accounts apply. */
export function takesAccess(operation: Operation): boolean {
  return operation.kind === 'deactivate';
}

/** The state an operation leaves a user in, for "already so". */
export function isAlreadySo(step: Step, user: { readonly active: boolean }): boolean {
  return step.kind === 'activate' ? user.active : !user.active;
}
