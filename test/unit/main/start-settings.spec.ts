import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { castRef } from '../../../adapters/directory/sandbox/cast.ts';
import { openSqlite, type SqliteStorage } from '../../../adapters/storage/sqlite/open-sqlite.ts';
import type { ConnectionName, PersonId } from '../../../src/domain/ids.ts';
import type { Role } from '../../../src/domain/person.ts';
import { problemOf } from '../../../src/domain/problem.ts';
import { seedPeople } from '../../../src/main/personas.ts';
import { recordSettings } from '../../../src/main/record-settings.ts';
import { readSettings } from '../../../src/settings/read-settings.ts';
import { AUDIT_KEY } from '../../support/audit-key.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeIds } from '../../support/fake-ids.ts';
import { quietLogger } from '../../support/quiet.ts';

describe('What a start does by its settings', () => {
  let folder: string;
  let storage: SqliteStorage;
  const clock = new FakeClock();

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-start-'));
    storage = await openSqlite({
      folder,
      clock,
      ids: new FakeIds(),
      logger: quietLogger,
      auditKey: () => AUDIT_KEY,
    });
  });
  afterEach(async () => {
    await storage.close();
    rmSync(folder, { recursive: true });
  });

  /** Starts with these settings and says what that recorded, oldest first. */
  async function start(env: Record<string, string> = {}): Promise<readonly (string | null)[][]> {
    const read = readSettings(env, { machineZone: 'UTC' });
    assert.ok(read.ok);
    const before = await storage.audit.count({});
    await clock.advance(1);
    await recordSettings({ storage, clock }, read.settings);
    await seedPeople({ storage, clock }, read.settings);
    const limit = (await storage.audit.count({})) - before;
    const events = limit === 0 ? [] : await storage.audit.read({ limit });
    return events
      .map(({ action, target, before, after }) => {
        assert.equal(action, 'Setting Changed');
        return [target, before, after];
      })
      .reverse();
  }

  async function rolesOf(id: string): Promise<readonly Role[] | undefined> {
    return (await storage.people.load(id as PersonId))?.roles;
  }

  async function take(id: string, roles: readonly Role[]): Promise<void> {
    const person = await storage.people.load(id as PersonId);
    assert.ok(person);
    await storage.people.replace({ ...person, version: person.version + 1, roles });
  }

  describe('to roles', () => {
    it('is the same when several instances start at once', async () => {
      const read = readSettings({ ROLLCALL_FIRST_ADMINS: 'Lea=slack/T1/U1' }, { machineZone: 'UTC' });
      assert.ok(read.ok);
      const { settings } = read;
      await Promise.all([1, 2, 3].map(() => seedPeople({ storage, clock }, settings)));
      const people = await storage.people.list({ limit: 99 });
      assert.equal(people.filter(({ name }) => name === 'Lea').length, 1);
      assert.deepEqual(await rolesOf('priya'), ['operator']);
      assert.deepEqual(await start({ ROLLCALL_FIRST_ADMINS: 'Lea=slack/T1/U1' }), []);
    });

    it('is recorded for everybody who gets one, once', async () => {
      assert.deepEqual(await start(), [
        ['priya', 'none', 'operator'],
        ['tom', 'none', 'admin, approver'],
        ['ines', 'none', 'approver'],
        ['noor', 'none', 'auditor'],
      ]);
      assert.deepEqual(await start(), []);
    });

    it('is recorded for a first admin who was none', async () => {
      await start();
      const told = await start({ ROLLCALL_FIRST_ADMINS: 'leo' });
      assert.deepEqual(told.at(-1), ['leo', 'none', 'admin']);
      assert.deepEqual(await rolesOf('leo'), ['admin']);
    });

    it('sets them aside while nobody can speak as that person, and gives back no role that was taken', async () => {
      await start();
      await take('tom', ['approver']);
      const told = await start({ ROLLCALL_CONSOLE_PERSON: 'priya' });
      assert.deepEqual(told[0], ['tom', 'approver', 'none']);
      assert.deepEqual(await rolesOf('tom'), []);
      const back = await start();
      assert.deepEqual(back[0], ['tom', 'none', 'approver']);
      assert.deepEqual(await rolesOf('tom'), ['approver']);
      assert.deepEqual(await rolesOf('noor'), ['auditor']);
    });
  });

  describe('to first admins with an account', () => {
    const ADA = { ROLLCALL_FIRST_ADMINS: 'Ada Okafor=slack/T012/U034' };
    const account = { platform: 'slack', tenant: 'T012', id: 'U034' };

    it('makes a person, once, and records the role and the account', async () => {
      await start();
      const told = await start(ADA);
      assert.deepEqual(told.slice(1), [
        ['ada-okafor', 'none', 'admin'],
        ['ada-okafor', null, null],
      ]);
      const ada = await storage.people.byAccount(account);
      assert.deepEqual([ada?.id, ada?.name, ada?.roles], ['ada-okafor', 'Ada Okafor', ['admin']]);
      assert.deepEqual(ada?.linked?.['slack/T012/U034']?.how, 'settings');
      assert.deepEqual(await start(ADA), []);
    });

    it('links it to who has that name or id, and gives the role back at the next start', async () => {
      await start();
      await start({ ROLLCALL_FIRST_ADMINS: 'LEO FISCHER=slack/T012/U034' });
      assert.deepEqual((await storage.people.byAccount(account))?.id, 'leo');
      await take('leo', []);
      await start({ ROLLCALL_FIRST_ADMINS: 'leo=slack/T012/U034' });
      assert.deepEqual(await rolesOf('leo'), ['admin']);
      assert.equal((await storage.people.byAccount(account))?.accounts.length, 3);
    });

    it('is refused for an account of somebody else, and for an id that is nobody’s', async () => {
      await start(ADA);
      await assertMisconfigured('leo=slack/T012/U034', /is the account of Ada Okafor\..*people unlink/);
      await assertMisconfigured('Somebody=slack/T012/U034', /Say Ada Okafor=slack\/T012\/U034/);
      await assertMisconfigured('mallory', /Nobody here is called mallory\. Use priya, tom/);
      assert.deepEqual(await start({ ROLLCALL_FIRST_ADMINS: 'ada-okafor' }).then((told) => told.length), 1);
    });

    it('is refused for a persona these settings do not let speak, and for a name of two people', async () => {
      await start();
      await assertMisconfigured('tom', /Nobody here is called tom\. Use priya, or/, {
        ROLLCALL_CONSOLE_PERSON: 'priya',
      });
      const ines = await storage.people.load('ines' as PersonId);
      assert.ok(ines);
      await storage.people.create({ ...ines, id: 'ines-2' as PersonId, version: 1, accounts: [], users: [] });
      await assertMisconfigured('Ines Duarte=slack/T012/U034', /More than one person is called Ines Duarte/);
    });

    it('leaves a directory user with whoever an admin linked it to before the persona came', async () => {
      const user = castRef('sandbox' as ConnectionName, 'tom' as PersonId);
      const other = { id: 'other' as PersonId, version: 1, name: 'Other', roles: [], accounts: [] };
      await storage.people.create({ ...other, users: [user] });
      await start();
      assert.deepEqual((await storage.people.load('tom' as PersonId))?.users, []);
      assert.deepEqual((await storage.people.load('other' as PersonId))?.users, [user]);
    });

    it('outlives the personas, who keep nothing but what others gave them', async () => {
      await start({ ROLLCALL_FIRST_ADMINS: 'Tom Weiss=slack/T012/U034' });
      const alone = { ROLLCALL_CONSOLE_PERSON: 'priya', ROLLCALL_FIRST_ADMINS: 'Tom Weiss=slack/T012/U034' };
      await start(alone);
      assert.deepEqual(await rolesOf('tom'), ['admin']);
      assert.deepEqual((await storage.people.load('tom' as PersonId))?.accounts, [account]);
      assert.deepEqual(await start(alone), []);
    });

    it('leaves alone who only has a persona’s id', async () => {
      const tom = { id: 'tom' as PersonId, version: 1, name: 'Tom Otto', roles: ['operator' as const] };
      await storage.people.create({ ...tom, accounts: [account], users: [] });
      await start();
      assert.deepEqual((await storage.people.load(tom.id))?.accounts, [account]);
      await start({ ROLLCALL_CONSOLE_PERSON: 'noor' });
      assert.deepEqual(await rolesOf('tom'), ['operator']);
      await start({ ROLLCALL_CONSOLE_PERSON: 'tom' });
      assert.equal((await storage.people.load(tom.id))?.accounts.length, 3, 'the settings say so');
    });

    it('gives no account back that an admin took from a persona', async () => {
      await start();
      const leo = await storage.people.load('leo' as PersonId);
      assert.ok(leo);
      await storage.people.replace({ ...leo, version: leo.version + 1, accounts: [] });
      await start();
      assert.deepEqual((await storage.people.load(leo.id))?.accounts, []);
    });

    async function assertMisconfigured(admins: string, remedy: RegExp, env: Record<string, string> = {}) {
      await assert.rejects(start({ ...env, ROLLCALL_FIRST_ADMINS: admins }), (error) => {
        const problem = problemOf(error);
        assert.ok(problem?.kind === 'misconfigured' && problem.key === 'ROLLCALL_FIRST_ADMINS');
        assert.match(problem.remedy, remedy);
        return true;
      });
    }
  });

  describe('to guardrails', () => {
    it('is recorded when they are not those of the last start, with both', async () => {
      const strict = { ROLLCALL_CAP_USERS: '10', ROLLCALL_PROTECTED_USERS: 'ceo,ada' };
      await start(strict);
      assert.deepEqual(await start({ ...strict, ROLLCALL_PROTECTED_USERS: 'ada, ceo' }), []);
      assert.deepEqual(await start({ ROLLCALL_CAP_USERS: '500' }), [
        [
          'settings',
          'ROLLCALL_CAP_USERS=10 ROLLCALL_PROTECTED_USERS=ada,ceo',
          'ROLLCALL_CAP_USERS=500 ROLLCALL_PROTECTED_USERS=',
        ],
      ]);
      assert.deepEqual(await start({ ROLLCALL_CAP_USERS: '500' }), []);
    });

    for (const [key, value] of [
      ['ROLLCALL_CAP_PERCENT', '50'],
      ['ROLLCALL_PROTECTED_GROUPS', 'board'],
      ['ROLLCALL_SERVICE_ACCOUNTS', 'x-*'],
      ['ROLLCALL_FIRST_ADMINS', 'tom'],
    ] as const) {
      it(`is recorded for ${key}`, async () => {
        await start();
        const [told] = await start({ [key]: value });
        assert.deepEqual([told?.[0], told?.[2]], ['settings', `${key}=${value}`]);
      });
    }

    it('has nothing of a secret and nothing of other settings', async () => {
      await start();
      const env = { ROLLCALL_AUDIT_KEY: '5'.repeat(64), ROLLCALL_RATE: '9' };
      assert.deepEqual(await start(env), []);
    });
  });
});
