import type { FileInfo } from '../../domain/file.ts';
import { stepWords } from '../../domain/operation.ts';
import type { Plan, PlanTarget } from '../../domain/plan.ts';
import { lastLoginText } from '../../domain/text.ts';
import { csvChunks, type Row } from '../csv.ts';
import { FILE_LIFETIME_MS } from '../files.ts';
import type { Services } from '../services.ts';

const PAGE = 1000;
const COLUMNS = [
  'username',
  'display name',
  'email',
  'directory',
  'last login',
  'licensed',
  'plan',
  'reason',
];

/** The whole plan as CSV: every target with its steps, then everybody left out with the reason. */
export async function writePlanFile(services: Services, plan: Plan): Promise<FileInfo> {
  const { storage, clock, breathe } = services;
  return storage.files.write(
    {
      name: `plan-${plan.id.slice(2)}.csv`,
      mime: 'text/csv',
      expiresAt: clock.now() + FILE_LIFETIME_MS,
    },
    csvChunks(COLUMNS, planRows(services, plan), breathe),
  );
}

async function* planRows({ storage }: Services, plan: Plan): AsyncGenerator<readonly Row[]> {
  for (let from = 0; ; from += PAGE) {
    const targets = await storage.planRows.targets(plan.id, from, PAGE);
    if (targets.length === 0) break;
    yield targets.map(targetRow);
  }
  for (let from = 0; ; from += PAGE) {
    const exclusions = await storage.planRows.exclusions(plan.id, from, PAGE);
    if (exclusions.length === 0) return;
    yield exclusions.map(({ username, displayName, reason, detail }) => [
      username,
      displayName,
      '',
      '',
      '',
      '',
      'left out',
      detail === '' ? reason : detail,
    ]);
  }
}

function targetRow(target: PlanTarget): Row {
  return [
    target.username,
    target.displayName,
    target.email,
    target.directory,
    lastLoginText(target.lastLogin),
    target.licensed === null ? 'unknown' : target.licensed ? 'yes' : 'no',
    target.steps.map(stepWords).join(', '),
    '',
  ];
}
