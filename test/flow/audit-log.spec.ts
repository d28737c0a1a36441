import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../adapters/storage/sqlite/database.ts';
import { databasePath, openSqlite, type SqliteStorage } from '../../adapters/storage/sqlite/open-sqlite.ts';
import type { AuditWords } from '../../src/commands/intent.ts';
import { headText } from '../../src/domain/audit-chain.ts';
import { problemOf } from '../../src/domain/problem.ts';
import { applyRetention } from '../../src/flows/audit/audit-retention.ts';
import { exportAudit } from '../../src/flows/audit/export-audit.ts';
import { showAudit } from '../../src/flows/audit/show-audit.ts';
import { verifyAudit } from '../../src/flows/audit/verify-audit.ts';
import { aDraft } from '../contract/stores-harness.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { anAccount, anActor, aPerson, CHANNEL, DAY_MS, PRIYA, TOM } from '../support/builders.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { quietLogger } from '../support/quiet.ts';
import { only } from '../support/world.ts';

const ALL: AuditWords = { action: null, person: null, target: null, date: null };
const NOOR = aPerson('noor', {
  name: 'Noor Haddad',
  accounts: [{ platform: 'fake', tenant: 'test', id: 'noor' }],
});
const ORIGIN = { actor: anActor(NOOR), place: CHANNEL };

describe('The audit log on request', () => {
  let folder: string;
  let storage: SqliteStorage;
  let clock: FakeClock;
  const ids = new FakeIds();
  const open = () => openSqlite({ folder, clock, ids, logger: quietLogger, auditKey: () => AUDIT_KEY });
  const services = () => ({
    storage,
    clock,
    ids,
    logger: quietLogger,
    printers: new Set([NOOR.accounts[0]?.platform ?? '']),
    rules: {
      organisation: 'Test',
      zone: 'Europe/Berlin',
      protectedUsers: new Set<string>(),
      protectedGroups: new Set<string>(),
      isServiceName: () => false,
      cap: { users: 25, percentOfActive: 5 },
    },
    breathe: async () => {},
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-audit-'));
    clock = new FakeClock();
    storage = await open();
    await storage.people.create(NOOR);
  });
  afterEach(async () => {
    await storage.close();
    rmSync(folder, { recursive: true });
  });

  async function tamper(sql: string): Promise<void> {
    await storage.close();
    const db = openDatabase(databasePath(folder));
    db.exec(sql);
    db.close();
    storage = await open();
  }

  describe('shown', () => {
    it('gives the newest that match, their total and the head of the chain', async () => {
      await storage.audit.append(
        Array.from({ length: 30 }, (_, n) => aDraft(`${n}`, { target: n < 25 ? 'ada' : 'bo' })),
      );
      const notice = await showAudit(services(), { ...ALL, target: 'ada' });
      assert.deepEqual([notice.total, notice.events.length, notice.events[0]?.seq], [25, 20, 25]);
      assert.deepEqual(notice.head, await storage.audit.head());
    });

    it('has no head while nothing is recorded', async () => {
      assert.equal((await showAudit(services(), ALL)).head, null);
    });

    it('suggests the nearest action or person for a name that is none', async () => {
      const nearestOf = async (words: Partial<AuditWords>) => {
        try {
          await showAudit(services(), { ...ALL, ...words });
        } catch (error) {
          const problem = problemOf(error);
          return problem?.kind === 'not-found' ? problem.nearest : problem;
        }
        return assert.fail('was taken');
      };
      assert.deepEqual(await nearestOf({ action: 'user delted' }), ['User Deleted']);
      assert.deepEqual(await nearestOf({ action: 'nothing like it' }), []);
      assert.deepEqual(await nearestOf({ person: 'Nor Hadad' }), ['Noor Haddad']);
      assert.deepEqual(await nearestOf({ person: 'Noor Hadad' }), ['Noor Haddad']);
    });
  });

  describe('exported', () => {
    async function exported(words: Partial<AuditWords> = {}): Promise<readonly string[]> {
      const origin = { ...ORIGIN, place: { ...CHANNEL, kind: 'direct' as const } };
      const answer = await exportAudit(services(), origin, { ...ALL, ...words });
      const file = await storage.files.open(only(answer.notices, 'file').file.id);
      assert.ok(file);
      const parts: Uint8Array[] = [];
      for await (const chunk of file.chunks) parts.push(chunk);
      return Buffer.concat(parts).toString('utf8').split('\r\n');
    }

    it('holds every matching entry, newest first, with its hash, and is recorded with the head', async () => {
      await storage.audit.append([
        aDraft('1', {
          at: 0,
          actor: { person: TOM, account: anAccount('tom') },
          before: 'active',
          after: 'gone',
        }),
        aDraft('2', { at: 1000, actor: { person: null, account: null }, place: null }),
        ...Array.from({ length: 1200 }, (_, n) => aDraft(`more/${n}`, { target: 'ada' })),
      ]);
      const head = await storage.audit.head();
      assert.ok(head);
      const lines = await exported();
      assert.equal(lines.length, 1 + 1202 + 1);
      assert.equal(
        lines[0],
        '\u{FEFF}seq,at,action,status,person,account,place,target,description,before,after,hash',
      );
      assert.ok(lines[1]?.startsWith('1202,') && lines[1].endsWith(head.hash));
      const [second, first] = await storage.audit.read({ limit: 2, beforeSeq: 3 });
      assert.equal(lines.at(-3), `2,1970-01-01T00:00:01Z,Users Exported,done,,,,,event 2,,,${second?.hash}`);
      assert.equal(
        lines.at(-2),
        `1,1970-01-01T00:00:00Z,Users Exported,done,tom,console/local/tom,console/local/#confluence-admins,,event 1,active,gone,${first?.hash}`,
      );
      const [entry] = await storage.audit.read({ limit: 1 });
      assert.deepEqual([entry?.action, entry?.actor.person], ['Audit Exported', NOOR.id]);
      assert.ok(entry?.description.startsWith('1,202 audit entries exported'));
      assert.ok(entry?.description.includes(headText(head)));
      assert.equal((await exported({ target: 'ada' })).length, 1 + 1200 + 1);
    });

    it('runs no formula of a spreadsheet', async () => {
      await storage.audit.append([aDraft('1', { target: '=cmd()', description: '@sum, and "more"' })]);
      const [, line] = await exported();
      assert.ok(line?.includes(`,'=cmd(),"'@sum, and ""more""",`), line);
    });
  });

  describe('verified', () => {
    beforeEach(() =>
      storage.audit.append(
        Array.from({ length: 10 }, (_, n) => aDraft(`e${n}`, { actor: { person: PRIYA, account: null } })),
      ),
    );
    const verified = async (head: { seq: number; hash: string } | null = null) => {
      const { verdict } = await verifyAudit(services(), ORIGIN, head);
      const [entry] = await storage.audit.read({ limit: 1 });
      assert.equal(entry?.action, 'Audit Verified');
      return { verdict, recorded: `${entry.status}: ${entry.description}` };
    };

    it('says how many hold and records it', async () => {
      const head = await storage.audit.head();
      assert.ok(head);
      const { verdict, recorded } = await verified();
      assert.deepEqual(verdict, { ok: true, entries: 10, from: 1, head });
      assert.equal(
        recorded,
        `done: 10 entries hold, the first is number 1, head ${headText(head)}; no head given, the end was not checked`,
      );
      assert.equal((await verified()).verdict.ok, true);
    });

    it('says which entry does not hold and records it', async () => {
      await tamper("UPDATE audit SET target = 'x' WHERE seq = 4");
      const { verdict, recorded } = await verified();
      assert.deepEqual([verdict.ok, !verdict.ok && verdict.seq], [false, 4]);
      assert.match(recorded, /^failed: entry 4: edited/);
    });

    it('leads through a head that was noted down, whole or in short, long after', async () => {
      const head = await storage.audit.head();
      assert.ok(head);
      await storage.audit.append([aDraft('later')]);
      assert.equal((await verified(head)).verdict.ok, true);
      assert.equal(
        (await verified({ seq: 10, hash: head.hash.slice(0, 16).toUpperCase() })).verdict.ok,
        true,
      );
    });

    it('finds a tail that was cut, also when as many entries came after', async () => {
      const head = await storage.audit.head();
      assert.ok(head);
      await tamper('DELETE FROM audit WHERE seq > 7');
      const { verdict, recorded } = await verified(head);
      assert.deepEqual(verdict.ok ? verdict : [verdict.fault, verdict.seq, verdict.head?.seq], [
        'cut',
        10,
        7,
      ]);
      assert.match(recorded, /^failed: entry 10: cut/);
      const last = await storage.audit.head();
      assert.equal((await verified({ seq: 99, hash: last?.hash ?? '' })).verdict.ok, false);
      await storage.audit.append([aDraft('new 1'), aDraft('new 2'), aDraft('new 3')]);
      const later = (await verified(head)).verdict;
      assert.deepEqual([later.ok, !later.ok && later.fault], [false, 'other-hash']);
      assert.equal((await verified()).verdict.ok, true);
    });

    it('tells a hash that is another from a tail that is gone', async () => {
      const [fourth] = await storage.audit.read({ limit: 1, beforeSeq: 5 });
      assert.ok(fourth);
      const { verdict, recorded } = await verified({ seq: 4, hash: `0${fourth.hash.slice(2)}f` });

      assert.deepEqual(verdict.ok ? verdict : [verdict.fault, verdict.seq], ['other-hash', 4]);
      assert.match(recorded, /^failed: entry 4: other-hash/);
    });

    it('says nothing about a head that the retention has deleted since', async () => {
      const [fourth] = await storage.audit.read({ limit: 1, beforeSeq: 5 });
      assert.ok(fourth);
      await storage.audit.prune(clock.now() + 1, aDraft('cut', { action: 'Audit Entries Deleted' }));
      await assert.rejects(verifyAudit(services(), ORIGIN, fourth), (error) => {
        const problem = problemOf(error);
        return problem?.kind === 'conflict' && /begins with entry 11/.test(problem.message);
      });
    });
  });

  describe('kept for a number of days', () => {
    const keep = (days: number | null) =>
      storage.auditRetention.create({ id: 'audit-retention', version: 1, days });
    const keys = async () => (await storage.audit.read({ limit: 99 })).map(({ key }) => key);

    it('loses whole days of the organisation, once a day, with a tombstone', async () => {
      // 00:30 on the 14th in Berlin, ten days before the 24th; an hour earlier it was the 13th.
      const midnight = Date.UTC(2026, 10, 13, 23);
      await storage.audit.append([
        aDraft('13th', { at: midnight - 1 }),
        aDraft('14th', { at: midnight }),
        aDraft('today', { at: clock.now() }),
      ]);
      await keep(10);
      await applyRetention(services());
      const [tombstone] = await storage.audit.read({ limit: 1 });
      assert.deepEqual((await keys()).slice(1), ['today', '14th']);
      assert.deepEqual([tombstone?.action, tombstone?.status], ['Audit Entries Deleted', 'done']);
      assert.equal(tombstone?.description, 'entries from before 2026-11-14, kept for 10 days');
      assert.equal(tombstone?.cut?.seq, 1);
      await clock.advance(DAY_MS / 4);
      await applyRetention(services());
      assert.equal((await keys()).length, 3);
      await clock.advance(DAY_MS);
      await applyRetention(services());
      assert.deepEqual((await keys()).slice(1), [tombstone.key, 'today']);
      assert.equal((await storage.audit.verify()).ok, true);
    });

    it('loses all that is old, however much', async () => {
      await storage.audit.append(Array.from({ length: 11_000 }, (_, n) => aDraft(`${n}`, { at: n })));
      await keep(1);
      await applyRetention(services());
      assert.ok((await keys()).every((key) => key.startsWith('retention/')));
      assert.equal((await storage.audit.verify()).ok, true);
    });

    it('loses nothing for ever, or by default', async () => {
      await storage.audit.append([aDraft('old', { at: 0 })]);
      await applyRetention(services());
      await keep(null);
      await applyRetention(services());
      assert.deepEqual(await keys(), ['old']);
    });

    it('loses nothing that somebody changed, and the sweep goes on', async () => {
      await storage.audit.append([aDraft('old', { at: 0 }), aDraft('new', { at: clock.now() })]);
      await tamper('UPDATE audit SET at = 1');
      await keep(10);
      await applyRetention(services());
      assert.equal((await keys()).length, 2);
    });
  });
});
