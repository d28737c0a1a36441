import type { Bot } from '../bot.ts';
import type { Services } from '../services.ts';
import { answerClick } from './answer-click.ts';
import { answerCommand } from './answer-command.ts';
import { createStrangerRecord } from './refuse-stranger.ts';
import { showHome } from './show-home.ts';
import { standingOf } from './standing-of.ts';
import { turnAway } from './turn-away.ts';

/** The way in for adapters, over one set of services. */
export function createBot(services: Services): Bot {
  return {
    command: (invocation) => answerCommand(services, invocation),
    click: (click) => answerClick(services, click),
    turnAway: (arrival, problem) => turnAway(services, arrival, problem),
    standing: (arrival) => standingOf(services, arrival),
    home: (arrival) => showHome(services, arrival),
    refuseStranger: createStrangerRecord(services),
  };
}
