import type { AuditEvent } from '../src/domain/audit-event.ts';
import type { AuditNotice } from '../src/domain/house-notice.ts';
import { type Block, type Card, type CardContext, card, line } from './card.ts';
import { count, exactInstant } from './format.ts';
import { headLines } from './log-end.ts';
import { isProblemKind } from './reason-words.ts';
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
      ...moreLines(total - rows.length),
      line('All of it as a file: the same words after  ', { text: 'audit export', style: 'code' }),
      ...headLines(head),
    ],
  });
}

/** How to see what is not shown: a log has no pages, since it grows under them. */
function moreLines(hidden: number): readonly Block[] {
  if (hidden <= 0) return [];
  return [
    line('To see others, narrow with a day, a target or a person:  ', {
      text: 'audit date:2026-11-24 target:NAME person:NAME',
      style: 'code',
    }),
  ];
}

function auditRow(event: AuditEvent, names: AuditNotice['names'], { zone }: CardContext): readonly string[] {
  const target = event.target === '' ? '' : ` ${given(event.target)}`;
  const said = given(plainly(event), LENGTHS.line);
  const what = `${event.action}${target}${said === '' ? '' : `: ${said}`}`;
  return [exactInstant(event.at, zone), actorWords(event, names), what, event.status];
}

/** Without what the status beside it says, and without the name a refusal has in the code. */
function plainly({ description, status }: AuditEvent): string {
  const [kind, ...rest] = description.split(': ');
  const said = rest.length > 0 && isProblemKind(kind ?? '') ? rest.join(': ') : description;
  return status === 'done' ? said.replace(/[,:]? done$/, '') : said;
}

function actorWords({ actor }: AuditEvent, names: AuditNotice['names']): string {
  if (actor.person !== null) return given(names[actor.person] ?? actor.person);
  if (actor.account !== null) return given(`unknown account ${actor.account.id}`);
  return 'Rollcall';
}
