import type { Account } from '../domain/account.ts';
import type { Click, Invocation } from '../domain/inbound.ts';
import type { Notice } from '../domain/notice.ts';
import type { Problem } from '../domain/problem.ts';

/**
 * What an adapter shows the person who typed or clicked. Everything for other people, and every message
 * that has to survive a crash (approval and run cards), is posted by jobs instead.
 */
export interface Answer {
  /** `duplicate`: this delivery was taken before; show nothing. */
  readonly outcome: 'done' | 'refused' | 'failed' | 'duplicate';
  /** To be shown to the person alone: whispered in a channel, posted in a direct conversation. */
  readonly notices: readonly Notice[];
  /** Takes the place of the clicked message, for pagers; only ever on a message that one person sees. */
  readonly replace: Notice | null;
  /** What jobs post for this answer; a platform without messages (the terminal) prints it. */
  readonly posted: readonly Notice[];
}

/** What commands and clicks have in common. */
export type Arrival = Pick<Invocation | Click, 'deliveryId' | 'account' | 'mail' | 'place'>;

/** Somebody who opens their own page; nothing is delivered that could come twice. */
export type HomeArrival = Pick<Arrival, 'account' | 'mail'>;

/** What an account is to Rollcall: `nobody` also when that cannot be told. */
export type Standing = 'nobody' | 'somebody' | 'admin';

/** The way in, the same for every adapter. No method throws: problems come back as notices. */
export interface Bot {
  command(invocation: Invocation): Promise<Answer>;
  click(click: Click): Promise<Answer>;
  /** Records what an adapter itself turned away, such as a button that is no longer on the card. */
  turnAway(arrival: Arrival, problem: Problem): Promise<Answer>;
  /** Asked before anything costly is fetched for somebody, and before a fault that is told them is put into words. */
  standing(arrival: HomeArrival): Promise<Standing>;
  /** What somebody finds on the page that a platform keeps for each of its accounts. */
  home(arrival: HomeArrival): Promise<Notice>;
  /** Records that an adapter refused somebody before they could ask for anything, with why in a few words. */
  refuseStranger(claimed: Account, why: string): Promise<void>;
}
