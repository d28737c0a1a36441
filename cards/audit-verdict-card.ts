import type { ChainFault, ChainVerdict } from '../src/domain/audit-chain.ts';
import { headText } from '../src/domain/audit-chain.ts';
import type { AuditHead } from '../src/domain/audit-event.ts';
import type { AuditVerdictNotice } from '../src/domain/house-notice.ts';
import { type Card, card, line } from './card.ts';
import { number } from './format.ts';
import { headLines } from './log-end.ts';

type Broken = Extract<ChainVerdict, { readonly ok: false }>;

/** Whether the whole audit log is as it was written; where it is not, what is wrong and what to do. */
export function auditVerdictCard({ verdict, endChecked }: AuditVerdictNotice): Card {
  return verdict.ok ? soundCard(verdict, endChecked) : brokenCard(verdict);
}

function soundCard(
  { entries, head, from }: Extract<ChainVerdict, { readonly ok: true }>,
  endChecked: boolean,
): Card {
  const end = endChecked
    ? 'Nothing was cut off its end: the one you gave is in it.'
    : 'Whether its end was cut off shows only with an end of the log that you noted down earlier.';
  if (entries === 0) {
    const badge = { text: 'verified', tone: 'good' } as const;
    return card({ headline: 'The audit log is empty', badge, evidence: [end] });
  }
  const older =
    from > 1 ? [`Older entries, up to ${number(from - 1)}, were deleted as the log itself records.`] : [];
  return card({
    headline:
      entries === 1
        ? '1 audit entry is as it was written'
        : `All ${number(entries)} audit entries are as they were written`,
    badge: { text: 'verified', tone: 'good' },
    evidence: ['None was edited, removed or put in another order.', end, ...older],
    blocks: [
      ...headLines(head),
      ...(head === null
        ? []
        : [
            line('Keep it outside of Rollcall. That nothing was cut off the end shows later with  ', {
              text: `audit verify ${headText(head)}`,
              style: 'code',
            }),
          ]),
    ],
  });
}

function brokenCard({ seq, fault, head }: Broken): Card {
  return card({
    headline: FAULTS[fault](number(seq)),
    badge: { text: 'broken', tone: 'attention' },
    evidence: [soundPart(fault, head)],
    blocks: [
      line(fault === 'other-hash' ? 'If what you noted down is right:' : 'What to do:'),
      line('1) Keep the database: copy it as it is now, before anything else.'),
      line('2) Compare it with the last exported log, to see what was there.'),
      line('3) Do not shorten how long entries are kept before that is done.'),
      ...(head === null ? [] : [line('Last entry that holds  ', { text: headText(head), style: 'code' })]),
    ],
  });
}

/** How much of the log holds. */
function soundPart(fault: ChainFault, head: AuditHead | null): string {
  if (fault === 'other-hash') {
    return 'Check the typing first. If it is right, the log was cut off before this entry or rewritten since.';
  }
  if (head === null) return 'No entry of the log can be relied on.';
  const seq = number(head.seq);
  if (fault === 'cut') return `What is left, up to entry ${seq}, is as it was written.`;
  return `Up to entry ${seq} the log is as it was written; what comes after cannot be relied on.`;
}

/** What is wrong with which entry, in plain words. */
const FAULTS: Readonly<Record<ChainFault, (entry: string) => string>> = {
  edited: (entry) => `Audit entry ${entry} was changed after it was written`,
  missing: (entry) => `What stood before audit entry ${entry} was removed`,
  reordered: (entry) => `Audit entry ${entry} is not in its place`,
  cut: (entry) => `The audit log was cut off: entry ${entry} is gone from its end`,
  'other-hash': (entry) => `Audit entry ${entry} has another hash than the one you gave`,
};
