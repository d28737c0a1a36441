import type { RunNotice } from '../src/domain/notice.ts';
import { list } from './format.ts';
import { given } from './text.ts';

const MAX_APPROVERS = 8;

/** Who asked for a run and who approved it. */
export function originWords({ requester, approvers }: Pick<RunNotice, 'requester' | 'approvers'>): string {
  const names = approvers.slice(0, MAX_APPROVERS).map((name) => given(name));
  const approved = names.length === 0 ? '' : ` · approved by ${list(names)}`;
  return `Asked by ${given(requester)}${approved}`;
}
