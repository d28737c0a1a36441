import type { Place } from '../../domain/account.ts';
import type { Order } from '../../domain/filter.ts';
import type { Instant, PersonId, PlanId } from '../../domain/ids.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Choice } from './plan-candidates.ts';

/** What a plan is to be made of, for whom. */
export interface PlanRequest {
  readonly id: PlanId;
  readonly operation: Operation;
  readonly choice: Choice;
  readonly order: Order;
  readonly requestedBy: PersonId;
  readonly requestedFrom: Place;
  readonly now: Instant;
  /** As many as the cap allows today, the others left out; otherwise all, however many that is. */
  readonly upToCap: boolean;
}
