/** What is done to a target. The trust issue adds delete and memberships. */
export type Operation = { readonly kind: 'activate' } | { readonly kind: 'deactivate' };

/** One write on one user; a plan gives each target its ordered steps. */
export type Step = { readonly kind: 'activate' } | { readonly kind: 'deactivate' };

export type OperationKind = Operation['kind'];

interface Traits {
  /** Guardrails for protected accounts hold, and somebody who logged in since is left alone. */
  readonly takesAccess: boolean;
  /** What the change of one user is called in the audit log. */
  readonly action: 'User Activated' | 'User Deactivated';
  /** The user counts as idle from the change on, not from a login long before it (spec S1, clock start). */
  readonly restartsClock: boolean;
  /** What a target with a seat gives back; negative when it takes one. */
  readonly freesSeats: 1 | 0 | -1;
}

/** Every operation says all of it: one that is added later cannot fall silently out of a guardrail. */
const TRAITS: { readonly [K in OperationKind]: Traits } = {
  activate: { takesAccess: false, action: 'User Activated', restartsClock: true, freesSeats: -1 },
  deactivate: { takesAccess: true, action: 'User Deactivated', restartsClock: false, freesSeats: 1 },
};

/** What an operation means for guardrails, seats, the idle clock and the audit log. */
export function traitsOf(operation: Operation): Traits {
  return TRAITS[operation.kind];
}

/** The steps that carry out an operation on one user. */
export function stepsOf(operation: Operation): readonly Step[] {
  return [operation];
}

/** What a step changes of a user; the rest stays as it is. */
export interface Changeable {
  readonly active: boolean;
}

/** The user once the steps have been carried out. */
export function afterSteps<T extends Changeable>(steps: readonly Step[], user: T): T {
  let after = user;
  for (const step of steps) after = afterStep(step, after);
  return after;
}

/** True when the steps would leave the user as it is. */
export function isAlreadySo(steps: readonly Step[], user: Changeable): boolean {
  return afterSteps(steps, user).active === user.active;
}

function afterStep<T extends Changeable>(step: Step, user: T): T {
  switch (step.kind) {
    case 'activate':
      return { ...user, active: true };
    case 'deactivate':
      return { ...user, active: false };
  }
}
