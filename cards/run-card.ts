import type { RunNotice } from '../src/domain/notice.ts';
import { ended, isLive } from '../src/domain/run.ts';
import { type Block, type Button, type Card, type CardContext, card, line, sayButton } from './card.ts';
import { about, count, number } from './format.ts';
import { originWords } from './origin-words.ts';
import { resultCard } from './result-card.ts';
import { OPERATIONS, RUN_WORDS } from './words.ts';

/** A run while it goes on; its result once it has ended. */
export function runCard(notice: RunNotice, context: CardContext): Card {
  return isLive(notice.run.state) ? progressCard(notice) : resultCard(notice, context);
}

function progressCard(notice: RunNotice): Card {
  const { run, plan, counts } = notice;
  const { word, tone } = RUN_WORDS[run.state];
  const done = ended(counts);
  return card({
    headline: `${OPERATIONS[plan.operation.kind].doing} ${count(run.total, 'user')}`,
    badge: { text: `${word} · ${run.id}`, tone },
    evidence: [originWords(notice)],
    blocks: [
      { kind: 'progress', done, total: run.total, words: progressWords(notice) },
      ...explained(notice),
    ],
    buttons: liveButtons(notice),
    smallPrint: ['Every user is checked again right before the change.'],
  });
}

function progressWords({ run, counts, leftMs }: RunNotice): string {
  const parts = [`${number(ended(counts))} of ${number(run.total)}`];
  if (counts['already-so'] > 0) parts.push(`${number(counts['already-so'])} already so`);
  if (counts.skipped > 0) parts.push(`${number(counts.skipped)} skipped`);
  if (counts.failed > 0) parts.push(`${number(counts.failed)} failed`);
  if (leftMs !== null) parts.push(`${about(leftMs)} left`);
  return parts.join(' · ');
}

function explained({ run }: RunNotice): readonly Block[] {
  if (run.state === 'halted') {
    return [line('Everything was stopped, this run too. It goes on from here after ', code('resume'), '.')];
  }
  if (run.state === 'cancelling') return [line('The changes under way are finished, no new one is started.')];
  return [];
}

function code(text: string): { readonly text: string; readonly style: 'code' } {
  return { text, style: 'code' };
}

function liveButtons({ run, counts }: RunNotice): readonly Button[] {
  if (run.state === 'cancelling') return [];
  const left = run.total - ended(counts);
  const cancel: Button = {
    label: 'Cancel…',
    verb: 'cancel',
    id: run.id,
    typed: `cancel ${run.id}`,
    asks: {
      text: `What is done stays done; ${count(left, 'user')} not reached yet ${left === 1 ? 'stays' : 'stay'} as now.`,
      fields: [],
      submit: 'Cancel this run',
    },
  };
  return run.state === 'halted' ? [sayButton('Resume all runs', 'resume'), cancel] : [cancel];
}
