/** The closed union of everything that can go wrong, design §4. Adapters map into it at their edge. */
export type Problem =
  /** The text did not parse. `position` counts characters from 0; `suggestion` is a whole command. */
  | {
      readonly kind: 'not-understood';
      readonly message: string;
      readonly word?: string;
      readonly position?: number;
      readonly suggestion?: string;
      /** The topic of `help` that says more, for example `filters` or a command; the overview when absent. */
      readonly help?: string;
    }
  /** `offer` is a whole command that the person may use instead. */
  | {
      readonly kind: 'not-allowed';
      readonly message: string;
      readonly needs?: string;
      readonly offer?: string;
    }
  | {
      readonly kind: 'not-found';
      readonly what: string;
      readonly name: string;
      readonly nearest: readonly string[];
    }
  | {
      readonly kind: 'ambiguous';
      readonly what: string;
      readonly name: string;
      readonly choices: readonly string[];
    }
  /** The state moved: already decided, expired, a stale version. */
  | { readonly kind: 'conflict'; readonly message: string }
  /** A guardrail stopped it. */
  | { readonly kind: 'guarded'; readonly message: string; readonly remedy: string }
  | { readonly kind: 'rate-limited'; readonly source: string; readonly retryAfterMs: number }
  /** A fault that may pass: network, time-out, 5xx, locked database. */
  | {
      readonly kind: 'unavailable';
      readonly source: string;
      readonly message: string;
      /** What was under way may have been carried out all the same: its answer never came. */
      readonly isUnsure?: true;
    }
  /** The other side refused for good. */
  | { readonly kind: 'rejected'; readonly source: string; readonly message: string }
  | { readonly kind: 'misconfigured'; readonly key: string; readonly remedy: string }
  /** A broken invariant of ours; `reference` finds the log line. */
  | { readonly kind: 'bug'; readonly reference: string };

export type ProblemKind = Problem['kind'];

/** Carries a problem through a throw and keeps what caused it. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem, options?: { readonly cause?: unknown }) {
    super(problem.kind, options);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** The problem inside an error, or undefined when it is no {@link ProblemError}. */
export function problemOf(error: unknown): Problem | undefined {
  return error instanceof ProblemError ? error.problem : undefined;
}

/** The error of something that had not begun when it failed, so that nothing of it can have been carried out. */
export function notBegun(error: unknown): unknown {
  if (!(error instanceof ProblemError) || error.problem.kind !== 'unavailable') return error;
  const { isUnsure: _, ...problem } = error.problem;
  return new ProblemError(problem, { cause: error.cause });
}

/** True when the error carries a problem of that kind. */
export function isProblem(error: unknown, kind: ProblemKind): boolean {
  return problemOf(error)?.kind === kind;
}
