import type { ExportColumn } from '../../commands/intent.ts';
import type { Filter, Order } from '../../domain/filter.ts';
import type { Instant, UserRef } from '../../domain/ids.ts';
import type { Actor } from '../../domain/person.ts';
import { counted, isoText, lastLoginText } from '../../domain/text.ts';
import { type DirectoryUser, isLicensed } from '../../domain/user.ts';
import { idleDays } from '../../roster/idle-days.ts';
import { answerWith } from '../answer.ts';
import type { Origin } from '../audit.ts';
import type { Answer } from '../bot.ts';
import { csvChunks, type Row } from '../csv.ts';
import { FILE_LIFETIME_MS } from '../files.ts';
import { expandFilter } from '../house/saved-filters.ts';
import { handOver } from '../messages/hand-over.ts';
import { noAccountIn, noAccountWords } from '../no-account.ts';
import type { Services } from '../services.ts';

const BATCH = 200;

export interface ExportRequest {
  readonly filter: Filter;
  readonly frozenAt: Instant;
  readonly order: Order;
  readonly columns: readonly ExportColumn[];
  /** Users picked by hand; when there are any, the filter does not count (spec S3). */
  readonly picked?: readonly UserRef[];
}

/** The matching or the picked users as CSV, streamed into a file for the person who asked. */
export async function exportUsers(
  services: Services,
  origin: Origin & { readonly actor: Actor },
  request: ExportRequest,
): Promise<Answer> {
  const { storage, clock, breathe } = services;
  const { columns } = request;
  const wanted = { ...request, filter: await expandFilter(services, request.filter) };
  const isPicked = request.picked !== undefined && request.picked.length > 0;
  const missing = isPicked ? '' : noAccountWords(noAccountIn(services, wanted.filter));
  let rows = 0;
  const batched = function* (): Generator<readonly Row[]> {
    for (const users of batches(services, wanted)) {
      rows += users.length;
      yield users.map((user) => columns.map((column) => cell(services, wanted, user, column)));
    }
  };
  const file = await storage.files.write(
    {
      name: `users-${isoText(clock.now()).slice(0, 10)}.csv`,
      mime: 'text/csv',
      expiresAt: clock.now() + FILE_LIFETIME_MS,
    },
    csvChunks(columns, batched(), breathe),
  );
  const answer = await handOver(
    services,
    origin,
    file,
    `${counted(rows, 'user')} exported`,
    missing === '' ? 'CSV, one row a user' : `CSV, one row a user. ${missing}`,
  );
  if (missing === '' || answer.notices.length > 0) return answer;
  // The file alone would pass for everybody who was asked for.
  return answerWith({ kind: 'said', headline: missing, detail: 'They are not in the file.' });
}

function* batches({ census, rules }: Services, request: ExportRequest): Generator<readonly DirectoryUser[]> {
  const { roster } = census;
  const { picked, filter, frozenAt, order } = request;
  if (picked === undefined || picked.length === 0) {
    yield* roster.each({ filter, frozenAt, zone: rules.zone }, order, BATCH);
    return;
  }
  for (let at = 0; at < picked.length; at += BATCH) {
    yield picked
      .slice(at, at + BATCH)
      .map((ref) => roster.user(ref))
      .filter((user) => user !== undefined);
  }
}

function cell(
  { census, rules }: Services,
  { frozenAt }: ExportRequest,
  user: DirectoryUser,
  column: ExportColumn,
): string | number {
  switch (column) {
    case 'username':
      return user.username;
    case 'email':
      return user.email;
    case 'display name':
      return user.displayName;
    case 'directory':
      return user.directory;
    case 'status':
      return user.active ? 'active' : 'deactivated';
    case 'licensed':
      return user.seat.kind === 'unknown' ? 'unknown' : isLicensed(user) ? 'yes' : 'no';
    case 'groups':
      return user.groups.join(';');
    case 'created':
      return user.createdAt === null ? '' : isoText(user.createdAt);
    case 'last login':
      return lastLoginText(user.lastLogin);
    case 'idle days':
      return idleDays(user, census.roster.clockStart(user.ref), frozenAt, rules.zone) ?? '';
  }
}
