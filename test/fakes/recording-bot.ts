import type { Account } from '../../src/domain/account.ts';
import type { Click, Invocation } from '../../src/domain/inbound.ts';
import type { Notice } from '../../src/domain/notice.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { answerProblem, answerWith, DUPLICATE } from '../../src/flows/answer.ts';
import type { Answer, Arrival, Bot, HomeArrival, Standing } from '../../src/flows/bot.ts';

/** Keeps what it is told and answers with what a test wants; each delivery counts once, as with the real one. */
export class RecordingBot implements Bot {
  readonly commands: Invocation[] = [];
  readonly clicks: Click[] = [];
  readonly turnedAway: { readonly arrival: Arrival; readonly problem: Problem }[] = [];
  readonly strangers: { readonly account: Account; readonly why: string }[] = [];
  readonly homes: HomeArrival[] = [];
  /** What the next answers wait for. */
  gate: Promise<void> = Promise.resolve();
  /** What accounts are to it. */
  standsAs: Standing = 'somebody';
  answer: (asked: Invocation | Click) => Answer = () => answerWith(said('Done'));
  readonly #deliveries = new Set<string>();

  async command(invocation: Invocation): Promise<Answer> {
    await this.gate;
    if (this.#isKnown(invocation)) return DUPLICATE;
    this.commands.push(invocation);
    return this.answer(invocation);
  }

  async click(click: Click): Promise<Answer> {
    await this.gate;
    if (this.#isKnown(click)) return DUPLICATE;
    this.clicks.push(click);
    return this.answer(click);
  }

  async turnAway(arrival: Arrival, problem: Problem): Promise<Answer> {
    this.turnedAway.push({ arrival, problem });
    return answerProblem(problem);
  }

  async standing(): Promise<Standing> {
    return this.standsAs;
  }

  async home(arrival: HomeArrival): Promise<Notice> {
    this.homes.push(arrival);
    return said('Your requests');
  }

  async refuseStranger(account: Account, why: string): Promise<void> {
    this.strangers.push({ account, why });
  }

  #isKnown({ deliveryId }: Arrival): boolean {
    const known = this.#deliveries.has(deliveryId);
    this.#deliveries.add(deliveryId);
    return known;
  }
}

/** A plain notice. */
export function said(headline: string, detail = ''): Notice {
  return { kind: 'said', headline, detail };
}
