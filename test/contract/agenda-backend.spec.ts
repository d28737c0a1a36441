import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAgendaBackend } from '../../adapters/storage/sqlite/agenda-backend/backend.ts';
import { openDatabase } from '../../adapters/storage/sqlite/database.ts';
import { migrate } from '../../adapters/storage/sqlite/migrate.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { agendaBackendContract } from './agenda-backend.ts';
import { agendaLockingContract } from './agenda-backend-locking.ts';
import { agendaQueriesContract } from './agenda-backend-queries.ts';
import { aJob, type BackendHarness } from './agenda-harness.ts';

async function openBackend(): Promise<BackendHarness> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-agenda-'));
  const clock = new FakeClock();
  const open = () => {
    const db = openDatabase(join(folder, 'jobs.db'));
    migrate(db, clock);
    return { db, backend: openAgendaBackend(db, clock) };
  };
  let opened = open();
  const harness: BackendHarness = {
    clock,
    get backend() {
      return opened.backend;
    },
    async reopen() {
      opened.db.close();
      opened = open();
      return harness;
    },
    async end() {
      opened.db.close();
      rmSync(folder, { recursive: true });
    },
  };
  return harness;
}

agendaBackendContract('SQLite', openBackend);
agendaLockingContract('SQLite', openBackend);
agendaQueriesContract('SQLite', openBackend);

describe('The SQLite backend of Agenda', () => {
  it('makes jobs that a dead process had locked due again at once when it is opened', async () => {
    const harness = await openBackend();
    const now = harness.clock.now();
    const save = (name: string, nextRunAt: Date | null) =>
      harness.backend.repository.saveJob(
        aJob({ name, nextRunAt, lockedAt: new Date(now + 60_000) }),
        undefined,
      );
    await save('at work', null);
    await save('waiting', new Date(now - 5));
    await save('repeating', new Date(now + 99_000));
    const { jobs } = await (await harness.reopen()).backend.repository.queryJobs({ sort: { name: 'asc' } });
    assert.deepEqual(
      jobs.map((job) => [job.name, job.lockedAt, job.nextRunAt?.getTime()]),
      [
        ['at work', undefined, now],
        ['repeating', undefined, now],
        ['waiting', undefined, now - 5],
      ],
    );
    await harness.end();
  });
});
