import { systemClock } from '../../adapters/system/clock.ts';
import { dropDatabase, freshDatabase, requireMongo } from '../support/mongodb.ts';
import { openMongoJobs } from './mongodb-jobs.ts';
import { schedulerContract } from './scheduler.ts';
import type { JobsHarness } from './scheduler-harness.ts';
import { runningContract } from './scheduler-running.ts';

let server: string;

async function openJobs(): Promise<JobsHarness> {
  const url = freshDatabase(server);
  let jobs = await openMongoJobs(url, systemClock);
  return {
    get backend() {
      return jobs.backend;
    },
    async reopen() {
      await jobs.close();
      jobs = await openMongoJobs(url, systemClock);
    },
    async end() {
      await jobs.close();
      await dropDatabase(url);
    },
  };
}

describe('The scheduler, on MongoDB', () => {
  before(async function () {
    server = await requireMongo(this);
  });
  schedulerContract('MongoDB', openJobs);
  runningContract('MongoDB', openJobs);
});
