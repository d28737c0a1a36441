import type { Account } from '../domain/account.ts';
import type { Day, Filter, Order, PageSize } from '../domain/filter.ts';
import type { ApprovalId, RunId } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import type { Role } from '../domain/person.ts';

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
  | { readonly kind: 'why'; readonly name: string }
  /** Group names in the operation are as typed. */
  | {
      readonly kind: 'change';
      readonly operation: Exclude<Operation, { readonly kind: 'undo' }>;
      readonly filter: Filter;
      readonly order: Order;
    }
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
  /** Of a held approval, as many as the cap allows today. */
  | { readonly kind: 'take'; readonly approval: ApprovalId }
  | { readonly kind: 'cap'; readonly approval: ApprovalId; readonly to: number; readonly reason: string }
  | { readonly kind: 'runs' }
  | { readonly kind: 'run'; readonly run: RunId }
  | { readonly kind: 'pause'; readonly run: RunId }
  | { readonly kind: 'continue'; readonly run: RunId }
  | { readonly kind: 'cancel'; readonly run: RunId }
  | { readonly kind: 'undo'; readonly run: RunId; readonly name: string | null }
  | { readonly kind: 'stop' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'audit'; readonly query: AuditWords }
  | { readonly kind: 'audit-export'; readonly query: AuditWords }
  /** With a head somebody noted down earlier, to find a cut tail: `1234-9f8e7d6c5b4a3f2e`. */
  | { readonly kind: 'audit-verify'; readonly head: { readonly seq: number; readonly hash: string } | null }
  /** `days` null keeps entries for ever. */
  | { readonly kind: 'audit-retention'; readonly days: number | null }
  | { readonly kind: 'protections' }
  | { readonly kind: 'protect'; readonly what: 'user' | 'group'; readonly name: string }
  | { readonly kind: 'unprotect'; readonly what: 'user' | 'group'; readonly name: string }
  | { readonly kind: 'exemptions' }
  | { readonly kind: 'exempt'; readonly name: string; readonly until: Day; readonly reason: string }
  | { readonly kind: 'end-exemption'; readonly name: string }
  | { readonly kind: 'roles' }
  | { readonly kind: 'give-role'; readonly to: RoleHolderWords; readonly role: Role }
  | { readonly kind: 'take-role'; readonly from: RoleHolderWords; readonly role: Role }
  | { readonly kind: 'people' }
  | { readonly kind: 'link'; readonly name: string; readonly to: IdentityWords }
  | { readonly kind: 'unlink'; readonly from: IdentityWords }
  | { readonly kind: 'filters' }
  | { readonly kind: 'save-filter'; readonly name: string; readonly filter: Filter }
  | { readonly kind: 'delete-filter'; readonly name: string };

/** Who gets or loses a role, as typed: a person by name or id, or a directory group. */
export interface RoleHolderWords {
  readonly kind: 'person' | 'group';
  readonly name: string;
}

/** What makes a person recognisable, as typed: a chat account, or a directory user by name or address. */
export type IdentityWords =
  | { readonly kind: 'account'; readonly account: Account }
  | { readonly kind: 'user'; readonly name: string };

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
