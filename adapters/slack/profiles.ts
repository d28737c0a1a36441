import { isProblem, ProblemError } from '../../src/domain/problem.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { Bounded } from '../chat/bounded.ts';
import { SOURCE } from './errors.ts';
import type { Team } from './ids.ts';
import type { SlackWeb } from './web.ts';

/** What a workspace says about one of its accounts. */
export interface Profile {
  readonly name: string;
  /** False for guests, strangers, bots and accounts that were switched off. */
  readonly isMember: boolean;
  /** Why it is no member, in a few words; null when it is one. */
  readonly why: string | null;
  /** The address of a member that the workspace has confirmed; null when there is none. */
  readonly confirmedMail: string | null;
}

/** Who somebody is and where something is said; nothing is assumed: what Slack does not say is thrown. */
export interface Profiles {
  /** Read again after 15 minutes. An account that the workspace does not know is no member. */
  of(team: Team, user: string): Promise<Profile>;
  /** Whether people of another organisation read a channel; `not-found` when Rollcall cannot see it. */
  isShared(team: Team, channel: string): Promise<boolean>;
  /** What is remembered of channels does not hold any more: one was just shared. */
  forgetChannels(): void;
  /** `D…` of the direct conversation with an account. */
  directChannel(team: Team, user: string): Promise<string>;
}

const PROFILE_MS = 15 * 60_000;
const SHARED_MS = 60_000;
const KEPT = 5_000;
/** The account that Slack's own messages come from; it is a bot without being marked as one. */
const SLACKBOT = 'USLACKBOT';

interface Dated<T> {
  readonly value: Promise<T>;
  readonly until: number;
}

/** Reads profiles and channels; concurrent questions about the same one are asked once. */
export function createProfiles(web: SlackWeb, clock: Clock): Profiles {
  const profiles = new Bounded<Dated<Profile>>(KEPT);
  let shared = new Bounded<Dated<boolean>>(KEPT);
  const direct = new Bounded<Dated<string>>(KEPT);
  const remember = <T>(kept: Bounded<Dated<T>>, key: string, forMs: number, ask: () => Promise<T>) => {
    const found = kept.get(key);
    if (found !== undefined && found.until > clock.now()) return found.value;
    const value = ask();
    kept.set(key, { value, until: clock.now() + forMs });
    value.catch(() => kept.delete(key));
    return value;
  };
  return {
    of: (team, user) =>
      remember(profiles, keyOf(team, user), PROFILE_MS, async () => {
        try {
          const answer = await web.call<{ readonly user?: SlackUser }>(team, 'users.info', { user });
          return readProfile(team, answer.user);
        } catch (error) {
          if (isProblem(error, 'not-found')) return stranger(user, 'the workspace does not know them');
          throw error;
        }
      }),
    isShared: (team, channel) =>
      remember(shared, keyOf(team, channel), SHARED_MS, async () => {
        const answer = await web.call<{ readonly channel?: SlackChannel }>(team, 'conversations.info', {
          channel,
        });
        return readShared(answer.channel);
      }),
    forgetChannels() {
      shared = new Bounded(KEPT);
    },
    directChannel: (team, user) =>
      remember(direct, keyOf(team, user), Number.POSITIVE_INFINITY, async () => {
        const answer = await web.call<{ readonly channel?: { readonly id?: string } }>(
          team,
          'conversations.open',
          { users: user },
        );
        return answer.channel?.id ?? fail('the direct conversation has no id');
      }),
  };
}

/** Fields of users.info that decide anything, as in java-slack-sdk json-logs/samples/api/users.info.json. */
interface SlackUser {
  readonly id?: string;
  readonly team_id?: string;
  readonly name?: string;
  readonly real_name?: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_workflow_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly is_email_confirmed?: boolean;
  readonly enterprise_user?: { readonly enterprise_id?: string };
  readonly profile?: {
    readonly display_name?: string;
    readonly real_name?: string;
    readonly email?: string;
  };
}

function readProfile(team: Team, user: SlackUser | undefined): Profile {
  if (user?.id === undefined) return fail('the answer has no user');
  const { profile = {} } = user;
  const name = profile.display_name || profile.real_name || user.real_name || user.name || user.id;
  const why = whyNoMember(team, user);
  if (why !== null) return stranger(name, why);
  const isConfirmed = user.is_email_confirmed === true && profile.email !== undefined && profile.email !== '';
  return { name, isMember: true, why: null, confirmedMail: isConfirmed ? (profile.email ?? null) : null };
}

function whyNoMember(team: Team, user: SlackUser): string | null {
  if (user.deleted === true) return 'the account was switched off';
  if (user.is_bot === true || user.is_workflow_bot === true || user.id === SLACKBOT) return 'it is a bot';
  if (user.is_stranger === true || !isOfHouse(team, user)) return 'the account is of another organisation';
  if (user.is_restricted === true || user.is_ultra_restricted === true)
    return 'the account is that of a guest';
  return null;
}

/** Of this workspace, or on Enterprise Grid of the same organisation. */
function isOfHouse({ team, enterprise }: Team, user: SlackUser): boolean {
  if (enterprise !== null && user.enterprise_user?.enterprise_id === enterprise) return true;
  return team !== null && user.team_id === team;
}

interface SlackChannel {
  readonly id?: string;
  readonly is_shared?: boolean;
  readonly is_org_shared?: boolean;
  readonly is_ext_shared?: boolean;
  readonly is_pending_ext_shared?: boolean;
  readonly pending_shared?: readonly unknown[];
}

/** Shared between workspaces of one organisation alone is not shared with strangers. */
function readShared(channel: SlackChannel | undefined): boolean {
  if (channel?.id === undefined) return fail('the answer has no channel');
  const { is_shared, is_org_shared, is_ext_shared, is_pending_ext_shared, pending_shared = [] } = channel;
  if (is_ext_shared === true || is_pending_ext_shared === true || pending_shared.length > 0) return true;
  return is_shared === true && is_org_shared !== true;
}

function stranger(name: string, why: string): Profile {
  return { name, isMember: false, why, confirmedMail: null };
}

function fail(message: string): never {
  throw new ProblemError({ kind: 'unavailable', source: SOURCE, message });
}

function keyOf({ team, enterprise }: Team, id: string): string {
  return `${enterprise ?? ''}/${team ?? ''}/${id}`;
}
