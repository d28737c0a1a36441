import type { Plan, PlanExclusion } from '../src/domain/plan.ts';
import type { Block } from './card.ts';
import { leftOutOf } from './plan-facts.ts';
import { skipWords } from './reason-words.ts';
import { given, LENGTHS } from './text.ts';

const MAX_EXCLUSIONS = 10;

/** Who was left out and why, by name; never for a channel. */
export function exclusionBlocks(plan: Plan, exclusions: readonly PlanExclusion[]): readonly Block[] {
  if (exclusions.length === 0) return [];
  const rows = exclusions.slice(0, MAX_EXCLUSIONS).map(exclusionRow);
  const columns = [
    { title: 'Left out', weight: 2 },
    { title: 'Why', weight: 3 },
  ];
  return [{ kind: 'table', columns, rows, more: Math.max(0, leftOutOf(plan) - rows.length) }];
}

function exclusionRow({ username, reason, detail }: PlanExclusion): readonly string[] {
  return [given(username), given(skipWords(reason, detail), LENGTHS.line)];
}
