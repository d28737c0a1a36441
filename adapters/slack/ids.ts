import type { Account, MessageRef, Place } from '../../src/domain/account.ts';
import { PLATFORM } from './config.ts';

/** Where Slack says something comes from: a workspace, and the organisation it belongs to on Enterprise Grid. */
export interface Team {
  /** `T…`; null where an organisation-wide installation names none. */
  readonly team: string | null;
  /** `E…`; null outside Enterprise Grid. */
  readonly enterprise: string | null;
}

/** The tenant of a workspace: user ids are unique in the organisation where there is one, else in the workspace. */
export function tenantOf({ team, enterprise }: Team): string {
  const tenant = enterprise ?? team;
  if (tenant === null) throw new TypeError('neither workspace nor organisation');
  return tenant;
}

/** What a tenant of ours is to Slack. Ids of organisations begin with an `E`, those of workspaces with a `T`. */
export function teamOf(tenant: string): Team {
  return tenant.startsWith('E') ? { team: null, enterprise: tenant } : { team: tenant, enterprise: null };
}

/** A user of a workspace or organisation. */
export function accountOf(team: Team, user: string): Account {
  return { platform: PLATFORM, tenant: tenantOf(team), id: user };
}

/** What a conversation is called in a {@link Place}: on Enterprise Grid with the workspace its token is kept for. */
export function placeId({ team, enterprise }: Team, channel: string): string {
  return enterprise === null || team === null ? channel : `${team}/${channel}`;
}

/** The conversation of a place with the workspace whose token reaches it. */
export function conversationOf({
  tenant,
  id,
}: Pick<Place, 'tenant' | 'id'>): Team & { readonly channel: string } {
  const [first = '', second] = id.split('/');
  if (second !== undefined) return { team: first, enterprise: tenant, channel: second };
  return { ...teamOf(tenant), channel: first };
}

/** How the message with that timestamp is named towards the rest of Rollcall. */
export function refOf(team: Team, channel: string, ts: string): MessageRef {
  return { platform: PLATFORM, tenant: tenantOf(team), place: placeId(team, channel), message: ts };
}

/** True for a conversation of two people. */
export function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}
