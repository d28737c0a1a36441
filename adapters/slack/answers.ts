import type { MessageRef } from '../../src/domain/account.ts';
import type { Notice } from '../../src/domain/notice.ts';
import type { Answer } from '../../src/flows/bot.ts';
import { faultOf } from '../chat/errands.ts';
import type { SlackParts } from './parts.ts';
import type { Asker } from './speech.ts';

/** How long somebody waits before they are told that it takes a while. */
const HINT_AFTER_MS = 3_000;
const LONGEST_WORDS = 100;

/** The message that was pressed, when one person alone sees it and it may be drawn anew. */
export interface Own {
  readonly message: MessageRef | null;
}

/** Shows an answer of the bot to the one who asked: pages take the place of the pressed message, the rest is said. */
export async function showAnswer(
  { speech }: Pick<SlackParts, 'speech'>,
  to: Asker,
  answer: Answer,
  own: Own | null = null,
): Promise<void> {
  const { replace, notices } = answer;
  if (replace !== null && own !== null) await speech.replace({ ...to, ...own }, replace);
  else if (replace !== null) await speech.reply(to, replace);
  for (const notice of notices) await speech.reply(to, notice);
}

/** Waits for an answer; when it takes longer than {@link HINT_AFTER_MS} the asker is told so, before it comes. */
export async function tellWhenSlow(
  { speech, options }: Pick<SlackParts, 'speech' | 'options'>,
  to: Asker,
  words: string,
  asking: Promise<Answer>,
): Promise<Answer> {
  const { clock, logger } = options;
  const answered = new AbortController();
  const hint = clock.sleep(HINT_AFTER_MS, answered.signal).then(
    () => speech.reply(to, workingOn(words)),
    () => undefined,
  );
  try {
    return await asking;
  } finally {
    answered.abort();
    await hint.catch((error: unknown) => logger.warn('slack answer lost', faultOf(error)));
  }
}

function workingOn(words: string): Notice {
  const shown = words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS)}…` : words;
  return { kind: 'said', headline: `Working on ${shown === '' ? 'it' : shown}`, detail: '' };
}
