import { headText } from '../domain/audit-chain.ts';
import type { CopyCheck } from '../flows/archive/check-copy.ts';
import type { CopyPart } from '../flows/archive/copy-parts.ts';
import type { Moved } from './move-store.ts';
import { placeName, type StorePlace } from './store-place.ts';

/** What people call the rows of a part. */
export const PART_WORDS: Readonly<Record<CopyPart, string>> = {
  record: 'plans, approvals, runs, people and other records',
  'plan-target': 'users to be changed by plans',
  'plan-exclusion': 'users left out of plans',
  'run-target': 'users changed or tried by runs',
  'audit-entry': 'audit entries',
  'read-user': 'users in the last reads of directories',
  'clock-start': 'restarted idle clocks',
  'former-name': 'former usernames',
  'adapter-value': 'values of adapters',
  delivery: 'deliveries taken',
  lease: 'leases',
  job: 'jobs waiting',
  'audit-draft': 'audit entries still to be written',
  file: 'files',
};

/** What a finished copy came to, and what is left to its operator. */
export function moveReport(from: StorePlace, to: StorePlace, { check, keyFile }: Moved): string {
  return [
    `${capital(placeName(from))} was copied to ${placeName(to)}. Both sides hold:`,
    '',
    ...counted(check),
    '',
    chainLine(check),
    '',
    ...nextSteps(from, to, keyFile),
  ].join('\n');
}

function counted({ counts }: CopyCheck): readonly string[] {
  const texts = counts.map(({ count }) => count.toLocaleString('en'));
  const width = Math.max(...texts.map(({ length }) => length));
  return counts.map(({ part }, index) => `  ${(texts[index] ?? '').padStart(width)}  ${PART_WORDS[part]}`);
}

function chainLine({ verdict, drafts }: CopyCheck): string {
  const added = drafts === 0 ? '' : ` The copy has ${drafts} more, which a crash had kept out of the log.`;
  if (verdict.ok) {
    const head = verdict.head === null ? 'empty' : `whole up to ${headText(verdict.head)}`;
    return `The audit log is ${head}.${added}`;
  }
  return `The audit log was not whole before and is copied as it was: entry ${verdict.seq} is ${verdict.fault}.${added}`;
}

function nextSteps(from: StorePlace, to: StorePlace, keyFile: string | null): readonly string[] {
  const setting =
    to.kind === 'folder' ? `ROLLCALL_DATA=${to.folder}` : 'ROLLCALL_STORAGE to the string you gave as TO';
  return [
    `Next: set ${setting}, and start Rollcall.`,
    ...keySteps(to, keyFile),
    `Do not start it on ${placeName(from)} again: it would do the same jobs a second time.`,
  ];
}

function keySteps(to: StorePlace, keyFile: string | null): readonly string[] {
  if (keyFile === null) return ['Leave ROLLCALL_AUDIT_KEY as it is.'];
  if (to.kind === 'folder') return [`The audit key is in ${keyFile}: back it up with the rest.`];
  return [`Every instance needs the audit key: set ROLLCALL_AUDIT_KEY to the text in ${keyFile}.`];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
