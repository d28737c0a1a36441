import { PLATFORM, TENANT } from '../../adapters/console/config.ts';
import type { SandboxDirectory } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import { createLogger } from '../../adapters/system/logger.ts';
import type { Bot } from '../../src/flows/bot.ts';
import { readDirectories } from '../../src/flows/read-directory.ts';
import type { Services } from '../../src/flows/services.ts';
import { compose } from '../../src/main/compose.ts';
import { loadSettings } from '../../src/main/environment.ts';

/**
 * One life of the service in the kill storm: asks for one change and its approval unless an earlier life did,
 * says READY, carries the run on, and says DONE with what it finds once the run has ended.
 */
const { services, bot, ...composition } = await compose(loadSettings(), createLogger({ level: 'error' }));
await composition.start();
await readDirectories(services, new AbortController().signal);
await ensureApproved(services, bot);
process.stdout.write('READY\n');
await untilDone(services);
process.stdout.write(`DONE ${JSON.stringify(await findings(services))}\n`);
await composition.stop();
process.exit(0);

async function ensureApproved({ storage }: Services, to: Bot): Promise<void> {
  const known = await storage.approvals.list({ limit: 1 });
  if (known.length === 0) await say(to, 'priya', 'ask', process.env.SOAK_COMMAND ?? '');
  const [approval] = await storage.approvals.list({ limit: 1 });
  if (approval?.state === 'waiting') await say(to, 'tom', 'approve', `approve ${approval.id}`);
}

async function say(to: Bot, person: string, delivery: string, text: string): Promise<void> {
  const answer = await to.command({
    deliveryId: `${delivery}-${process.pid}`,
    account: { platform: PLATFORM, tenant: TENANT, id: person },
    place: { platform: 'none', tenant: TENANT, id: 'soak', name: 'soak', kind: 'direct' },
    text,
    files: [],
    at: Date.now(),
  });
  if (answer.outcome !== 'done') throw new Error(JSON.stringify(answer.notices));
}

async function untilDone({ storage, clock }: Services): Promise<void> {
  for (;;) {
    const [run] = await storage.runs.list({ limit: 1 });
    if (run?.state === 'done') return;
    await clock.sleep(50);
  }
}

async function findings({ storage, connections }: Services) {
  const [run] = await storage.runs.list({ limit: 1 });
  if (run === undefined) throw new Error('no run');
  const [connection] = connections.values();
  const sandbox = connection?.directory as SandboxDirectory;
  const writes = new Map<string, number>();
  for (const { id } of await sandbox.writes()) writes.set(id, (writes.get(id) ?? 0) + 1);
  const deactivated = await storage.audit.count({ action: 'User Deactivated' });
  return {
    targets: run.total,
    counts: await storage.ledger.counts(run.id),
    remaining: (await storage.ledger.remaining(run.id, run.plan, 0, 10)).length,
    usersWritten: writes.size,
    mostWritesOfOne: Math.max(0, ...writes.values()),
    auditEntries: deactivated,
  };
}
