import { type AgendaBackend, type JobParameters, type JobRepository, toJobId } from 'agenda';
import { LocalChannel } from '../../adapters/storage/sqlite/agenda-backend/local-channel.ts';

/** The least an Agenda repository can do: jobs in a map, taken in the order they came. The engine's ceiling. */
export function memoryBackend(): AgendaBackend {
  return {
    name: 'memory',
    repository: memoryRepository(),
    notificationChannel: new LocalChannel(),
    ownsConnection: false,
    async connect() {},
    async disconnect() {},
  };
}

function memoryRepository(): JobRepository {
  const jobs = new Map<string, JobParameters>();
  const waiting: string[] = [];
  let next = 0;
  return {
    async connect() {},
    async saveJob(job) {
      const stored = { ...job, _id: job._id ?? toJobId(String(jobs.size + waiting.length)) };
      jobs.set(stored._id, stored);
      waiting.push(stored._id);
      return stored;
    },
    async getNextJobToRun(_name, _nextScanAt, _lockDeadline, now = new Date()) {
      const id = waiting[next];
      const job = id === undefined ? undefined : jobs.get(id);
      if (job === undefined) return undefined;
      next += 1;
      job.lockedAt = now;
      return { ...job };
    },
    async saveJobState(job) {
      if (job._id !== undefined) jobs.set(job._id, { ...job });
    },
    async removeJobs({ id }) {
      return id !== undefined && jobs.delete(id) ? 1 : 0;
    },
    async unlockJobs() {},
    async getQueueSize() {
      return jobs.size;
    },
    async unlockJob() {
      throw new Error('not part of the bench');
    },
    async lockJob() {
      throw new Error('not part of the bench');
    },
    async getJobById() {
      throw new Error('not part of the bench');
    },
    async queryJobs() {
      throw new Error('not part of the bench');
    },
    async getJobsOverview() {
      throw new Error('not part of the bench');
    },
    async getDistinctJobNames() {
      throw new Error('not part of the bench');
    },
    async disableJobs() {
      throw new Error('not part of the bench');
    },
    async enableJobs() {
      throw new Error('not part of the bench');
    },
    async purgeAllJobs() {
      throw new Error('not part of the bench');
    },
  };
}
