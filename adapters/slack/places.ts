import type { Place } from '../../src/domain/account.ts';
import { PLATFORM } from './config.ts';
import { isDirect, placeId, tenantOf } from './ids.ts';
import type { Origin } from './payload.ts';
import type { Profiles } from './profiles.ts';

/** What our direct conversation with somebody is called. */
const OURS = 'Rollcall';

/**
 * The place of a request: what came from no channel is answered in the direct conversation. Any other `D…` is one
 * of the asker with somebody else, in which two people read.
 */
export async function placeOf(profiles: Profiles, { team, user, channel }: Origin): Promise<Place> {
  const direct = channel === null || isDirect(channel.id) ? await profiles.directChannel(team, user) : null;
  const id = channel?.id ?? direct ?? '';
  const isOurs = id === direct;
  return {
    platform: PLATFORM,
    tenant: tenantOf(team),
    id: placeId(team, id),
    name: isOurs ? OURS : nameOf(id, channel?.name ?? null),
    kind: isOurs ? 'direct' : 'channel',
  };
}

/** The place of a request by what it says itself, without asking Slack whose conversation it is. */
export function claimedPlace({ team, channel }: Origin): Place {
  const id = channel?.id ?? '';
  return {
    platform: PLATFORM,
    tenant: tenantOf(team),
    id: placeId(team, id),
    name: nameOf(id, channel?.name ?? null),
    kind: channel === null ? 'direct' : 'channel',
  };
}

function nameOf(id: string, name: string | null): string {
  if (isDirect(id)) return 'a direct message';
  if (name === null) return 'a channel';
  if (name === 'privategroup') return 'a private channel';
  return name.startsWith('mpdm-') ? 'a group conversation' : `#${name}`;
}
