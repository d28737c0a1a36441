import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openSqlite } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import { systemIds } from '../../adapters/system/ids.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { quietLogger } from '../support/quiet.ts';
import { schedulerContract } from './scheduler.ts';
import { Bench, instantCalls, type JobsHarness } from './scheduler-harness.ts';
import { runningContract } from './scheduler-running.ts';

const CHILD = fileURLToPath(new URL('stores-child.ts', import.meta.url));

async function openJobs(folder = mkdtempSync(join(tmpdir(), 'rollcall-jobs-'))): Promise<JobsHarness> {
  const open = () =>
    openSqlite({
      folder,
      clock: systemClock,
      ids: systemIds,
      logger: quietLogger,
      auditKey: () => AUDIT_KEY,
    });
  let storage = await open();
  return {
    get backend() {
      return storage.agenda;
    },
    async reopen() {
      await storage.close();
      storage = await open();
    },
    async end() {
      await storage.close();
      rmSync(folder, { recursive: true });
    },
  };
}

schedulerContract('SQLite', () => openJobs());
runningContract('SQLite', () => openJobs());

describe('The scheduler on SQLite after kill -9', () => {
  it('takes up at once what the dead process had begun, long before its lock ends', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-jobs-'));
    const child = spawn(process.execPath, ['--import', 'tsx', CHILD, folder, 'lock-job'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) if (line === 'locked') break;
    child.kill('SIGKILL');
    await once(child, 'exit');
    const bench = new Bench(await openJobs(folder));
    const calls = instantCalls();
    await bench.create().start(calls.handlers);
    await calls.begun(1);
    await bench.drain();
    await bench.jobs.end();
  });
});
