import type { HomeNotice, RunNotice } from '../src/domain/notice.ts';
import { ended } from '../src/domain/run.ts';
import { type Block, type Button, type Card, type CardContext, card, sayButton } from './card.ts';
import { connectionBlocks } from './connection-blocks.ts';
import { findButton } from './filter-form.ts';
import { count, instant, number } from './format.ts';
import { doingWords } from './operation-words.ts';
import { requestBlocks } from './request-blocks.ts';
import { progressWords } from './run-card.ts';
import { stoppedLine } from './stopped-words.ts';
import { given } from './text.ts';
import { RUN_WORDS } from './words.ts';

const MAX_REQUESTS = 5;
const MAX_RUNS = 5;
const MAX_CONNECTIONS = 3;
const MAX_COMMANDS = 5;

/** Somebody's own page: what waits for them, what is stopped, what runs, how things stand, and where to go on. */
export function homeCard(notice: HomeNotice, context: CardContext): Card {
  const { status, due, now } = notice;
  const stopped = status?.stopped ?? null;
  return card({
    headline: due === 0 ? 'Nothing waits for you' : `${count(due, 'request')} ${waits(due)} for you`,
    badge: stopped === null ? null : { text: 'stopped', tone: 'attention' },
    evidence: [`${given(context.organisation)} · as of ${instant(now, context.zone)}`],
    blocks: [
      ...(stopped === null ? [] : [stoppedLine(stopped, context)]),
      ...requestsOf(notice, context),
      ...runsOf(notice),
      ...connectionBlocks(status?.connections ?? [], MAX_CONNECTIONS, context),
    ],
    buttons: buttonsOf(notice),
  });
}

/** The filter form stands second: whatever is most urgent comes first. */
function buttonsOf({ commands, mayList }: HomeNotice): readonly Button[] {
  const [first, ...rest] = commands
    .slice(0, MAX_COMMANDS)
    .map(({ label, command }) => sayButton(given(label), command));
  return [...(first === undefined ? [] : [first]), ...(mayList ? [findButton()] : []), ...rest];
}

function waits(requests: number): string {
  return requests === 1 ? 'waits' : 'wait';
}

function requestsOf({ waiting, due, others }: HomeNotice, context: CardContext): readonly Block[] {
  const shown = waiting.slice(0, MAX_REQUESTS);
  const more = due - shown.length;
  const single = (more > 0 ? more : 0) + others === 1;
  const counted = [
    ...(more > 0 ? [`${number(more)} more ${waits(more)} for you`] : []),
    ...(others > 0 ? [`${count(others, 'request')} ${waits(others)} for others`] : []),
  ];
  const rest: Block = {
    kind: 'part',
    title: counted.join(', '),
    detail: `"approvals" lists ${single ? 'it' : 'them'}`,
  };
  return [
    ...shown.flatMap((each) => requestBlocks(each, context, 'you')),
    ...(counted.length === 0 ? [] : [rest]),
  ];
}

function runsOf({ runs, running }: HomeNotice): readonly Block[] {
  const shown = runs.slice(0, MAX_RUNS);
  const more = running - shown.length;
  const rest: Block = {
    kind: 'part',
    title: `${count(more, 'more run')} under way`,
    detail: `"runs" lists ${more === 1 ? 'it' : 'them'}`,
  };
  return [...shown.flatMap(runBlocks), ...(more > 0 ? [rest] : [])];
}

function runBlocks(notice: RunNotice): readonly Block[] {
  const { run, plan, counts } = notice;
  return [
    {
      kind: 'part',
      title: doingWords(plan.operation, run.total),
      detail: `${RUN_WORDS[run.state].word} · ${run.id}`,
    },
    { kind: 'progress', done: ended(counts), total: run.total, words: progressWords(notice) },
  ];
}
