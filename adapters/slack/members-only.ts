import type { Account } from '../../src/domain/account.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import { isDirect, type Team, teamOf } from './ids.ts';
import type { Profiles } from './profiles.ts';

/**
 * Throws `not-found`, as for an account that is gone, for one that is no member of the workspace any more: what Rollcall
 * says of its own accord holds names and lists, and whoever became a guest may not ask for those either.
 */
export async function refuseOutsider(
  profiles: Pick<Profiles, 'of'>,
  { tenant, id }: Pick<Account, 'tenant' | 'id'>,
): Promise<void> {
  const { isMember } = await profiles.of(teamOf(tenant), id);
  if (!isMember) throw new ProblemError({ kind: 'not-found', what: 'account', name: id, nearest: [] });
}

/**
 * Throws `not-found`, as for a channel that is gone, for one that people of another organisation read by now: what was
 * asked there before goes on in direct messages. Slack is asked about a channel once a minute at most.
 */
export async function refuseShared(
  profiles: Pick<Profiles, 'isShared'>,
  team: Team,
  channel: string,
): Promise<void> {
  if (isDirect(channel) || !(await profiles.isShared(team, channel))) return;
  throw new ProblemError({ kind: 'not-found', what: 'channel of our own', name: channel, nearest: [] });
}

/** The same platform, which says nothing to whom {@link refuseOutsider} refuses; what it rewrites, it checks itself. */
export function membersOnly(platform: ChatPlatform, profiles: Pick<Profiles, 'of'>): ChatPlatform {
  return {
    ...platform,
    async whisper(place, account, notice) {
      await refuseOutsider(profiles, account);
      await platform.whisper(place, account, notice);
    },
    async directMessage(account, notice) {
      await refuseOutsider(profiles, account);
      return platform.directMessage(account, notice);
    },
    async upload(account, file) {
      await refuseOutsider(profiles, account);
      return platform.upload(account, file);
    },
  };
}
