import type { RunNotice } from '../src/domain/notice.ts';
import { ended, type RunCounts } from '../src/domain/run.ts';
import type { Badge, Block, Button, Card, CardContext, Fact } from './card.ts';
import { card, facts } from './card.ts';
import { count, duration, instant, number } from './format.ts';
import { OPERATIONS, planWords } from './operation-words.ts';
import { originWords } from './origin-words.ts';
import { countedReason, isSkip, skipWords } from './reason-words.ts';
import { sentencesFor } from './sentence-for.ts';
import { given, LENGTHS, sample } from './text.ts';
import { RUN_WORDS } from './words.ts';

const MAX_TROUBLES = 20;
const MAX_UNEXPECTED = 20;

/** What a run that has ended came to: counts, reasons, seats read back, everything as a file. */
export function resultCard(notice: RunNotice, context: CardContext): Card {
  const { run, counts } = notice;
  return card({
    headline: resultWords(notice),
    badge: badgeOf(notice),
    evidence: [`${originWords(notice)} · ${run.id}`],
    blocks: [
      facts(
        askedFact(notice),
        reasonsFact(notice, 'Skipped', counts.skipped),
        reasonsFact(notice, 'Failed', counts.failed),
        seatsFact(notice, context),
        unexpectedFact(notice),
      ),
      ...troubleBlocks(notice),
    ],
    buttons: [
      ...undoButtons(notice),
      { label: 'Download results', verb: 'download-results', id: run.id, typed: null },
    ],
  });
}

/** The counts of a run: "24 deactivated, 1 skipped". */
export function resultWords({ run, plan, counts }: Pick<RunNotice, 'run' | 'plan' | 'counts'>): string {
  const parts = [`${number(counts.done)} ${OPERATIONS[plan.operation.kind].done}`, ...otherWords(counts)];
  const left = run.total - ended(counts);
  if (left > 0) parts.push(`${number(left)} not reached`);
  return parts.join(', ');
}

/** What was asked for, where the headline has no room for the groups or the run it was about. */
function askedFact({ plan }: RunNotice): Fact | null {
  const { kind } = plan.operation;
  if (kind === 'activate' || kind === 'deactivate' || kind === 'delete') return null;
  return { name: 'Change', value: planWords(plan) };
}

/** Takes everything back that can be; a deletion cannot. */
function undoButtons({ run: { id }, plan, counts, undoable }: RunNotice): readonly Button[] {
  if (!undoable || plan.operation.kind === 'delete') return [];
  const who = counts.done === 1 ? '1 user back as it was' : `${count(counts.done, 'user')} back as they were`;
  const text = `This makes a plan to put ${who}, leaving out whoever changed since. Nothing is changed before somebody else approves it.`;
  return [
    {
      label: 'Undo this run…',
      verb: 'undo',
      id,
      typed: `undo ${id}`,
      asks: { text, fields: [], submit: `Ask to undo ${id}` },
    },
  ];
}

function otherWords(counts: RunCounts): string[] {
  const parts: string[] = [];
  if (counts['already-so'] > 0) parts.push(`${number(counts['already-so'])} already so`);
  if (counts.skipped > 0) parts.push(`${number(counts.skipped)} skipped`);
  if (counts.failed > 0) parts.push(`${number(counts.failed)} failed`);
  return parts;
}

function badgeOf({ run, counts }: RunNotice): Badge {
  const { word, tone } = RUN_WORDS[run.state];
  const { startedAt, finishedAt } = run;
  const took = startedAt === null || finishedAt === null ? null : duration(finishedAt - startedAt);
  const text = took === null ? word : `${word} ${run.state === 'done' ? 'in' : 'after'} ${took}`;
  return { text, tone: counts.failed > 0 ? 'warning' : tone };
}

function reasonsFact({ reasons }: RunNotice, name: 'Skipped' | 'Failed', total: number): Fact | null {
  if (total === 0) return null;
  const words = reasons
    .filter(({ reason }) => isSkip(reason) === (name === 'Skipped') && reason !== 'already-so')
    .map((entry) => countedReason(entry.reason, entry.count));
  return { name, value: words.length === 0 ? number(total) : words.join(' · ') };
}

function seatsFact({ run, plan }: RunNotice, { zone }: CardContext): Fact | null {
  if (run.readBack === null) return null;
  const { seatsReal, seatsExpected, at } = run.readBack;
  const { total, used } = plan.seats;
  const now = total === null ? `${number(seatsReal)} used` : `${number(seatsReal)} of ${number(total)} used`;
  const moved = used - seatsReal;
  const change = moved === 0 ? null : `${number(Math.abs(moved))} ${moved < 0 ? 'taken' : 'freed'}`;
  const words =
    seatsReal === seatsExpected
      ? `${now}${change === null ? ',' : `: ${change}`} as planned`
      : `${now}, ${number(seatsExpected)} were planned${change === null ? '' : `: ${change}`}`;
  return { name: 'Seats', value: `${words} (read back ${instant(at, zone)})` };
}

function unexpectedFact({ run, audience }: RunNotice): Fact | null {
  if (run.readBack === null || run.readBack.unexpected === 0) return null;
  const { unexpected, unexpectedUsers } = run.readBack;
  const value = `${count(unexpected, 'user')} not as the run left ${unexpected === 1 ? 'it' : 'them'}`;
  if (audience === 'counts' || unexpectedUsers.length === 0) return { name: 'Check', value };
  return { name: 'Check', value: `${value}: ${sample(unexpectedUsers, unexpected, MAX_UNEXPECTED)}` };
}

/** Which users met trouble and why; their names, and messages that may hold names, never reach a channel. */
function troubleBlocks({ audience, troubles, counts }: RunNotice): readonly Block[] {
  if (audience === 'counts' || troubles.length === 0) return [];
  const rows = troubles.slice(0, MAX_TROUBLES).map(({ username, outcome }) => {
    if (outcome.kind === 'skipped') {
      return [given(username), 'skipped', given(skipWords(outcome.reason, outcome.detail), LENGTHS.line)];
    }
    if (outcome.kind === 'failed') return [given(username), 'failed', sentencesFor(outcome.problem).says];
    return [given(username), outcome.kind === 'done' ? 'done' : 'already so', ''];
  });
  const columns = [
    { title: 'User', weight: 3 },
    { title: 'Ended', weight: 2 },
    { title: 'Why', weight: 6 },
  ];
  const more = Math.max(0, counts.skipped + counts.failed - rows.length);
  return [{ kind: 'table', columns, rows, more }];
}
