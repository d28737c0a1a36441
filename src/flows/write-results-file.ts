import type { FileInfo } from '../domain/file.ts';
import { problemLine } from '../domain/problem-line.ts';
import type { Outcome, Run } from '../domain/run.ts';
import { isoText } from '../domain/text.ts';
import { csvChunks, type Row } from './csv.ts';
import { FILE_LIFETIME_MS } from './files.ts';
import type { Services } from './services.ts';

const PAGE = 1000;
const COLUMNS = ['username', 'display name', 'email', 'directory', 'outcome', 'reason', 'before', 'at'];

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
    yield rows.map(({ target, outcome, before, at }) => [
      target.username,
      target.displayName,
      target.email,
      target.directory,
      outcome.kind.replace('-', ' '),
      reasonOf(outcome),
      before === null ? '' : before.active ? 'active' : 'deactivated',
      isoText(at),
    ]);
    from = last.n + 1;
  }
}

function reasonOf(outcome: Outcome): string {
  if (outcome.kind === 'skipped') return outcome.detail;
  return outcome.kind === 'failed' ? problemLine(outcome.problem) : '';
}
