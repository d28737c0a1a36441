import type { Filter, Order, PageSize } from '../domain/filter.ts';
import type { ApprovalId, RunId } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';

/** A parsed command. What is absent was not said; defaults are applied by the flow that answers it. */
export type Intent =
  | { readonly kind: 'help'; readonly topic: string | null }
  | { readonly kind: 'status' }
  | { readonly kind: 'doctor' }
  | { readonly kind: 'whoami' }
  | {
      readonly kind: 'users';
      readonly filter: Filter;
      readonly order: Order;
      readonly page: number;
      readonly per: PageSize;
    }
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'change'; readonly operation: Operation; readonly filter: Filter; readonly order: Order }
  | {
      readonly kind: 'export-users';
      readonly filter: Filter;
      readonly order: Order;
      readonly columns: readonly ExportColumn[];
    }
  | { readonly kind: 'approvals' }
  | { readonly kind: 'approve'; readonly approval: ApprovalId }
  | { readonly kind: 'reject'; readonly approval: ApprovalId; readonly reason: string | null }
  | { readonly kind: 'withdraw'; readonly approval: ApprovalId }
  | { readonly kind: 'runs' }
  | { readonly kind: 'run'; readonly run: RunId }
  | { readonly kind: 'cancel'; readonly run: RunId }
  | { readonly kind: 'stop' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'audit'; readonly query: AuditWords };

export type IntentKind = Intent['kind'];

/** The audit filter as typed; names are resolved by the flow. */
export interface AuditWords {
  readonly action: string | null;
  readonly person: string | null;
  readonly target: string | null;
  /** An ISO day or month, or `from..to`. */
  readonly date: { readonly from?: string; readonly to?: string } | null;
}

export const EXPORT_COLUMNS = [
  'username',
  'email',
  'display name',
  'directory',
  'status',
  'licensed',
  'groups',
  'created',
  'last login',
  'idle days',
] as const;
export type ExportColumn = (typeof EXPORT_COLUMNS)[number];
