import { caseless } from './caseless.ts';
import type { Instant, UserRef } from './ids.ts';

/**
 * What is known of the last login.
 * `before`: at least one login, none after `at` (an export that says "Not active in the last 180 days").
 * `unknown`: no source gave the fact; it never matches a filter.
 */
export type LastLogin =
  | { readonly kind: 'at'; readonly at: Instant }
  | { readonly kind: 'before'; readonly at: Instant }
  | { readonly kind: 'never' }
  | { readonly kind: 'unknown' };

/** Why an account takes a seat, as far as its connector can tell. It takes one only while enabled. */
export type Seat =
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'individual' }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

/** An account as its directory describes it at one moment. Plain data, safe to store as JSON. */
export interface DirectoryUser {
  readonly ref: UserRef;
  readonly username: string;
  /** Empty when the directory has none. */
  readonly email: string;
  readonly displayName: string;
  /** Name of the directory the account lives in. */
  readonly directory: string;
  /** Enabled in its directory (spec S1: enabled / deactivated). */
  readonly active: boolean;
  /** Since when it is deactivated; absent or null when enabled or unknown. */
  readonly deactivatedAt?: Instant | null;
  /** Null when unknown. */
  readonly createdAt: Instant | null;
  readonly lastLogin: LastLogin;
  /** Logins since creation; null when the connector cannot know. */
  readonly loginCount: number | null;
  /** Effective membership, nested groups included, sorted by name. */
  readonly groups: readonly string[];
  /** For memberships that come through another group alone: the group, and which of the user's own brings it. */
  readonly inherited?: Readonly<Record<string, string>>;
  readonly seat: Seat;
  /** A service account, marked as such by the directory or the sandbox. */
  readonly service: boolean;
  /** Columns or attributes the connector does not interpret, kept for exports. */
  readonly extra?: Readonly<Record<string, string>>;
}

/** A group as its directory describes it. */
export interface DirectoryGroup {
  readonly name: string;
  /** Members may administer the site, be it through a group this one is nested in; such groups are protected. */
  readonly grantsAdmin: boolean;
  /** Enabled members take a seat, be it through a group this one is nested in. */
  readonly grantsSeat: boolean;
  /** The groups it is nested in, one level up; absent when there is none or the connector cannot tell. */
  readonly memberOf?: readonly string[];
}

/** Where accounts of a connection live. */
export interface DirectoryInfo {
  readonly name: string;
  readonly kind: 'internal' | 'crowd' | 'ldap';
  readonly writable: boolean;
}

/** True when the account takes a licence seat: enabled and granted one (spec S1, licensed). */
export function isLicensed(user: DirectoryUser): boolean {
  return user.active && (user.seat.kind === 'group' || user.seat.kind === 'individual');
}

/** True when no source says whether the account takes a seat; one that is deactivated takes none. */
export function isSeatUnknown(user: DirectoryUser): boolean {
  return user.active && user.seat.kind === 'unknown';
}

/** The names of the groups that grant administration, caseless: a membership may be written otherwise. */
export function adminGroupsOf(groups: readonly DirectoryGroup[]): ReadonlySet<string> {
  return new Set(groups.filter((group) => group.grantsAdmin).map((group) => caseless(group.name)));
}

/** The names of the groups whose enabled members take a seat, caseless. */
export function seatGroupsOf(groups: readonly DirectoryGroup[]): ReadonlySet<string> {
  return new Set(groups.filter((group) => group.grantsSeat).map((group) => caseless(group.name)));
}
