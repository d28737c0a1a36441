import type { DoctorNotice, Finding } from '../src/domain/notice.ts';
import { type Card, card } from './card.ts';
import { count, number } from './format.ts';
import { given, LENGTHS, sentence } from './text.ts';

/** What works, what does not, and what to do about it; the worst first. */
export function doctorCard({ findings }: DoctorNotice): Card {
  const ranks = ['broken', 'warning', 'ok'] as const;
  const sorted = ranks.flatMap((state) => findings.filter((finding) => finding.state === state));
  const bad = sorted.filter((finding) => finding.state !== 'ok').length;
  const columns = [
    { title: 'Checked', weight: 3 },
    { title: 'State', weight: 2 },
    { title: 'Finding', weight: 7 },
  ];
  return card({
    headline: headlineOf(findings.length, bad),
    blocks: findings.length === 0 ? [] : [{ kind: 'table', columns, rows: sorted.map(rowOf), more: 0 }],
  });
}

function headlineOf(total: number, bad: number): string {
  if (bad > 0) return `${number(bad)} of ${count(total, 'check')} ${bad === 1 ? 'needs' : 'need'} attention`;
  return total === 1 ? '1 check is fine' : `All ${count(total, 'check')} are fine`;
}

function rowOf({ subject, state, message, remedy }: Finding): readonly string[] {
  const said = sentence(given(message, LENGTHS.line));
  const todo = remedy === null ? '' : ` ${sentence(given(remedy, LENGTHS.line))}`;
  return [given(subject), state, `${said}${todo}`];
}
