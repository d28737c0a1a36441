import type { RunsNotice } from '../src/domain/notice.ts';
import { ended, isLive } from '../src/domain/run.ts';
import { type Card, type CardContext, card, line } from './card.ts';
import { count, instant, number } from './format.ts';
import { planWords } from './operation-words.ts';
import { resultWords } from './result-card.ts';
import { given } from './text.ts';
import { RUN_WORDS } from './words.ts';

type Row = RunsNotice['runs'][number];

const MAX_RUNS = 20;

/** Runs, newest first as they came, with their state. */
export function runsCard({ runs }: RunsNotice, context: CardContext): Card {
  if (runs.length === 0) {
    return card({
      headline: 'No runs yet',
      blocks: [line('A run starts as soon as a request is approved.')],
    });
  }
  const live = runs.filter(({ run }) => isLive(run.state)).length;
  const shown = runs.slice(0, MAX_RUNS);
  const columns = [
    { title: 'Run', weight: 2 },
    { title: 'What', weight: 4 },
    { title: 'State', weight: 4 },
    { title: 'Asked by', weight: 3 },
    { title: 'Approved', weight: 4 },
  ];
  const rows = shown.map((row) => runRow(row, context));
  return card({
    headline: `${count(runs.length, 'run')}, ${live === 0 ? 'none' : number(live)} under way`,
    blocks: [
      { kind: 'table', columns, rows, more: runs.length - shown.length },
      line('More about one: ', { text: `run ${shown[0]?.run.id}`, style: 'code' }),
    ],
  });
}

function runRow({ run, plan, counts, requester }: Row, { zone }: CardContext): readonly string[] {
  const { word } = RUN_WORDS[run.state];
  const how = isLive(run.state)
    ? `${number(ended(counts))} of ${number(run.total)}`
    : resultWords({ run, plan, counts });
  return [run.id, planWords(plan), `${word}: ${how}`, given(requester), instant(run.createdAt, zone)];
}
