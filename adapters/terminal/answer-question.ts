import { cardFor } from '../../cards/card-for.ts';
import { renderPlainText } from '../../cards/plain-text/render.ts';
import type { PersonId, RunId } from '../../src/domain/ids.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { filesOf } from '../../src/domain/notice-files.ts';
import type { Bot } from '../../src/flows/bot.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { IdSource } from '../../src/ports/id-source.ts';
import { PLATFORM, TENANT, terminalPlace } from './config.ts';
import type { Question, Reply } from './exchange.ts';

export interface TerminalOptions {
  readonly bot: Bot;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly organisation: string;
  readonly zone: string;
  /** Who can ask from here; the first one does when the question does not say. */
  readonly cast: readonly { readonly id: PersonId }[];
}

/** Puts a question to the bot as the account of that person and prints what comes back. */
export async function answerQuestion(options: TerminalOptions, question: Question): Promise<Reply> {
  const person = options.cast.find(({ id }) => id === (question.person ?? options.cast[0]?.id))?.id;
  if (person === undefined) {
    const claimed = { platform: PLATFORM, tenant: TENANT, id: question.person ?? '' };
    await options.bot.refuseStranger(claimed, 'nobody here has this account');
    return strangerReply(options);
  }
  const answer = await options.bot.command({
    deliveryId: options.ids.secret(),
    account: { platform: PLATFORM, tenant: TENANT, id: person },
    place: terminalPlace(person),
    text: question.text,
    files: question.files,
    at: options.clock.now(),
  });
  const notices = [...answer.notices, ...answer.posted];
  return {
    outcome: answer.outcome,
    text: notices.map((notice) => printNotice(options, notice)).join('\n\n'),
    notices: notices.map(plain),
    files: notices.flatMap(filesOf),
    runs: notices.map(runOf).filter((run) => run !== null),
  };
}

/** `--as` with a name that is none of those the terminal may speak for. */
function strangerReply({ cast }: TerminalOptions): Reply {
  const text = `The terminal cannot speak as that person. Nothing was changed. Use --as with ${cast.map(({ id }) => id).join(', ')}.`;
  return { outcome: 'refused', text, notices: [], files: [], runs: [] };
}

/** One notice as a terminal shows it. */
export function printNotice(
  { zone, organisation }: Pick<TerminalOptions, 'zone' | 'organisation'>,
  notice: Notice,
): string {
  return renderPlainText(cardFor(notice, { zone, organisation }));
}

function runOf(notice: Notice): RunId | null {
  return notice.kind === 'approval' ? notice.approval.run : null;
}

/** A notice as JSON: sets become lists. */
function plain(notice: Notice): unknown {
  return JSON.parse(JSON.stringify(notice, (_key, value) => (value instanceof Set ? [...value] : value)));
}
