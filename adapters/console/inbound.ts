import { readInputs } from '../../cards/adaptive-card/inputs.ts';
import type { Place } from '../../src/domain/account.ts';
import type { AttachedFile } from '../../src/domain/file.ts';
import { type Problem, ProblemError } from '../../src/domain/problem.ts';
import type { Answer, Bot } from '../../src/flows/bot.ts';
import type { ChatPlatform } from '../../src/ports/chat-platform.ts';
import { deliveryIdOf } from '../chat/delivery.ts';
import { STALE } from '../chat/stale.ts';
import { HttpError } from '../http/reply.ts';
import { findAction, isVerb } from './card-actions.ts';
import { type Persona, PLATFORM } from './config.ts';
import { type OutboundParts, refOf } from './outbound.ts';
import { enter } from './places.ts';
import { maySee } from './visibility.ts';

export interface TypedCommand {
  readonly place: string;
  readonly text: string;
  readonly files: readonly AttachedFile[];
  /** Chosen by the page; the same one again is the same request. */
  readonly delivery: string;
}

export interface SentClick {
  readonly place: string;
  readonly message: string;
  readonly verb: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly delivery: string;
}

/** Brings what a persona typed or clicked to the bot, and its answer back into the place. */
export interface Inbound {
  command(persona: Persona, typed: TypedCommand): Promise<Answer['outcome']>;
  /** `not-found` for a message the persona does not see, 400 for a verb that does not exist. */
  click(persona: Persona, click: SentClick): Promise<Answer['outcome']>;
}

/** Wires a bot to the platform it answers on. */
export function createInbound(parts: OutboundParts, platform: ChatPlatform, bot: Bot): Inbound {
  const { messages, feed, live, clock } = parts;
  const show = async (persona: Persona, place: Place, answer: Answer) => {
    for (const notice of answer.notices) await platform.whisper(place, persona.account, notice);
  };
  const recordTyped = async (persona: Persona, typed: TypedCommand) => {
    await feed.catchUp();
    const known = messages
      .all(typed.place)
      .some((message) => message.delivery === deliveryOf(persona, typed));
    if (known) return;
    const message = await messages.add({
      place: typed.place,
      from: persona.person,
      to: persona.person,
      at: clock.now(),
      text: typed.text,
      attached: typed.files.map((file) => file.name),
      card: null,
      headline: typed.text,
      files: [],
      delivery: deliveryOf(persona, typed),
    });
    live.tell({ kind: 'message', message });
  };
  return {
    async command(persona, typed) {
      const place = enter(persona, typed.place);
      await recordTyped(persona, typed);
      return live.during(persona.person, place.id, async () => {
        const answer = await bot.command({
          deliveryId: deliveryOf(persona, typed),
          account: persona.account,
          place,
          text: typed.text,
          files: typed.files,
          at: clock.now(),
        });
        await show(persona, place, answer);
        return answer.outcome;
      });
    },
    async click(persona, click) {
      const place = enter(persona, click.place);
      await feed.catchUp();
      const message = messages.find(place.id, click.message);
      if (message === undefined || !maySee(persona, message)) {
        const problem: Problem = { kind: 'not-found', what: 'message', name: click.message, nearest: [] };
        await bot.turnAway(
          { deliveryId: deliveryOf(persona, click), account: persona.account, place },
          problem,
        );
        throw new ProblemError(problem);
      }
      if (!isVerb(click.verb)) throw new HttpError(400, 'There is no such button.');
      const action = findAction(message.card, { ...click, verb: click.verb });
      if (action === undefined) {
        const arrival = { deliveryId: deliveryOf(persona, click), account: persona.account, place };
        const answer = await bot.turnAway(arrival, STALE);
        await show(persona, place, answer);
        return answer.outcome;
      }
      if (action.verb === 'say') {
        await recordTyped(persona, { place: place.id, text: action.id, files: [], delivery: click.delivery });
      }
      return live.during(persona.person, place.id, async () => {
        const answer = await bot.click({
          deliveryId: deliveryOf(persona, click),
          account: persona.account,
          place,
          message: refOf(message),
          verb: action.verb,
          id: action.id,
          inputs: readInputs(action.data),
          at: clock.now(),
        });
        const { replace } = answer;
        if (replace !== null && message.to !== null) await platform.update(refOf(message), replace);
        else if (replace !== null) await platform.whisper(place, persona.account, replace);
        await show(persona, place, answer);
        return answer.outcome;
      });
    },
  };
}

/** One persona's delivery ids never meet another's. */
function deliveryOf(persona: Persona, { delivery }: { readonly delivery: string }): string {
  return deliveryIdOf(PLATFORM, persona.person, delivery);
}
