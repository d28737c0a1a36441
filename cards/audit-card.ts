import type { AuditEvent } from '../src/domain/audit-event.ts';
import type { AuditNotice } from '../src/domain/house-notice.ts';
import { type Card, type CardContext, card, line } from './card.ts';
import { count, instant } from './format.ts';
import { headLines } from './log-end.ts';
import { given, LENGTHS } from './text.ts';

/** Newest entries of the audit log. */
export function auditCard({ events, names, total, head }: AuditNotice, context: CardContext): Card {
  if (events.length === 0) {
    return card({
      headline: 'No entry matches',
      blocks: [
        line('Narrow less, for example ', { text: 'audit action:"User Deactivated"', style: 'code' }),
        ...headLines(head),
      ],
    });
  }
  const columns = [
    { title: 'When', weight: 4 },
    { title: 'Who', weight: 3 },
    { title: 'What', weight: 7 },
    { title: 'Status', weight: 2 },
  ];
  const rows = events.map((event) => auditRow(event, names, context));
  const noun = total === 1 ? 'matches' : 'match';
  return card({
    headline: `${count(total, 'entry', 'entries')} ${noun}`,
    evidence: ['Audit log of Rollcall, newest first'],
    blocks: [
      { kind: 'table', columns, rows, more: Math.max(0, total - rows.length) },
      line('All of it as a file: the same words after  ', { text: 'audit export', style: 'code' }),
      ...headLines(head),
    ],
  });
}

function auditRow(event: AuditEvent, names: AuditNotice['names'], { zone }: CardContext): readonly string[] {
  const target = event.target === '' ? '' : ` ${given(event.target)}`;
  const what = `${event.action}${target}: ${given(event.description, LENGTHS.line)}`;
  return [instant(event.at, zone), actorWords(event, names), what, event.status];
}

function actorWords({ actor }: AuditEvent, names: AuditNotice['names']): string {
  if (actor.person !== null) return given(names[actor.person] ?? actor.person);
  if (actor.account !== null) return given(`unknown account ${actor.account.id}`);
  return 'Rollcall';
}
