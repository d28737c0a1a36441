import type { Account } from '../../src/domain/account.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { isProblem, problemOf } from '../../src/domain/problem.ts';
import type { Bot } from '../../src/flows/bot.ts';
import { type Errands, faultOf } from '../chat/errands.ts';
import { inTime } from '../chat/in-time.ts';
import { accountOf, isDirect } from './ids.ts';
import type { SlackParts } from './parts.ts';
import type { Origin } from './payload.ts';
import { claimedPlace, placeOf } from './places.ts';
import type { Asker } from './speech.ts';

/** Somebody who may talk to Rollcall, with where and how to answer them. */
export interface Visitor extends Asker {
  /** Their confirmed address, where a setting allows accounts to be matched by it. */
  readonly mail: string | null;
}

/** How somebody is told that they are refused, or that something failed. */
export type Tell = (to: Asker, notice: Notice) => Promise<void>;

/** Lets members of the workspace in and turns everybody else away. */
export interface Reception {
  /**
   * After Slack has its answer: does `work` for whoever may talk to Rollcall. Others are told why not, and recorded;
   * what fails is told too.
   */
  attend(what: string, origin: Origin, work: (visitor: Visitor) => Promise<void>, tell?: Tell): void;
  /**
   * The same for what cannot wait for the check and shows nothing that is not seen already: whoever is not known by
   * then to be refused is let through.
   */
  hurry(what: string, origin: Origin, work: () => Promise<void>): void;
}

interface Refusal {
  /** For the record. */
  readonly why: string;
  /** For the person. */
  readonly message: string;
}

/** A trigger opens a form for three seconds; most of them are left for opening it. */
const HURRY_MS = 1_000;
const MEMBERS_ONLY = 'Only members of the workspace can use Rollcall.';
const FOREIGN: Refusal = { why: 'the account is of another organisation', message: MEMBERS_ONLY };
const SHARED: Refusal = {
  why: 'asked in a channel shared with another organisation',
  message:
    'This channel is shared with another organisation. Ask in one of your own, or in a direct message to Rollcall.',
};
const UNSEEN: Refusal = {
  why: 'asked in a channel that Rollcall is not in',
  message:
    'Rollcall cannot see who reads this channel. Add it to the channel first, or ask in a direct message to it.',
};
const NOT_LISTED: Refusal = {
  why: 'the workspace may not talk to Rollcall',
  message: 'This workspace may not use Rollcall.',
};

/** Checks everybody against what Slack says of them now; nothing a payload says of its sender is believed. */
export function createReception(parts: SlackParts, bot: Bot, errands: Errands): Reception {
  const { speech, profiles, options } = parts;
  const { logger, ids, clock } = options;
  const safely = async (tell: Tell, to: Asker, notice: Notice): Promise<void> => {
    await tell(to, notice).catch((error: unknown) => logger.warn('slack answer lost', faultOf(error)));
  };
  const refuse = async (origin: Origin, account: Account, { why, message }: Refusal, tell: Tell) => {
    await bot.refuseStranger(account, why);
    const to = askerAt(origin, account);
    await safely(tell, to, { kind: 'problem', problem: { kind: 'not-allowed', message } });
  };
  const fail = async (what: string, origin: Origin, account: Account, error: unknown, tell: Tell) => {
    const reference = ids.short();
    const problem = problemOf(error) ?? ({ kind: 'bug', reference } as const);
    if (problem.kind === 'bug') logger.error('slack request failed', { what, reference, ...faultOf(error) });
    else logger.warn('slack request not done', { what, ...faultOf(error) });
    const isAdmin = problem.kind === 'misconfigured' && (await bot.standing({ account })) === 'admin';
    const notice = { kind: 'problem', problem, ...(isAdmin && { forAdmin: true }) } as const;
    await safely(tell, askerAt(origin, account), notice);
  };
  const run = (what: string, origin: Origin, work: (account: Account) => Promise<void>, tell: Tell) =>
    errands.run(what, async () => {
      const account = accountOf(origin.team, origin.user);
      await work(account).catch((error: unknown) => fail(what, origin, account, error, tell));
    });
  return {
    hurry(what, origin, work) {
      const { reply } = speech;
      run(
        what,
        origin,
        async (account) => {
          const refusal = await inTime(clock, HURRY_MS, findRefusal(parts, origin));
          return refusal === undefined ? work() : refuse(origin, account, refusal, reply);
        },
        reply,
      );
    },
    attend(what, origin, work, tell = speech.reply) {
      run(
        what,
        origin,
        async (account) => {
          const refusal = await findRefusal(parts, origin);
          if (refusal !== undefined) return refuse(origin, account, refusal, tell);
          const { confirmedMail } = await profiles.of(origin.team, origin.user);
          const place = await placeOf(profiles, origin);
          await work({ ...askerAt(origin, account), place, mail: options.matchMail ? confirmedMail : null });
        },
        tell,
      );
    },
  };
}

async function findRefusal(
  { installations, profiles }: SlackParts,
  { team, user, userTeam, channel }: Origin,
): Promise<Refusal | undefined> {
  if (!(await installations.isAllowed(team))) return NOT_LISTED;
  // Throws for a workspace that removed the app: what is remembered of its people does not count any more.
  await installations.of(team);
  // In an organisation its members may be of any of its workspaces; there the profile decides.
  if (team.enterprise === null && userTeam !== null && userTeam !== team.team) return FOREIGN;
  const profile = await profiles.of(team, user);
  if (!profile.isMember) return { why: profile.why ?? FOREIGN.why, message: MEMBERS_ONLY };
  // Nothing is ever posted into a conversation of two people, so only the asker reads what is said there.
  if (channel === null || isDirect(channel.id)) return undefined;
  try {
    return (await profiles.isShared(team, channel.id)) ? SHARED : undefined;
  } catch (error) {
    if (isProblem(error, 'not-found')) return UNSEEN;
    throw error;
  }
}

function askerAt(origin: Origin, account: Account): Asker {
  const { team, responseUrl } = origin;
  return { account, team, responseUrl, place: claimedPlace(origin) };
}
