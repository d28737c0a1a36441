import type { RunNotice } from '../src/domain/notice.ts';
import { ended, isLive } from '../src/domain/run.ts';
import { type Block, type Button, type Card, type CardContext, card, line, sayButton } from './card.ts';
import { about, count, instant, number } from './format.ts';
import { doingWords } from './operation-words.ts';
import { originWords } from './origin-words.ts';
import { resultCard } from './result-card.ts';
import { given } from './text.ts';
import { RUN_WORDS } from './words.ts';

/** A run while it goes on; its result once it has ended. */
export function runCard(notice: RunNotice, context: CardContext): Card {
  return isLive(notice.run.state) ? progressCard(notice, context) : resultCard(notice, context);
}

function progressCard(notice: RunNotice, context: CardContext): Card {
  const { run, plan, counts } = notice;
  const { word, tone } = RUN_WORDS[run.state];
  const done = ended(counts);
  return card({
    headline: doingWords(plan.operation, run.total),
    badge: { text: `${word} · ${run.id}`, tone },
    evidence: [originWords(notice)],
    blocks: [
      { kind: 'progress', done, total: run.total, words: progressWords(notice) },
      ...explained(notice, context),
    ],
    buttons: liveButtons(notice),
    smallPrint: run.state === 'cancelling' ? [] : ['Every user is checked again right before the change.'],
  });
}

/** How far a run is: "17 of 25 · 1 failed · about 8 seconds left". */
export function progressWords({ run, counts, leftMs }: RunNotice): string {
  const parts = [`${number(ended(counts))} of ${number(run.total)}`];
  if (counts['already-so'] > 0) parts.push(`${number(counts['already-so'])} already so`);
  if (counts.skipped > 0) parts.push(`${number(counts.skipped)} skipped`);
  if (counts.failed > 0) parts.push(`${number(counts.failed)} failed`);
  if (leftMs !== null) parts.push(`${about(leftMs)} left`);
  return parts.join(' · ');
}

function explained({ run, plan }: RunNotice, { zone }: CardContext): readonly Block[] {
  if (run.state === 'halted') {
    return [line('Everything was stopped, this run too. It goes on from here after ', code('resume'), '.')];
  }
  if (run.state === 'paused') {
    return [line('Paused by a person. It goes on from here after ', code(`continue ${run.id}`), '.')];
  }
  if (run.waitingSince !== null) {
    const since = instant(run.waitingSince, zone);
    return [line(`Waiting for ${given(plan.source.label)} to answer since ${since}; it goes on by itself.`)];
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
  return [goOnButton(run), cancel];
}

/** What stops it for a while, or lets it go on. */
function goOnButton({ id, state }: RunNotice['run']): Button {
  switch (state) {
    case 'halted':
      return sayButton('Resume all runs', 'resume');
    case 'paused':
      return { label: 'Continue', verb: 'continue', id, primary: true, typed: `continue ${id}` };
    default:
      return { label: 'Pause', verb: 'pause', id, typed: `pause ${id}` };
  }
}
