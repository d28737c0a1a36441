import type { FileInfo } from '../../domain/file.ts';
import { stepWords } from '../../domain/operation.ts';
import { problemLine } from '../../domain/problem-line.ts';
import type { Outcome, Run } from '../../domain/run.ts';
import { isoText } from '../../domain/text.ts';
import type { DirectoryUser } from '../../domain/user.ts';
import { csvChunks, type Row } from '../csv.ts';
import { FILE_LIFETIME_MS } from '../files.ts';
import type { Services } from '../services.ts';

const PAGE = 1000;
const COLUMNS = [
  'username',
  'display name',
  'email',
  'directory',
  'steps',
  'outcome',
  'reason',
  'before',
  'after',
  'at',
];

/** Every outcome of a run so far as CSV, in the order of the plan. */
export async function writeResultsFile(services: Services, run: Run): Promise<FileInfo> {
  const { storage, clock, breathe } = services;
  const expiresAt = clock.now() + FILE_LIFETIME_MS;
  return storage.files.write(
    { name: `results-${run.id.slice(2)}.csv`, mime: 'text/csv', expiresAt },
    csvChunks(COLUMNS, resultRows(services, run), breathe),
  );
}

async function* resultRows({ storage }: Services, run: Run): AsyncGenerator<readonly Row[]> {
  for (let from = 0; ; ) {
    const rows = await storage.ledger.outcomes(run.id, run.plan, from, PAGE);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(({ target, outcome, before, after, at }) => [
      target.username,
      target.displayName,
      target.email,
      target.directory,
      target.steps.map(stepWords).join(', '),
      outcome.kind.replace('-', ' '),
      reasonOf(outcome),
      before === null ? '' : wholeState(before),
      after === null ? '' : wholeState(after),
      isoText(at),
    ]);
    from = last.n + 1;
  }
}

/** Enough to put an account back by hand. */
function wholeState({ active, username, groups }: DirectoryUser): string {
  return `${active ? 'active' : 'deactivated'} · ${username} · ${groups.join(';')}`;
}

function reasonOf(outcome: Outcome): string {
  if (outcome.kind === 'skipped') return outcome.detail;
  return outcome.kind === 'failed' ? problemLine(outcome.problem) : '';
}
