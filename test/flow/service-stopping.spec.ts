import assert from 'node:assert/strict';
import type { SandboxWrite } from '../../adapters/directory/sandbox/memory.ts';
import { createSandbox } from '../../adapters/directory/sandbox/sandbox-directory.ts';
import { openSqlite } from '../../adapters/storage/sqlite/open-sqlite.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import { systemIds } from '../../adapters/system/ids.ts';
import type { RunId } from '../../src/domain/ids.ts';
import type { OutcomeKind } from '../../src/domain/run.ts';
import { loadAuditKey } from '../../src/main/audit-key.ts';
import { Home } from '../support/child.ts';
import { Onlooker } from '../support/onlooker.ts';
import { put } from '../support/question.ts';
import { quietLogger } from '../support/quiet.ts';
import { SANDBOX } from '../support/world.ts';

/** Slow enough to be stopped twice on the way: ten users a second. */
const SLOW = { ROLLCALL_SANDBOX_LATENCY_MS: '100', ROLLCALL_RATE: '20', ROLLCALL_CAP_USERS: '1000' };
const LISTED = 50;

describe('a service that is told to stop in the middle of a run', function () {
  this.timeout(40_000);
  let home: Home;
  beforeEach(() => {
    home = new Home();
  });
  afterEach(() => home.remove());

  it('lets writes in flight end and goes on at the next start, until every target has ended once', async () => {
    const first = await home.serve(SLOW);
    const priya = await Onlooker.arrive(first.url, 'priya');
    const run = await startRun(priya);
    await priya.sees(moreThan(0));
    const drained = await first.child.stop('SIGTERM');

    assert.equal(drained.code, 0, drained.err);
    assert.match(drained.err, /draining/);
    const half = await findings(run);
    nothingHalfDone(half);
    assert.equal(half.state, 'running');
    assert.ok(half.left > 0, 'it was stopped before the end');

    const second = await home.serve(SLOW);
    await (await Onlooker.arrive(second.url, 'priya')).sees(moreThan(half.ended));
    const interrupted = await second.child.stop('SIGINT');

    assert.equal(interrupted.code, 0, interrupted.err);
    const more = await findings(run);
    nothingHalfDone(more);
    assert.ok(more.ended > half.ended && more.left > 0, `${half.ended}, then ${more.ended} had ended`);

    // Asked alone it stays until what was left unfinished has ended.
    const last = await home.start('src/ask.ts', ['status'], SLOW).ended;

    assert.equal(last.code, 0, last.err);
    const all = await findings(run);
    assert.deepEqual([all.state, all.counts], ['done', { done: all.total }]);
    assert.ok(all.total > LISTED / 2, `${all.total} targets`);
    nothingHalfDone(all);
  });

  /** Asks for a change of a list of users and has it approved. */
  async function startRun(priya: Onlooker): Promise<RunId> {
    const { notices } = await put(home.data, `users dir:internal inactive:90d per:${LISTED}`);
    const [list] = notices as readonly { readonly rows: readonly { readonly username: string }[] }[];
    const names = list?.rows.map(({ username }) => username) ?? [];
    await priya.type('deactivate list:', ['username', ...names].join('\n'));
    const id = await priya.sees((text) => /A-(\w+)/.exec(text)?.[1]);
    await put(home.data, `approve A-${id}`, { person: 'tom' });
    return `R-${id}` as RunId;
  }

  async function findings(id: RunId): Promise<Findings> {
    const storage = await openSqlite({
      folder: home.data,
      clock: systemClock,
      ids: systemIds,
      logger: quietLogger,
      auditKey: () => loadAuditKey({ auditKey: null, dataFolder: home.data }),
    });
    try {
      const run = await storage.runs.load(id);
      assert.ok(run !== undefined);
      const counts = await storage.ledger.counts(id);
      const store = storage.adapter('sandbox/sandbox');
      const sandbox = createSandbox({ connection: SANDBOX, store, clock: systemClock });
      const left = await storage.ledger.remaining(id, run.plan, 0, 100);
      return {
        total: run.total,
        state: run.state,
        counts: Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
        ended: Object.values(counts).reduce((sum, count) => sum + count, 0),
        left: left.length,
        writes: await sandbox.writes(),
        audited: await storage.audit.count({ action: 'User Deactivated' }),
      };
    } finally {
      await storage.close();
    }
  }
});

/** Finds a card on which more users than that have ended. */
function moreThan(count: number): (text: string) => true | undefined {
  return (text) => Number(/\b(\d+) of \d+ · /.exec(text)?.[1]) > count || undefined;
}

interface Findings {
  readonly total: number;
  readonly state: string;
  readonly counts: Partial<Record<OutcomeKind, number>>;
  /** Targets with an outcome and without one. */
  readonly ended: number;
  readonly left: number;
  readonly writes: readonly SandboxWrite[];
  readonly audited: number;
}

/** Whatever was written has its outcome and its audit entry, and nobody was written twice. */
function nothingHalfDone({ total, ended, left, writes, audited }: Findings): void {
  assert.equal(ended + left, total);
  assert.deepEqual([writes.length, audited], [ended, ended]);
  assert.equal(new Set(writes.map(({ id }) => id)).size, writes.length);
}
