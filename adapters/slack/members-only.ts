import type { Account } from '../../src/domain/account.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import { conversationOf } from './ids.ts';
import type { Profiles } from './profiles.ts';

/**
 * The same platform, which says nothing to an account that is no member of the workspace any more: what Rollcall says
 * of its own accord holds names and lists, and whoever became a guest may not ask for those either. `not-found` then,
 * as for an account that is gone.
 */
export function membersOnly(platform: ChatPlatform, profiles: Pick<Profiles, 'of'>): ChatPlatform {
  const refuseOutsider = async ({ tenant, id }: Account): Promise<void> => {
    const { isMember } = await profiles.of(conversationOf({ tenant, id: '' }), id);
    if (!isMember) throw new ProblemError({ kind: 'not-found', what: 'account', name: id, nearest: [] });
  };
  return {
    ...platform,
    async whisper(place, account, notice) {
      await refuseOutsider(account);
      await platform.whisper(place, account, notice);
    },
    async directMessage(account, notice) {
      await refuseOutsider(account);
      return platform.directMessage(account, notice);
    },
    async upload(account, file) {
      await refuseOutsider(account);
      return platform.upload(account, file);
    },
  };
}
