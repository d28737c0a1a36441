import { FakeClock } from '../support/fake-clock.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { agendaBackendContract } from './agenda-backend.ts';
import { agendaLockingContract } from './agenda-backend-locking.ts';
import { agendaQueriesContract } from './agenda-backend-queries.ts';
import type { BackendHarness } from './agenda-harness.ts';
import { openMongoJobs } from './mongodb-jobs.ts';

let server: string;

async function openBackend(): Promise<BackendHarness> {
  const url = freshDatabase(server);
  const clock = new FakeClock();
  const open = () => openMongoJobs(url, clock);
  let opened = await open();
  const harness: BackendHarness = {
    clock,
    get backend() {
      return opened.backend;
    },
    async reopen() {
      await opened.close();
      opened = await open();
      return harness;
    },
    async end() {
      await opened.close();
      await dropDatabase(url);
    },
  };
  return harness;
}

describe('Agenda on MongoDB', () => {
  before(async function () {
    server = await requireMongo(this);
  });
  agendaBackendContract('MongoDB', openBackend);
  agendaLockingContract('MongoDB', openBackend);
  agendaQueriesContract('MongoDB', openBackend);
});
