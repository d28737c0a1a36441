import type { ApprovalState } from '../src/domain/approval.ts';
import type { RunState } from '../src/domain/run.ts';
import type { Tone } from './card.ts';

interface StateWords {
  readonly word: string;
  readonly tone: Tone;
}

/** The word and colour of each approval state. */
export const APPROVAL_WORDS: Readonly<Record<ApprovalState, StateWords>> = {
  held: { word: 'beyond the cap', tone: 'warning' },
  waiting: { word: 'waiting', tone: 'warning' },
  approved: { word: 'approved', tone: 'good' },
  rejected: { word: 'rejected', tone: 'attention' },
  withdrawn: { word: 'withdrawn', tone: 'neutral' },
  expired: { word: 'expired', tone: 'neutral' },
};

/** The word and colour of each run state. */
export const RUN_WORDS: Readonly<Record<RunState, StateWords>> = {
  queued: { word: 'waiting to start', tone: 'neutral' },
  running: { word: 'running', tone: 'neutral' },
  paused: { word: 'paused', tone: 'warning' },
  cancelling: { word: 'cancelling', tone: 'warning' },
  halted: { word: 'stopped', tone: 'attention' },
  done: { word: 'done', tone: 'good' },
  cancelled: { word: 'cancelled', tone: 'warning' },
};
