import type { Account, MessageRef, Place } from './account.ts';
import type { AttachedFile } from './file.ts';
import type { Instant } from './ids.ts';

/** A verified command as its platform delivered it, with the platform's own markup already decoded. */
export interface Invocation {
  /** Unique per delivery, given by the platform; a second arrival is ignored. */
  readonly deliveryId: string;
  readonly account: Account;
  /** Address that the platform confirms, given only where a setting lets accounts be matched by it. */
  readonly mail?: string;
  readonly place: Place;
  readonly text: string;
  readonly files: readonly AttachedFile[];
  readonly at: Instant;
}

/** Every button a card can carry. The id says on what; what it needs beside comes as inputs. */
export const VERBS = [
  'approve',
  'reject',
  'withdraw',
  'show-names',
  'download-plan',
  'take',
  'cap',
  'pause',
  'continue',
  'cancel',
  'undo',
  'download-results',
  'list-show',
  'list-filter',
  'list-export',
  'list-save',
  'propose-activate',
  'propose-deactivate',
  'propose-delete',
  'propose-add',
  'propose-remove',
  'confirm',
  'say',
] as const;
export type Verb = (typeof VERBS)[number];

/** A verified click. */
export interface Click {
  readonly deliveryId: string;
  readonly account: Account;
  readonly mail?: string;
  readonly place: Place;
  /** The message whose card was clicked, when the platform says. */
  readonly message: MessageRef | null;
  readonly verb: Verb;
  /** An opaque id of ours; for `say` the command text, which runs as if the clicker had typed it. */
  readonly id: string;
  /** What the card's inputs held; untrusted text. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly at: Instant;
}

/** Input names cards and flows agree on. */
export const INPUTS = {
  /** Comma-separated user references ticked on a list page. */
  selection: 'selection',
  page: 'page',
  per: 'per',
  sort: 'sort',
  reason: 'reason',
  /** Group names with commas between them; of a filter the groups that users are in. */
  groups: 'groups',
  /** Of a filter: groups that users are not in, with commas between them. */
  without: 'without',
  /** Of a filter: a whole number of days. */
  idle: 'idle',
  never: 'never',
  status: 'status',
  licensed: 'licensed',
  /** Of a filter: part of a name or address. */
  text: 'text',
  suffix: 'suffix',
  /** A whole number of users. */
  cap: 'cap',
  /** The name a filter is saved under. */
  name: 'name',
} as const;
