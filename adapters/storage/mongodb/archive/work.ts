import { filedText } from '../../../../src/domain/audit-chain.ts';
import type { AuditDraft } from '../../../../src/domain/audit-event.ts';
import type { Instant } from '../../../../src/domain/ids.ts';
import type { ArchivePage, ArchiveRows, PlainKind } from '../../../../src/ports/archive.ts';
import type { AuditLog } from '../../../../src/ports/audit-log.ts';
import type { JobName, JobRequest } from '../../../../src/ports/scheduler.ts';
import { auditRows } from '../audit-links.ts';
import type { Database } from '../database.ts';
import { newKey, type OwingRow, type Pending } from '../owed.ts';
import type { Row, Rows } from '../rows.ts';
import type { Table } from './table.ts';

/** Rows read at a time. */
const PAGE = 500;

/** What is read of a job of Agenda's. */
interface JobRow extends Row {
  readonly name: JobName;
  readonly type: string;
  readonly nextRunAt?: Date | null;
  readonly data?: {
    readonly key?: string | null;
    readonly payload?: Readonly<Record<string, string>>;
  } | null;
}

/**
 * Unfinished work: what the scheduler has, and what lies in changed rows until it is handed over. A store at rest has
 * some thousands of them at most, so they are gathered in memory. Put, a job lies in a row as if left by a removed
 * record: the next start hands it over and the row goes.
 */
export function workTable(db: Database): Table<'job'> {
  const records = db.rows<OwingRow>('records');
  const all = async (): Promise<readonly JobRequest[]> => {
    const jobs = new Map<string, JobRequest>();
    const add = ({ runAt, ...job }: JobRequest): void => {
      const id = `${job.name}/${job.key}`;
      const known = jobs.get(id);
      const due = known === undefined ? runAt : earlier(known.runAt, runAt);
      jobs.set(id, due === undefined ? job : { ...job, runAt: due });
    };
    for await (const { name, type, data, nextRunAt } of rowsOf(db.rows<JobRow>('jobs'))) {
      const key = data?.key ?? null;
      if (type !== 'normal' || key === null) continue;
      const due = nextRunAt?.getTime() ?? 0;
      add({ name, key, payload: data?.payload ?? {}, ...(due === 0 ? {} : { runAt: due }) });
    }
    for await (const { job } of pendingOf(db)) if (job !== undefined) add(JSON.parse(job));
    return [...jobs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, job]) => job);
  };
  return {
    ...gathered<'job'>(all),
    async put(jobs) {
      await records.write(
        jobs.map((job) => ({
          updateOne: {
            filter: { _id: `copied/${job.name}/${job.key}` },
            update: {
              $setOnInsert: { gone: true, due: 1, pending: [{ key: newKey(), job: JSON.stringify(job) }] },
            },
            upsert: true,
          },
        })),
      );
    },
  };
}

/** No time at all is at once. */
function earlier(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  return one === undefined || other === undefined ? undefined : Math.min(one, other);
}

/** Audit entries that lie in changed rows and are not in the log. */
export function draftTable(db: Database, audit: Pick<AuditLog, 'append'>): Table<'audit-draft'> {
  const all = async (): Promise<readonly AuditDraft[]> => {
    const drafts = new Map<string, AuditDraft>();
    for await (const pending of pendingOf(db)) {
      if (pending.audit === undefined) continue;
      for (const draft of JSON.parse(pending.audit) as readonly AuditDraft[]) {
        const key = filedText(draft.key);
        if (!drafts.has(key)) drafts.set(key, draft);
      }
    }
    const keys = [...drafts.keys()];
    for (let from = 0; from < keys.length; from += PAGE) {
      const some = keys.slice(from, from + PAGE);
      const found = await auditRows(db).all({ key: { $in: some } }, { projection: { key: 1 }, limit: PAGE });
      for (const { key } of found) drafts.delete(key);
    }
    return [...drafts.values()];
  };
  return { ...gathered<'audit-draft'>(all), put: (drafts) => audit.append(drafts) };
}

function gathered<K extends PlainKind>(
  all: () => Promise<readonly ArchiveRows[K][]>,
): Pick<Table<K>, 'count' | 'page'> {
  return {
    count: async () => (await all()).length,
    async page(from, limit): Promise<ArchivePage<K>> {
      const begin = Number(from ?? 0);
      const rows = await all();
      const next = begin + limit < rows.length ? String(begin + limit) : null;
      return { rows: rows.slice(begin, begin + limit), next };
    },
  };
}

/** Everything that is pending, oldest first in each row. */
async function* pendingOf(db: Database): AsyncGenerator<Pending> {
  for (const collection of ['records', 'run_targets']) {
    for await (const { pending = [] } of rowsOf(db.rows<OwingRow>(collection), { due: { $gt: 0 } }))
      yield* pending;
  }
}

async function* rowsOf<R extends Row>(rows: Rows<R>, where: object = {}): AsyncGenerator<R> {
  for (let after: unknown = null; ; ) {
    const beyond = after === null ? {} : { _id: { $gt: after } };
    const page = await rows.all({ $and: [where, beyond] } as never, { sort: { _id: 1 }, limit: PAGE });
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)?._id;
  }
}
